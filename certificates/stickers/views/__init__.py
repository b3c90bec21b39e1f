"""Pages of stickers."""
