"""Limits, decision rules, guard bands and risks."""
