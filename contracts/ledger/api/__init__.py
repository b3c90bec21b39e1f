"""The ledger through the API."""
