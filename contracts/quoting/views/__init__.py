"""Pages of quotations, reviews and framework agreements."""
