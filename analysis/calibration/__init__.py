"""From raw signals to true quantities with a 95 % interval."""
