"""Procedures, jobs, worksheets, readings, evaluation, review; the API of the bench."""
