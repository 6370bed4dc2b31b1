"""The sections of the light drills page."""
