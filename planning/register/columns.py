"""Columns of a list: what a page shows, and what its file then holds."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpResponse

from common.folding import Folded
from common.sheets import Table, book_file, csv_file, write_book

FORMATS = ("xlsx", "csv")
FILED = Q(evidence__isnull=False, evidence__struck_at__isnull=True)


@dataclass(frozen=True)
class Piece:
    """One value: its heading in the file, and how to read it from a row."""

    label: Any
    get: Callable[[Any], Any]


@dataclass(frozen=True)
class Column:
    """A column of the page; its first piece stands in its cells, the others below with their words.

    `kind`: link (to the row's page), text, day, num, state. `sort` is how the address names the
    column to sort by, `by` the field of its rows; blank where it is not sorted.
    """

    label: Any
    kind: str
    pieces: tuple[Piece, ...]
    sort: str = ""
    by: str = ""


@dataclass(frozen=True)
class Cell:
    """What a page prints of one column of one row."""

    kind: str
    value: Any
    below: tuple[tuple[Any, Any], ...]

    @property
    def day(self) -> bool:
        """Whether it is printed as a day."""
        return isinstance(self.value, date)


@dataclass(frozen=True)
class Line:
    """One row with its cells."""

    row: Any
    cells: tuple[Cell, ...]


def one(label: Any, kind: str, get: Callable[[Any], Any], sort: str = "", by: str = "") -> Column:
    """A column of one value; sorted by the field `by`, which is `sort` unless told."""
    return Column(label, kind, (Piece(label, get),), sort, by or sort)


@dataclass(frozen=True)
class Head:
    """A heading: how the list is sorted by it now, and the sort that a press asks for."""

    label: Any
    kind: str
    ordered: str = ""
    turn: str = ""


def head(label: Any, kind: str, key: str, sort: str) -> Head:
    """One heading of a list sorted by `sort`: texts begin with A, days and numbers at the end."""
    if not key or sort.removeprefix("-") != key:
        first = key if kind in ("link", "text") else f"-{key}"
        return Head(label, kind, "", first if key else "")
    falling = sort.startswith("-")
    ordered = "descending" if falling else "ascending"
    return Head(label, kind, ordered, key if falling else f"-{key}")


def heads(columns: Sequence[Column], sort: str) -> list[Head]:
    """The headings of a page."""
    return [head(column.label, column.kind, column.sort, sort) for column in columns]


def in_order(rows: "QuerySet[Any]", columns: Sequence[Column], sort: str) -> "QuerySet[Any]":
    """As the address asks; as they were where it names no column. Blanks come last."""
    found = next((one for one in columns if one.sort and one.sort == sort.removeprefix("-")), None)
    if found is None:
        return rows
    by: Any = Folded(found.by) if found.kind in ("link", "text") else F(found.by)
    way = by.desc(nulls_last=True) if sort.startswith("-") else by.asc(nulls_last=True)
    return rows.order_by(way, "-pk")


def lines(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[Line]:
    """The rows of a page."""
    for row in rows:
        yield Line(row, tuple(_cell(column, row) for column in columns))


def _cell(column: Column, row: Any) -> Cell:
    first, *others = column.pieces
    below = ((piece.label, piece.get(row)) for piece in others)
    said = tuple((label, value) for label, value in below if value not in (None, ""))
    return Cell(column.kind, first.get(row), said)


def file_of(
    kind: str, name: str, title: str, columns: Sequence[Column], rows: Iterable[Any]
) -> HttpResponse:
    """An xlsx or a csv with the same columns and all the rows; `name` is plain ASCII."""
    pieces = [piece for column in columns for piece in column.pieces]
    heads = [str(piece.label) for piece in pieces]
    cells = ([_plain(piece.get(row)) for piece in pieces] for row in rows)
    if kind == "csv":
        return csv_file(heads, cells, f"{name}.csv")
    table = Table(title, heads, cells, (44, 18))
    return book_file(write_book([table], flat=True), f"{name}.xlsx")


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | date) else str(value)
