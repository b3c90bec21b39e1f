"""Pages of what is planned and entered."""
