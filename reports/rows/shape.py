"""What a table of rows is made of."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

type_of_row = tuple[int, str, tuple[Any, ...]]  # id, address, cells


@dataclass(frozen=True)
class Line:
    """One row: its id, where it opens, its cells; `net` and `gross` where the figure is money."""

    id: int
    url: str
    cells: tuple[Any, ...]
    net: int | None = None
    gross: int | None = None


@dataclass(frozen=True)
class Coded:
    """A word for people, a code for programs."""

    code: str
    label: str

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True)
class Shape:
    """The columns of one model's rows, and how rows are read."""

    names: tuple[str, ...]  # of the columns, for programs
    headings: Callable[[], tuple[str, ...]]
    read: Callable[[Sequence[int]], Iterable[type_of_row]]


def coded(row: Any, field: str) -> Coded | str:
    """A choice of a row; blank where none is made."""
    code = getattr(row, field)
    return Coded(code, str(getattr(row, f"get_{field}_display")())) if code else ""


def address(name: str, pk: int) -> str:
    """Where a row opens; blank where no page shows it."""
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return ""
