"""What the history of a standard says: between certified points, over the years, in between."""
