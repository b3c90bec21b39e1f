"""The API about stickers."""
