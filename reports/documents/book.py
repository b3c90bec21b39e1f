"""A report as xlsx: its figures with definitions, then the rows behind, a sheet for a model."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from common.sheets import Table, write_book
from common.templatetags.show import words as in_language
from planning.rates import NONE, rounded
from planning.states import BlockRole
from reports import rows as shown_rows
from reports.documents.facts import Gathered
from reports.indicators.labels import MEMBER, unit_label
from reports.indicators.shapes import Rows
from reports.periodic.statement import Line
from reports.rollup.shapes import Source

MOST_LINES: Final = 100_000  # of one sheet; a spreadsheet holds ten times as many, a person none
CHUNK: Final = 500
_SHEETS: Final = {
    "contracts.contract": gettext_lazy("Hợp đồng"),
    "calibration.job": gettext_lazy("Phiếu công việc"),
    "contracts.invoice": gettext_lazy("Hóa đơn"),
    "contracts.payment": gettext_lazy("Khoản thu"),
    "certificates.certificate": gettext_lazy("Giấy chứng nhận"),
    "instruments.standard": gettext_lazy("Chuẩn đo lường"),
    "planning.activity": gettext_lazy("Hoạt động"),
    "planning.sciencetask": gettext_lazy("Nhiệm vụ"),
    "planning.product": gettext_lazy("Sản phẩm"),
    "planning.proposal": gettext_lazy("Đề xuất"),
    "planning.programmeitem": gettext_lazy("Chương trình công tác"),
    "planning.enteredfigure": gettext_lazy("Số liệu nhập tay"),
    MEMBER: gettext_lazy("Đơn vị trong khối"),
}


@dataclass(frozen=True)
class _Behind:
    """A figure's rows in the shape that `reports.rows` shows."""

    rows: Rows


def book(found: Gathered) -> bytes:
    """The file; rows are read and written a few hundred at a time."""
    tables = [_figures(found), _members(found), _adjustments(found), *_rows(found)]
    return write_book([one for one in tables if one is not None], flat=True)


def _figures(found: Gathered) -> Table:
    headings = (
        _("Mã"), _("Chỉ tiêu"), _("Giá trị"), _("Đơn vị tính"), _("Cơ sở"), _("Thuế GTGT"),
        _("Cách có số liệu"), _("Kế hoạch"), _("Tỷ lệ đạt"), _("Đánh giá"), _("Nguyên nhân"),
        _("Định nghĩa"), _("Phiên bản"), _("Số dòng"),
    )  # fmt: skip
    widths = (26, 40, 18, 14, 24, 16, 16, 18, 12, 12, 30, 90, 10, 10)
    return Table(_("Số liệu"), headings, _figure_rows(found), widths)


def _figure_rows(found: Gathered) -> Iterator[tuple[Any, ...]]:
    report = found.report
    day = f"{report.cut_off:%d/%m/%Y}"
    yield (_("Đơn vị"), report.centre.name_vi, report.centre.code)
    if report.block is not None:
        yield (_("Khối thi đua"), report.block.name, report.block.code)
    yield (_("Kỳ"), report.period, "", "", _("chốt ngày %(day)s") % {"day": day})
    yield (_("Trạng thái"), str(report.get_state_display()))
    for line in found.statement:
        yield (
            line.code,
            line.name,
            _value(line),
            unit_label(line.unit),
            _word(line, "base"),
            _word(line, "vat"),
            line.label,
            _plan(line),
            line.rate.shown if line.rate else NONE,
            line.word,
            line.cause,
            line.definition,
            line.version,
            line.row_count,
        )


def _word(line: Line, name: str) -> str:
    return in_language(line.said[name])


def _value(line: Line) -> Any:
    if line.value is None:
        return line.words or NONE
    return _number(line.value, line.unit)


def _number(value: int | Fraction, unit: str) -> Any:
    """A whole number as such; a fraction as text, rounded once."""
    if isinstance(value, int):
        return value
    return int(rounded(value, 0)) if unit == "dong" else str(rounded(value, 2))


def _plan(line: Line) -> Any:
    if line.target is None:
        return NONE
    plan = line.target.against
    return _number(int(plan) if plan.denominator == 1 else plan, line.unit)


