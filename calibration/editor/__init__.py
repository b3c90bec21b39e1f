"""The procedure editor: a definition as a form, kept as typed, tried at once, compared."""
