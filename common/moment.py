"""Many questions asked of one moment, while others go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """Every query of the block sees the same rows, so that parts add up to their wholes.

    Nothing may be written in it, and nobody who writes waits for it. Within a transaction that
    began before, the queries see what that one sees.
    """
    if connection.in_atomic_block:
        yield
        return
    with _reading(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


@contextmanager
def _reading() -> Iterator[None]:
    """On SQLite a transaction takes the one place of a writer when it begins; this one does not."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()  # it reads the mode that the settings name
    sqlite: Any = connection
    usual, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"
    try:
        yield
    finally:
        sqlite.transaction_mode = usual
