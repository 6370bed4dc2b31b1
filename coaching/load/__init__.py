"""Loads over weeks: the context of load advice, the loading threshold, the working load, the 1RM."""
