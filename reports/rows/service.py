"""Rows of the service line: contracts, work, invoices, payments."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from calibration.models import Job
from contracts.models import Contract, Invoice, Payment
from reports.rows.shape import Coded, Shape, address, type_of_row


def _contracts(ids: Sequence[int]) -> Iterator[type_of_row]:
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
        yield row.pk, address("contracts:detail", row.pk), cells


def _jobs(ids: Sequence[int]) -> Iterator[type_of_row]:
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
        yield row.pk, address("calibration:job", row.pk), cells


def _invoices(ids: Sequence[int]) -> Iterator[type_of_row]:
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
        yield row.pk, address("contracts:detail", row.contract_id), cells


def _payments(ids: Sequence[int]) -> Iterator[type_of_row]:
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
        yield row.pk, address("contracts:detail", row.contract_id), cells


SHAPES = {
    "contracts.contract": Shape(
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
    "calibration.job": Shape(
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
    "contracts.invoice": Shape(
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
    "contracts.payment": Shape(
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
