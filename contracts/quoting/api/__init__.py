"""API of quotations, reviews and framework agreements."""
