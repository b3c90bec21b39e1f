"""Many rows at once, by the quickest way of each engine."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models

T = TypeVar("T")


AT_ONCE = 500  # keys in one query: SQLite's parameters are counted


def parts(ids: Sequence[T]) -> Iterator[Sequence[T]]:
    """`ids` in their order, as many at a time as one query takes."""
    return (ids[first : first + AT_ONCE] for first in range(0, len(ids), AT_ONCE))


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one table, each with its id and what the database shall hold.

    COPY on PostgreSQL, executemany on SQLite: a third of the time of `bulk_create`, which asks
    every field of every row. No signal is sent and nothing is read back; columns of numbers,
    texts, moments and UUIDs only. Raises Django's database errors.
    """
    if not rows:
        return
    fields = rows[0]._meta.concrete_fields
    quoted = connection.ops.quote_name
    table, columns = quoted(rows[0]._meta.db_table), [quoted(str(f.column)) for f in fields]
    values = _values([row.__dict__ for row in rows], [field.attname for field in fields])
    if connection.vendor == "postgresql":
        _copy(table, columns, values)
    else:
        _execute_many(table, columns, values)


def _values(held: Sequence[dict[str, Any]], names: Sequence[str]) -> Iterator[list[Any]]:
    return ([row[name] for name in names] for row in held)


def _copy(table: str, columns: Sequence[str], values: Iterator[list[Any]]) -> None:
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    # The driver's own method: Django does not turn its errors into Django's by itself.
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        for row in values:
            copy.write_row(row)


def _execute_many(table: str, columns: Sequence[str], values: Iterator[list[Any]]) -> None:
    """In SQLite's forms; one moment stands in many rows."""
    moment = lru_cache(maxsize=1024)(connection.ops.adapt_datetimefield_value)
    forms: dict[type, Callable[[Any], Any]] = {UUID: lambda pk: pk.hex, datetime: moment}
    rows = [
        [value if (form := forms.get(type(value))) is None else form(value) for value in row]
        for row in values
    ]
    marks = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)
