"""Clips and cameras: open, decode upright with true times, write."""
