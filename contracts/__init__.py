"""Prices, contracts, invoices, payments: the front desk."""
