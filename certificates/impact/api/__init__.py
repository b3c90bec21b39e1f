"""The API about cases."""