def _members(found: Gathered) -> Table | None:
    """The members of a block with the source of each, and those that have not reported."""
    if found.report.block is None:
        return None
    headings = (
        _("Mã"), _("Đơn vị"), _("Vai trò"), _("Nguồn"), _("Phiên bản"), _("Ngày chốt"),
        _("Chỉ tiêu đạt"), _("Chỉ tiêu được giao"), _("Mã kiểm tra (SHA-256)"),
    )  # fmt: skip
    rows = (
        (
            one["unit"],
            in_language(one["name"]),
            str(BlockRole(one["role"]).label),
            str(Source(one["source"]).label) if one["source"] else _("chưa báo cáo"),
            *(NONE if one[name] is None else one[name] for name in ("version", "cut_off")),
            *(NONE if one[name] is None else one[name] for name in ("met", "set")),
            one["digest"] or NONE,
        )
        for one in found.statement.members
    )
    return Table(_("Nguồn số liệu"), headings, rows, (12, 40, 14, 26, 10, 12, 12, 12, 68))


def _adjustments(found: Gathered) -> Table | None:
    if not found.adjustments:
        return None
    headings = (
        _("Kỳ"), _("Mã"), _("Chỉ tiêu"), _("Đã báo cáo"), _("Nay là"), _("Chênh lệch"),
        _("Dòng thêm"), _("Dòng bớt"), _("Dòng đổi"),
    )  # fmt: skip
    rows = (
        (
            one["period"],
            one["code"],
            str(one["name"]["vi"]),
            _text(one["before"]),
            _text(one["now"]),
            _text(one["difference"]),
            len(one["added"]),
            len(one["removed"]),
            len(one["changed"]),
        )
        for one in found.adjustments
    )
    return Table(_("Điều chỉnh số liệu"), headings, rows, (12, 26, 40, 18, 18, 18, 12, 12, 12))


def _text(number: Any) -> Any:
    """Back from its text: whole numbers as numbers."""
    text = str(number) if number is not None else NONE
    return int(text) if text.lstrip("-").isdecimal() else text


def _rows(found: Gathered) -> Iterator[Table]:
    models = dict.fromkeys(line.model for line in found.statement if line.row_count)
    for model in models:
        if model not in shown_rows.models():
            continue
        lines = [line for line in found.statement if line.model == model and line.row_count]
        names = shown_rows.headings(_Behind(Rows(model)))
        yield Table(
            str(_SHEETS.get(model, model)),
            (_("Chỉ tiêu"), _("Mã dòng"), *names, *_brought(model)),
            _lines(found, lines, len(names)),
            (32, 10, *([24] * len(names)), 16, 16),
        )


def _brought(model: str) -> tuple[str, str]:
    """What the two numbers of a row are: money, or what a member of a block brings to a sum."""
    if model == MEMBER:
        return _("Số của đơn vị, hoặc tử số"), pgettext("phân số", "Mẫu số")
    return _("Chưa thuế"), _("Gồm thuế")


def _lines(found: Gathered, lines: Sequence[Line], width: int) -> Iterator[tuple[Any, ...]]:
    written = 0
    for line in lines:
        every = found.rows.get(line.code, [])
        for row in islice(_read(line, every), max(0, MOST_LINES - written)):
            blank = ("",) * (width - len(row.cells))
            yield (line.code, row.id, *row.cells, *blank, row.net, row.gross)
        written += len(every)
    if written > MOST_LINES:
        rest = written - MOST_LINES
        yield (_("Còn %(rest)s dòng nữa, xem trên hệ thống.") % {"rest": rest},)


def _read(line: Line, every: Sequence[Sequence[int | None]]) -> Iterator[Any]:
    for first in range(0, len(every), CHUNK):
        part = every[first : first + CHUNK]
        ids = [int(row[0] or 0) for row in part]
        amounts = {int(row[0] or 0): (row[1], row[2]) for row in part if row[1] is not None}
        behind = _Behind(Rows(line.model, tuple(ids), amounts))  # type: ignore[arg-type]
        yield from shown_rows.lines(behind, ids)
