"""What changed over weeks."""
