"""Papers as docx: our template for each kind, templates of centres, filled in a process apart."""
