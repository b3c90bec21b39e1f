"""The record of looks and dropped files: an address as a keyed hash, of a file its digest.

A look is answered in a millisecond; waiting until the disk has confirmed that somebody looked would
double that. Rows of this log are written at once and confirmed with the next change of a record: a
power cut may lose the last looks, and nothing else.
"""

from datetime import datetime
from typing import Any

from django.db import connection

from certificates.checking.rates import hashed
from certificates.models import Check

LONGEST_ID = 64
COLUMNS = ("at", "public_id", "answer", "finding", "file_sha256", "source")


def note(
    *,
    public_id: str,
    answer: str,
    source: str,
    at: datetime,
    finding: str = "",
    file_sha256: str = "",
) -> None:
    """Write down one look, or one file with what was found of it."""
    moment = connection.ops.adapt_datetimefield_value(at)
    row = [moment, public_id[:LONGEST_ID], answer, finding, file_sha256, hashed(source)]
    if connection.vendor == "sqlite":
        _on_sqlite(row)
    else:
        _on_postgresql(row)


def _on_sqlite(row: list[Any]) -> None:
    alone = not connection.in_atomic_block  # inside a transaction the commit is the caller's
    with connection.cursor() as cursor:
        if alone:
            cursor.execute("PRAGMA synchronous=NORMAL")
        try:
            cursor.execute(_insert("VALUES ({marks})"), row)
        finally:
            if alone:
                cursor.execute("PRAGMA synchronous=FULL")


def _on_postgresql(row: list[Any]) -> None:
    """One statement that is one transaction; the setting ends with it."""
    picked = "SELECT {marks} FROM (SELECT set_config('synchronous_commit', 'off', true)) x"
    with connection.cursor() as cursor:
        cursor.execute(_insert(picked), row)


def _insert(source: str) -> str:
    """Table and columns are ours; every value is a parameter."""
    columns = ", ".join(f'"{name}"' for name in COLUMNS)
    marks = ", ".join(["%s"] * len(COLUMNS))
    return f"INSERT INTO {Check._meta.db_table} ({columns}) " + source.format(marks=marks)
