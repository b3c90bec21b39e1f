"""The API of a visit."""
