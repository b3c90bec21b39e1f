"""Units, dimensions, readings and what converts between them."""
