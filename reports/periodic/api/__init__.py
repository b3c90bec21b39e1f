"""Period reports through the API."""
