"""The rows behind a figure as a table that a page, the API and xlsx show alike."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from calibration.models import Job
from contracts.models import Contract, Invoice, Payment
from reports.definitions import CONTRACT, INVOICE, JOB, PAYMENT
from reports.figures import Figure

CHUNK = 500  # ids in one query: SQLite's parameters are counted


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
class _Shape:
    names: tuple[str, ...]  # of the columns, for programs
    headings: Callable[[], tuple[str, ...]]
    read: Callable[[Sequence[int]], Iterable[tuple[int, str, tuple[Any, ...]]]]


def headings(figure: Figure) -> tuple[str, ...]:
    """The columns of `lines`, without the amounts."""
    return _SHAPES[figure.rows.model].headings()


def names(figure: Figure) -> tuple[str, ...]:
    """The same columns as the API names them."""
    return _SHAPES[figure.rows.model].names


type_of_read = dict[int, tuple[str, tuple[Any, ...]]]


def read(model: str, ids: Sequence[int]) -> type_of_read:
    """Address and cells of rows, a query for each 500."""
    found: type_of_read = {}
    for first in range(0, len(ids), CHUNK):
        for pk, url, cells in _SHAPES[model].read(ids[first : first + CHUNK]):
            found[pk] = (url, cells)
    return found


def lines(figure: Figure, ids: Sequence[int], ready: type_of_read | None = None) -> Iterator[Line]:
    """The rows `ids` of a figure, in that order; `ready` holds rows that were read already."""
    found = read(figure.rows.model, ids) if ready is None else ready
    for pk in ids:
        if pk in found:
            url, cells = found[pk]
            yield Line(pk, url, cells, *figure.rows.amounts.get(pk, (None, None)))


def _contracts(ids: Sequence[int]) -> Iterator[tuple[int, str, tuple[Any, ...]]]:
    for row in Contract.objects.filter(pk__in=ids).select_related("customer", "centre"):
        cells = (
            row.number,
            row.customer.name,
            row.title,
            Coded(row.strand, row.get_strand_display()),
            row.signed_on,
            row.accepted_on,
            row.centre.code,
        )
        yield row.pk, _address("contracts:detail", row.pk), cells


def _jobs(ids: Sequence[int]) -> Iterator[tuple[int, str, tuple[Any, ...]]]:
    rows = Job.objects.filter(pk__in=ids).select_related(
        "instrument__type", "customer", "centre", "contract_item__line__contract"
    )
    for row in rows:
        item = getattr(row, "contract_item", None)
        cells = (
            row.shown_object,
            row.customer.name,
            Coded(row.service, row.get_service_display()),
            Coded(row.outcome, row.get_outcome_display()),
            row.performed_on,
            item.line.contract.number if item else "",
            row.centre.code,
        )
        yield row.pk, _address("calibration:job", row.pk), cells


def _invoices(ids: Sequence[int]) -> Iterator[tuple[int, str, tuple[Any, ...]]]:
    rows = Invoice.objects.filter(pk__in=ids).select_related(
        "contract__customer", "contract__centre"
    )
    for row in rows:
        cells = (
            str(row),
            row.contract.number,
            row.contract.customer.name,
            Coded(row.state, row.get_state_display()),
            row.issued_on,
            row.contract.centre.code,
        )
        yield row.pk, _address("contracts:detail", row.contract_id), cells


def _payments(ids: Sequence[int]) -> Iterator[tuple[int, str, tuple[Any, ...]]]:
    rows = (
        Payment.objects.filter(pk__in=ids)
        .select_related("contract__customer", "contract__centre")
        .prefetch_related("allocations__invoice")
    )
    for row in rows:
        cells = (
            row.reference or str(row.pk),
            row.contract.number,
            row.contract.customer.name,
            ", ".join(str(one.invoice) for one in row.allocations.all() if not one.undone_at),
            row.received_on,
            row.contract.centre.code,
        )
        yield row.pk, _address("contracts:detail", row.contract_id), cells


def _address(name: str, pk: int) -> str:
    try:
        return reverse(name, args=[pk])
    except NoReverseMatch:
        return ""


_SHAPES = {
    CONTRACT: _Shape(
        ("number", "customer", "title", "strand", "signed_on", "accepted_on", "centre"),
        lambda: (
            pgettext("mã số", "Số hợp đồng"),
            _("Tên khách hàng"),
            _("Nội dung"),
            _("Mảng"),
            _("Ngày ký"),
            _("Nghiệm thu"),
            _("Đơn vị"),
        ),
        _contracts,
    ),
    JOB: _Shape(
        ("object", "customer", "service", "outcome", "performed_on", "contract", "centre"),
        lambda: (
            _("Phương tiện đo hoặc mẫu"),
            _("Tên khách hàng"),
            _("Dịch vụ"),
            pgettext("một", "Kết quả"),
            _("Ngày thực hiện"),
            pgettext("mã số", "Số hợp đồng"),
            _("Đơn vị"),
        ),
        _jobs,
    ),
    INVOICE: _Shape(
        ("invoice", "contract", "customer", "state", "issued_on", "centre"),
        lambda: (
            _("Hóa đơn"),
            pgettext("mã số", "Số hợp đồng"),
            _("Tên khách hàng"),
            _("Tình trạng"),
            _("Ngày hóa đơn"),
            _("Đơn vị"),
        ),
        _invoices,
    ),
    PAYMENT: _Shape(
        ("reference", "contract", "customer", "invoice", "received_on", "centre"),
        lambda: (
            _("Chứng từ"),
            pgettext("mã số", "Số hợp đồng"),
            _("Tên khách hàng"),
            _("Hóa đơn"),
            _("Ngày thu"),
            _("Đơn vị"),
        ),
        _payments,
    ),
}
