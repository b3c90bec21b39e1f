"""A bank's list of money that came in: read, matched, mended in place, entered whole or not."""
