"""People, centres, customers, and the whole "who may" on one page (permissions.py)."""
