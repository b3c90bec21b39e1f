"""Customers' instruments and samples in our hands, from receiving to handing back."""
