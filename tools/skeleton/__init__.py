"""An articulated skeleton fitted to the 2-D track: studied for the calibration, not shipped."""
