"""An articulated skeleton fitted to the 2-D track: a candidate for the calibration, studied and not shipped."""
