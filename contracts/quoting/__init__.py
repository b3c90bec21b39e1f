"""What comes before a contract: quotations, the review of a request, framework agreements."""
