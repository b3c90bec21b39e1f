"""The exchange through the API."""
