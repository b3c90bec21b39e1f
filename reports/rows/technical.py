"""Rows of the laboratory: certificates, and the centre's own standards."""

from collections.abc import Iterator, Sequence

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from certificates.models import Certificate
from instruments.models import Standard
from reports.rows.shape import Shape, address, coded, type_of_row


def _certificates(ids: Sequence[int]) -> Iterator[type_of_row]:
    rows = Certificate.objects.filter(pk__in=ids).select_related("customer", "centre")
    for row in rows:
        cells = (
            row.number,
            coded(row, "kind"),
            row.customer.name,
            coded(row, "state"),
            row.performed_on,
            localtime(row.issued_at).date(),
            row.centre.code,
        )
        yield row.pk, address("certificates:detail", row.pk), cells


def _standards(ids: Sequence[int]) -> Iterator[type_of_row]:
    rows = Standard.objects.filter(pk__in=ids).select_related("centre")
    for row in rows.prefetch_related("calibrations"):
        newest = next((event.valid_until for event in row.events()), None)
        cells = (row.code, row.name_vi, row.serial, newest, row.out_of_use_why, row.centre.code)
        yield row.pk, address("instruments:standard", row.pk), cells


SHAPES = {
    "certificates.certificate": Shape(
        ("number", "kind", "customer", "state", "performed_on", "issued_on", "centre"),
        lambda: (
            _("Số giấy"),
            _("Loại"),
            _("Tên khách hàng"),
            _("Tình trạng"),
            _("Ngày thực hiện"),
            _("Ngày cấp"),
            _("Đơn vị"),
        ),
        _certificates,
    ),
    "instruments.standard": Shape(
        ("code", "name", "serial", "valid_until", "out_of_use", "centre"),
        lambda: (
            _("Mã hiệu"),
            pgettext("chuẩn đo lường", "Tên chuẩn"),
            _("Số chế tạo"),
            _("Hiệu chuẩn có giá trị đến"),
            pgettext("chuẩn đo lường", "Lý do ngừng dùng"),
            _("Đơn vị"),
        ),
        _standards,
    ),
}
