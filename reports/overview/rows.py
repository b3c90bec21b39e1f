"""The rows behind a revenue figure of the overview, as a page and as an xlsx."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from common.period import Period
from common.sheets import Table, write_book
from contracts.models import Contract
from contracts.revenue import Base, Revenue, Row, revenue
from contracts.states import LineKind, Strand
from reports.overview.asking import Wanted
from reports.overview.computing import Overview

SOURCES: Mapping[str, Any] = {
    "contract": gettext_lazy("hợp đồng"),
    "appendix": gettext_lazy("phụ lục"),
    "invoice": gettext_lazy("hóa đơn"),
    "payment": gettext_lazy("khoản thu"),
}
_CHUNK = 1000


@dataclass(frozen=True)
class Line:
    """A row with its contract."""

    row: Row
    contract: Contract

    @property
    def kind(self) -> str:
        """The kind of service in words."""
        return str(LineKind(self.row.kind).label)

    @property
    def source(self) -> str:
        """The paper in words."""
        return str(SOURCES[self.row.source])


def revenue_of(wanted: Wanted, month: Period | None) -> Revenue:
    """The rows behind a figure: of a month, or of the year."""
    period = month or wanted.period
    return revenue(
        wanted.base,
        centre=wanted.centre,
        start=period.start,
        end=period.end,
        kinds=wanted.kinds,
        strand=Strand.SERVICE,
    )


def lines(rows: Iterable[Row]) -> Iterator[Line]:
    """Rows with their contracts, read a thousand at a time."""
    every = list(rows)
    for start in range(0, len(every), _CHUNK):
        part = every[start : start + _CHUNK]
        ids = {row.contract_id for row in part}
        found = Contract.objects.select_related("customer", "centre").in_bulk(ids)
        yield from (Line(row, found[row.contract_id]) for row in part)


def rows_book(wanted: Wanted, month: Period | None) -> bytes:
    """All rows behind a figure as xlsx; the last line sums what is above it."""
    heads = (
        _("Số hợp đồng"), pgettext("một", "Khách hàng"), _("Đơn vị"), _("Chứng từ"), _("Ngày"),
        _("Loại dịch vụ"), _("Chưa thuế, đồng"), _("Gồm thuế, đồng"),
    )  # fmt: skip
    found = revenue_of(wanted, month)
    return write_book([Table(_("Các dòng"), heads, _cells(found), (22, 40))], flat=True)


def _cells(found: Revenue) -> Iterator[tuple[Any, ...]]:
    for line in lines(found.rows):
        one = line.contract
        yield (
            one.number, one.customer.name, one.centre.code, line.source, line.row.on, line.kind,
            line.row.net, line.row.gross,
        )  # fmt: skip
    yield (_("Cộng"), "", "", "", "", "", found.net, found.gross)


def overview_book(found: Overview) -> bytes:
    """The tables of the overview as xlsx: months, kinds, states, what is owed."""
    base = f"{Base(found.wanted.base).label}, {VATS[found.wanted.vat]}"
    months = [(one.period.code, one.now, one.plan, one.then) for one in found.months]
    kinds = [(str(one.kind.label), one.now, one.then) for one in found.kinds]
    states = [
        (str(stage.label), part.count, part.net, part.gross, part.debt)
        for stage, part in found.found.stages
    ]
    ages = [(str(age.label), n, open_) for age, n, open_ in found.owing.by_age()]
    first = f"{_('Tháng')} ({base})"
    year, before = str(found.wanted.year), str(found.wanted.year - 1)
    return write_book(
        [
            Table(_("Theo tháng"), (first, year, _("Kế hoạch"), before), months, (40,)),
            Table(_("Theo loại"), (f"{_('Loại dịch vụ')} ({base})", year, before), kinds, (40,)),
            Table(
                _("Trạng thái"),
                (
                    _("Trạng thái"), pgettext("đếm", "Số hợp đồng"), _("Chưa thuế, đồng"),
                    _("Gồm thuế, đồng"), _("Còn phải thu, đồng"),
                ),
                states,
            ),
            Table(
                _("Công nợ"),
                (_("Tuổi nợ"), _("Số hóa đơn"), _("Còn phải thu, đồng")),
                ages,
                (28,),
            ),
        ]
    )  # fmt: skip


VATS: Mapping[str, Any] = {
    "gross": gettext_lazy("gồm thuế GTGT"),
    "net": gettext_lazy("chưa thuế GTGT"),
}
