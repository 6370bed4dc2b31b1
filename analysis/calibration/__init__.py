"""From raw signals to calibrated quantities with a 95 % interval."""
