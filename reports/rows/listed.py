"""Rows of lists that last: customers, and the services of the price list."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from accounts.models import Customer
from contracts.models import ServiceItem
from reports.rows.shape import Shape, address, coded, type_of_row


def _customers(ids: Sequence[int]) -> Iterator[type_of_row]:
    for row in Customer.objects.filter(pk__in=ids).select_related("centre"):
        cells = (row.name, row.tax_code, row.centre.code)
        yield row.pk, address("accounts:customer", row.pk), cells


def _services(ids: Sequence[int]) -> Iterator[type_of_row]:
    rows = ServiceItem.objects.filter(pk__in=ids).select_related("centre")
    for row in rows.prefetch_related("norms"):
        newest = next(iter(row.norms.all()), None)
        cells = (
            row.code,
            row.name_vi,
            coded(row, "kind"),
            str(newest) if newest else "",
            newest.valid_from if newest else None,
            row.centre.code,
        )
        yield row.pk, address("contracts:service", row.pk), cells


SHAPES = {
    "accounts.customer": Shape(
        ("customer", "tax_code", "centre"),
        lambda: (_("Tên khách hàng"), _("Mã số thuế"), _("Đơn vị")),
        _customers,
    ),
    "contracts.serviceitem": Shape(
        ("code", "name", "kind", "norm", "norm_from", "centre"),
        lambda: (
            _("Mã"),
            _("Tên dịch vụ"),
            _("Loại dịch vụ"),
            _("Tên định mức"),
            _("Từ ngày"),
            _("Đơn vị"),
        ),
        _services,
    ),
}
