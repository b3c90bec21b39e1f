"""What a table of a report is, whoever makes it."""

from collections.abc import Iterable, Sequence
from typing import Any

Table = dict[str, Any]


def table(
    title: str,
    columns: Sequence[tuple[str, float, str]],
    rows: Iterable[Sequence[str]],
    *,
    sums: Iterable[Sequence[str]] = (),
    note: str = "",
) -> Table:
    """A table as documents print it; columns are (title, share of the width, side)."""
    return {
        "title": title,
        "columns": [dict(zip(("title", "width", "align"), one, strict=True)) for one in columns],
        "rows": [list(row) for row in rows],
        "sums": [list(row) for row in sums],
        "note": note,
    }
