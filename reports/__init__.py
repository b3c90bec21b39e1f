"""Answers across the apps: period figures, each opening its rows."""
