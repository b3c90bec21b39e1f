"""Straight lines and polynomials through readings, with covariance."""
