"""What the laboratory states, frozen: statement, numbering, PDF, check page."""
