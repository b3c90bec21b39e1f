"""Student's t by its old address; the functions live in `probability`."""

from metrology.probability import coverage, t_factor

__all__ = ["coverage", "t_factor"]
