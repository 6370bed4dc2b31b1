"""The lifts as a table, and what is measured in lifts other than the two-legged squat."""
