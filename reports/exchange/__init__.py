"""Closed reports that go between installations as signed files. See docs/decisions."""
