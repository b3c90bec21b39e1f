"""The API about papers."""
