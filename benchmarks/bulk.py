"""What a generator of many rows needs: shares that add up, dated rates, COPY into a table."""

from collections.abc import Iterable, Sequence
from datetime import date
from random import Random
from typing import Any


def shares(random: Random, whole: int, most: int, places: int) -> list[int]:
    """`whole` things over `places`, at least one each, mostly around the middle of 1 … most."""
    found = [
        min(most, 1 + int(random.gammavariate(2.0, whole / places / 2))) for _ in range(places)
    ]
    gap = whole - sum(found)
    while gap:
        index = random.randrange(places)
        step = 1 if gap > 0 else -1
        if found[index] + step >= 1:
            found[index] += step
            gap -= step
    return found


def cut(random: Random, amount: int, parts: int) -> list[int]:
    """`amount` in so many parts that add up to it, each at least one đồng if it is enough."""
    if parts == 1 or amount < parts * 2:
        return [amount] + [0] * (parts - 1)
    marks = sorted(random.sample(range(1, min(amount, 1_000_000)), parts - 1))
    scale = min(amount, 1_000_000)
    ends = [amount * mark // scale for mark in marks]
    return [b - a for a, b in zip([0, *ends], [*ends, amount], strict=True)]


def vat_of(net: int, percent: int | None) -> int:
    """VAT half up, away from zero."""
    if not percent:
        return 0
    size = (abs(net) * percent + 50) // 100
    return size if net >= 0 else -size


def copy(model: Any, names: list[str], rows: Iterable[Sequence[Any]]) -> int:
    """COPY rows into a model's table; columns that are not named get the model's defaults."""
    from django.db import connection

    blank = model()
    rest = [f for f in model._meta.concrete_fields if f.attname not in names]
    columns = [model._meta.get_field(name).column for name in names] + [f.column for f in rest]
    tail = tuple(getattr(blank, f.attname) for f in rest)
    table = model._meta.db_table
    quoted = ", ".join(f'"{name}"' for name in columns)
    count = 0
    with connection.cursor() as cursor:
        with cursor.copy(f'COPY "{table}" ({quoted}) FROM STDIN') as stream:
            for row in rows:
                stream.write_row((*row, *tail))
                count += 1
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {count + 1})")
    return count


def derive(model: Any, columns: dict[str, str], source: str) -> int:
    """INSERT … SELECT into a model's table: {field: SQL} FROM `source`; returns how many rows.

    Fields that are not named get the model's defaults.
    """
    from django.db import connection

    fields = [f for f in model._meta.concrete_fields if f.attname in columns]
    blank = model()
    rest = [f for f in model._meta.concrete_fields if f.attname not in columns and f.name != "id"]
    values = [f.get_db_prep_save(getattr(blank, f.attname), connection) for f in rest]
    names = ", ".join(f'"{f.column}"' for f in (*fields, *rest))
    texts = ", ".join([columns[f.attname] for f in fields] + ["%s"] * len(rest))
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {texts} FROM {source}",  # noqa: S608
            values,
        )
        count = int(cursor.rowcount)
        cursor.execute(f"SELECT max(id) + 1 FROM {table}")  # noqa: S608
        following = cursor.fetchone()[0]
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {following})")
    return count


class RatesByDay:
    """The rate of a category on a day, each asked once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, date], int | None] = {}

    def __call__(self, category: str, day: date) -> int | None:
        from contracts.vat import rate_on

        key = (category, day.replace(day=1))  # rates change on the first of a month
        if key not in self._known:
            self._known[key] = rate_on(category, key[1])
        return self._known[key]
