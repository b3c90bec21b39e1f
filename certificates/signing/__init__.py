"""Keys, signatures on XML and PDF, and what a file's signatures say. See decision 0028."""
