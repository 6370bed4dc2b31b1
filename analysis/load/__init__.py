"""Load advice for one set: end it, lower, keep, may raise, or no advice."""
