"""The sections of the hip mobility page."""
