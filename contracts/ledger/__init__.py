"""Money after it was agreed: what is owed, what pays what, closed books, lists of the bank."""
