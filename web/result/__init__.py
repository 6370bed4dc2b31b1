"""The sections of the result page."""
