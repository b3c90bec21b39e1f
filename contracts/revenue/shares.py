"""Shares of whole đồng: exact, rounded half away from zero, adding up to the whole."""

import sqlite3
from collections.abc import Mapping
from typing import Any


def share(amount: int, part: int, whole: int) -> int:
    """Amount × part ÷ whole, half away from zero; `whole` is positive."""
    size = (2 * abs(amount) * part + whole) // (2 * whole)
    return size if amount >= 0 else -size


def split(amount: int, weights: Mapping[str, int]) -> dict[str, int]:
    """`amount` over the weights, in whole đồng; the parts add up to it exactly.

    Where all weights are nought the first gets it all.
    """
    whole = sum(weights.values())
    if whole == 0:
        first = next(iter(weights))
        return {name: amount if name == first else 0 for name in weights}
    parts: dict[str, int] = {}
    given, seen = 0, 0
    for name, weight in weights.items():
        seen += weight
        upto = share(amount, seen, whole)
        parts[name] = upto - given
        given = upto
    return parts


def teach_sqlite(connection: Any, **_: Any) -> None:
    """Give SQLite `chuan_share`: products of two amounts pass 2^63, which it would round."""
    if connection.vendor == "sqlite" and isinstance(connection.connection, sqlite3.Connection):
        connection.connection.create_function("chuan_share", 3, share, deterministic=True)
