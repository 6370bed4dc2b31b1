"""Loads over weeks: advice context, the loading threshold, the working load, the 1RM."""
