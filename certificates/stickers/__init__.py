"""Stickers: stock, hands, what is stuck on, the month's account, and sheets to print."""
