"""How long a calibration holds: the interval test, variables data, the drift chart."""
