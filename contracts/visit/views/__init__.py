"""Pages of a customer's visit."""
