"""The sections of the live page and the camera behind it."""
