"""Forms of what is planned and entered."""
