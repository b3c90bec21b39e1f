"""What SQLite lacks: an order for exact decimals kept as text, and our search key."""

import sqlite3
from decimal import Decimal
from typing import Any

from django.db.backends.signals import connection_created

from common.text import fold


def _compare(left: str, right: str) -> int:
    one, two = Decimal(left), Decimal(right)
    return (one > two) - (one < two)


def _fold(text: str | None) -> str | None:
    return None if text is None else fold(text)


def _teach(connection: Any, **_: Any) -> None:
    if connection.vendor == "sqlite" and isinstance(connection.connection, sqlite3.Connection):
        connection.connection.create_collation("decimal", _compare)
        connection.connection.create_function("chuan_fold", 1, _fold, deterministic=True)


def connect() -> None:
    """Register the collation `decimal` and `chuan_fold` on every new SQLite connection."""
    connection_created.connect(_teach, dispatch_uid="common.sqlite.teach")
