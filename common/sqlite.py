"""What SQLite lacks: an order for exact decimals kept as text."""

import sqlite3
from decimal import Decimal
from typing import Any

from django.db.backends.signals import connection_created


def _compare(left: str, right: str) -> int:
    one, two = Decimal(left), Decimal(right)
    return (one > two) - (one < two)


def _teach(connection: Any, **_: Any) -> None:
    if connection.vendor == "sqlite" and isinstance(connection.connection, sqlite3.Connection):
        connection.connection.create_collation("decimal", _compare)


def connect() -> None:
    """Register the collation `decimal` on every new SQLite connection."""
    connection_created.connect(_teach, dispatch_uid="common.sqlite.teach")
