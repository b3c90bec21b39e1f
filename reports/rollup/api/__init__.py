"""The roll-up through the API."""
