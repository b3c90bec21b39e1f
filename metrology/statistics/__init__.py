"""Distribution functions, Type A evaluations, analysis of variance."""
