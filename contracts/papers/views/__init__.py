"""Pages of papers and of templates of Word."""
