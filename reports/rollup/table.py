"""The roll-up as a table: for the page and for xlsx."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from common.sheets import Table, write_book
from common.templatetags.show import either
from planning.rates import Rate
from reports.rollup.shapes import Column, Part, RollUp, Row
from reports.states import FigureKind


@dataclass(frozen=True)
class Cell:
    """One figure as printed, with what has to be said beside it."""

    shown: str
    notes: tuple[str, ...] = ()


def cell(row: Row, column: Column) -> Cell:
    """A unit's figure; a dash where its report does not hold it."""
    part = row.parts.get(column.code)
    if part is None:
        return Cell("–", (_("báo cáo không có chỉ tiêu này"),))
    return Cell(_said(part, column), tuple(_notes(row, part, column)))


def _said(part: Part, column: Column) -> str:
    return part.words if part.value is None and part.words else column.shown(part.value)


def _notes(row: Row, part: Part, column: Column) -> Iterator[str]:
    if part.kind != FigureKind.COMPUTED:
        yield str(FigureKind(part.kind).label)
    if part.value is not None and part.denominator is not None:
        yield f"{column.top(part.numerator)}/{column.top(part.denominator)}"
    if other := row.other_version(column):
        words = {"theirs": other, "ours": column.version}
        yield _("định nghĩa phiên bản %(theirs)s, ở đây %(ours)s") % words


def sums(found: RollUp) -> list[Cell]:
    """The last line."""
    made = []
    for column in found.columns:
        one = found.totals[column.code]
        notes = [str(part) for part in (one.why, one.label) if part]
        if one.denominator is not None:
            notes.append(f"{column.top(one.numerator)}/{column.top(one.denominator)}")
        if one.units != len(found.rows):
            words = {"units": one.units, "all": len(found.rows)}
            notes.append(_("của %(units)s trong %(all)s đơn vị") % words)
        made.append(Cell(column.shown(one.value), tuple(notes)))
    return made


def rate(found: tuple[int, int] | None) -> str:
    """Targets met of those set, with the rate."""
    if found is None:
        return "–"
    return f"{found[0]}/{found[1]} · {Rate(*found).shown}"


def book(found: RollUp) -> bytes:
    """Sheet 1: units by indicators with the sums. Sheet 2: who is not counted. 3: definitions."""
    heads = (
        _("Mã"), _("Đơn vị"), _("Nguồn"), _("Phiên bản"), _("Ngày chốt"),
        *(_heading(column) for column in found.columns),
    )  # fmt: skip
    widths = (12, 40, 24, 10, 12, *([18] * len(found.columns)))
    return write_book(
        [
            Table(_("Tổng hợp"), heads, _lines(found), widths),
            Table(_("Chưa cộng"), (_("Mã"), _("Đơn vị"), _("Vì sao")), _left(found), (12, 40, 60)),
            Table(
                _("Định nghĩa"),
                (_("Chỉ tiêu"), _("Tên"), _("Định nghĩa"), _("Phiên bản")),
                [(c.code, str(c.name), str(c.definition), c.version) for c in found.columns],
                (32, 36, 90, 10),
            ),
        ]
    )


def _heading(column: Column) -> str:
    return ", ".join(str(part) for part in (column.name, column.base, column.vat) if part)


def _lines(found: RollUp) -> Iterator[tuple[Any, ...]]:
    for row in found.rows:
        parts = [row.parts.get(column.code) for column in found.columns]
        values = [_plain(part, column) for part, column in zip(parts, found.columns, strict=True)]
        head = (row.unit.code, either(row.unit), row.source_words, row.version, row.cut_off)
        yield (*head, *values)
    totals = [column.plain(found.totals[column.code].value) for column in found.columns]
    yield (_("Cộng"), "", "", "", "", *totals)


def _plain(part: Part | None, column: Column) -> Any:
    if part is None:
        return ""
    return part.words if part.value is None else column.plain(part.value)


def _left(found: RollUp) -> Iterator[tuple[Any, ...]]:
    for unit in found.missing:
        yield (unit.code, either(unit), _("chưa có báo cáo của kỳ"))
    for one in found.covered:
        words = {"unit": either(one.by)}
        yield (one.unit.code, either(one.unit), _("đã nằm trong báo cáo của %(unit)s") % words)
