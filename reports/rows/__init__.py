"""The rows behind a figure as a table that a page, the API and xlsx show alike."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from common.bulk import parts
from reports.rows import listed, planned, promised, service, technical
from reports.rows.shape import Coded, Line, Shape

__all__ = [
    "MOST_COLUMNS", "Coded", "Line", "headings", "lines", "models", "names", "read", "type_of_read",
]  # fmt: skip

_SHAPES: Mapping[str, Shape] = {
    "": Shape((), tuple, lambda _ids: ()),  # a figure that is made of other figures
    **service.SHAPES,
    **technical.SHAPES,
    **listed.SHAPES,
    **planned.SHAPES,
    **promised.SHAPES,
}
MOST_COLUMNS = max(len(shape.names) for shape in _SHAPES.values())

type_of_read = dict[int, tuple[str, tuple[Any, ...]]]


def headings(figure: Any) -> tuple[str, ...]:
    """The columns of `lines`, without the amounts."""
    return _SHAPES[figure.rows.model].headings()


def names(figure: Any) -> tuple[str, ...]:
    """The same columns as the API names them."""
    return _SHAPES[figure.rows.model].names


def models() -> frozenset[str]:
    """The models whose rows can be shown."""
    return frozenset(_SHAPES) - {""}


def read(model: str, ids: Sequence[int]) -> type_of_read:
    """Address and cells of rows, a fixed number of queries for each 500."""
    found: type_of_read = {}
    for part in parts(ids):
        for pk, url, cells in _SHAPES[model].read(part):
            found[pk] = (url, cells)
    return found


def lines(figure: Any, ids: Sequence[int], ready: type_of_read | None = None) -> Iterator[Line]:
    """The rows `ids` of a figure, in that order; `ready` holds rows that were read already."""
    found = read(figure.rows.model, ids) if ready is None else ready
    for pk in ids:
        if pk in found:
            url, cells = found[pk]
            yield Line(pk, url, cells, *figure.rows.amounts.get(pk, (None, None)))
