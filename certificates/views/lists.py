"""The centre's list of certificates, and the client's own instruments."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.doors import Page
from accounts.permissions import Can
from certificates import queries
from certificates.forms import FilterForm
from certificates.models import Certificate
from common.sheets import Table, book_file, write_book
from common.templatetags.show import either

MOST_ROWS = 20_000


class Certificates(Page):
    """The list: the address is the filter, and the sheet holds exactly what is shown."""

    verb = Can.SEE_CERTIFICATES

    def get(self, request: HttpRequest) -> HttpResponse:
        form = FilterForm(request.GET or None)
        form = form if form.is_bound else FilterForm({})
        today = timezone.localdate()
        rows = queries.certificates_seen_by(self.person, form.narrowed(), today)
        if request.GET.get("as") == "xlsx" and form.is_valid():
            return _sheet(rows[:MOST_ROWS])
        page = Paginator(rows, 50).get_page(request.GET.get("page"))
        context = {
            "form": form,
            "page": page,
            "lines": [(one, queries.standing(one, today)) for one in page],
            "narrowed": any(request.GET.values()),
            "states": form.fields["state"].choices[1:],  # type: ignore[attr-defined]
            "sees_checks": self.person.may(Can.SEE_AUDIT),
            "may_export": self.person.may(Can.EXPORT_CERTIFICATES),
        }
        status = 200 if form.is_valid() else 400
        return render(request, "certificates/list.html", context, status=status)


def _sheet(rows: Iterable[Certificate]) -> HttpResponse:
    today = timezone.localdate()
    headings = [
        _("Số"),
        _("Loại"),
        _("Trạng thái"),
        pgettext("một", "Khách hàng"),
        _("Đối tượng"),
        _("Số chế tạo"),
        _("Ngày thực hiện"),
        _("Ngày cấp"),
        _("Có giá trị đến"),
    ]
    table = Table(
        _("Giấy chứng nhận"),
        headings,
        [_line(one, today) for one in rows],
        widths=(14, 26, 18, 40, 30, 18, 14, 14, 14),
    )
    return book_file(write_book([table]), "certificates.xlsx")


def _line(one: Certificate, today: Any) -> list[Any]:
    thing = one.job.instrument
    over = queries.standing(one, today) == queries.EXPIRED
    return [
        one.number,
        one.get_kind_display(),
        _("hết hạn") if over else one.get_state_display(),
        one.customer.name,
        (thing.name or either(thing.type)) if thing is not None else one.job.sample,
        thing.serial if thing is not None else "",
        one.performed_on,
        timezone.localdate(one.issued_at),
        one.valid_until,
    ]


class MyInstruments(Page):
    """A client's landing: every instrument, where it stands, what is due."""

    verb = Can.SEE_CERTIFICATES

    def get(self, request: HttpRequest) -> HttpResponse:
        if not self.person.customer_ids:
            raise PermissionDenied
        text = request.GET.get("q", "")[:100]
        rows = queries.instruments_of(self.person, text)
        page = Paginator(rows, 50).get_page(request.GET.get("page"))
        mine = queries.stand_of(page, timezone.localdate())
        context = {"page": page, "mine": mine, "text": text}
        return render(request, "certificates/mine.html", context)
