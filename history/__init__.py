"""The saved history: lifters, their sessions, sets and logs, in SQLite on this computer or in PostgreSQL."""
