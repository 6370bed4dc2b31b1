"""The sections of the Today page."""
