"""A calibration of a standard was wrong: what it touched, whether it mattered, what is decided."""
