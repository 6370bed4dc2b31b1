"""The 15 % rule: even, uneven, or not graded and why."""
