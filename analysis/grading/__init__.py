"""The 15 % rule of the glute-imbalance article: even, uneven, or not graded and why (see docs/sources.md)."""
