"""Which side is the weaker one, from evidence."""
