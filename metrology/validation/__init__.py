"""The published reference cases, and the runner that asks the core for every number in them.

See README.md for the format. Nothing here computes: a kind maps the words of a case to calls of
the core, so that what is validated is what the laboratory uses.
"""
