"""Papers and templates of Word through the API."""
