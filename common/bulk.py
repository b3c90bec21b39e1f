"""Many rows at once, by the quickest way of each engine."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, models


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one table whose columns hold what the database shall hold.

    COPY on PostgreSQL, executemany on SQLite: a third of the time of `bulk_create`, which asks
    every field of every row. No signal is sent, no default of the database is read back; columns
    of numbers, texts, moments and UUIDs only.
    """
    if not rows:
        return
    meta = rows[0]._meta
    fields = meta.concrete_fields
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(meta.db_table)
    get = [field.attname for field in fields]
    if connection.vendor == "postgresql":
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
        ):
            for row in rows:
                held = row.__dict__
                copy.write_row([held[name] for name in get])
        return
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 (our own names)
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(_as_stored([row.__dict__ for row in rows], get)))


def _as_stored(held: Sequence[dict[str, Any]], names: Sequence[str]) -> Iterator[list[Any]]:
    """The values in SQLite's form; one moment stands in many rows."""
    moment = lru_cache(maxsize=1024)(connection.ops.adapt_datetimefield_value)
    forms: dict[type, Callable[[Any], Any]] = {UUID: lambda pk: pk.hex, datetime: moment}
    for row in held:
        yield [
            value if (form := forms.get(type(value))) is None else form(value)
            for value in map(row.__getitem__, names)
        ]
