"""The same measurement on a set that is still being lifted, one frame at a time."""
