"""Customers that were registered twice: finding them, and making one of two."""
