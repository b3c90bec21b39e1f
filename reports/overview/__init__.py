"""The manager's page: revenue by month against plan and last year, what is coming, what is owed."""
