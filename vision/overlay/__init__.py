"""Drawing a set onto its frames."""
