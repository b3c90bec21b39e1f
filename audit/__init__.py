"""Who did what, when and why. Rows are added, hash-chained, never changed."""
