"""What is here, where, since when; moved elsewhere."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.doors import Page
from accounts.permissions import Can
from calibration.custody import queries, services
from calibration.custody.forms import STATES, HeldFilter, PlaceForm
from calibration.custody.rows import row_ids
from calibration.models import Custody
from common.errors import DomainError
from common.sheets import Table, book_file, write_book
from common.templatetags.show import count
from common.text import row_id

PER_PAGE = 50
MOST_ROWS = 20_000
# Labels are printed by the app after this one; a page is named, nothing of it is imported.
ONWARDS = {
    "labels": ("certificates:labels", "custody"),
    "return": ("calibration:custody-return", "pick"),
}


class Held(Page):
    """The list; the address is the filter, the sheet holds exactly what is shown."""

    verb = Can.SEE_JOBS

    def get(self, request: HttpRequest) -> HttpResponse:
        form = HeldFilter(
            request.GET,
            owners=queries.owners_held(self.person, row_id(request.GET.get("customer", ""))),
            places=queries.places_held(self.person),
        )
        rows = self._found(form)
        if request.GET.get("as") == "xlsx" and form.is_valid():
            return _sheet(rows[:MOST_ROWS])
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        work = queries.unfinished_work(list(page))
        now = timezone.now()
        context = {
            "form": form,
            "page": page,
            "lines": [(one, work.get(one.pk, []), _days(one, now)) for one in page],
            "states": STATES,
            "state": request.GET.get("state", "") or queries.HELD,
            "narrowed": any(request.GET.get(n) for n in ("q", "customer", "place", "days")),
            "handles": self.person.may(Can.HANDLE_ITEMS),
            "places": queries.places_held(self.person),
        }
        status = 200 if form.is_valid() else 400
        return render(request, "calibration/custody/list.html", context, status=status)

    def _found(self, form: HeldFilter) -> Any:
        if not form.is_valid():
            return Custody.objects.none()
        said = form.cleaned_data
        asked = queries.Asked(
            text=said["q"],
            customer=int(said["customer"]) if said["customer"] else None,
            place=said["place"],
            days=said["days"],
            state=said["state"] or queries.HELD,
        )
        return queries.listed(self.person, asked, timezone.now())


def _days(one: Custody, now: Any) -> int:
    """Days in our hands, by the centre's calendar."""
    end = timezone.localdate(one.returned_at or now)
    return (end - timezone.localdate(one.received_at)).days


def _sheet(rows: Iterable[Custody]) -> HttpResponse:
    headings = [
        _("Mã"), _("Phương tiện đo, mẫu"), _("Số chế tạo"), pgettext("một", "Khách hàng"),
        _("Nhận lúc"), _("Người giao"), _("Tình trạng khi nhận"), _("Phụ kiện"), _("Nơi để"),
        _("Trả lúc"), _("Người nhận lại"), _("Tình trạng khi trả"),
    ]  # fmt: skip
    widths = (10, 34, 16, 34, 14, 22, 30, 26, 18, 14, 22, 30)
    table = Table(_("Đang giữ"), headings, [_line(one) for one in rows], widths)
    return book_file(write_book([table]), "custody.xlsx")


def _line(one: Custody) -> list[Any]:
    thing = one.instrument
    return [
        one.code,
        thing.shown_name if thing is not None else one.sample,
        thing.serial if thing is not None else "",
        one.customer.name,
        timezone.localdate(one.received_at),
        one.brought_by,
        one.condition_in,
        one.accessories,
        one.place,
        timezone.localdate(one.returned_at) if one.returned_at else None,
        one.returned_to,
        one.condition_out,
    ]


class Act(Page):
    """What is done with the ticked things: put elsewhere; or on to their labels, to handing back.

    The two others are read-only pages: the ticks go into their address.
    """

    verb = Can.HANDLE_ITEMS

    def post(self, request: HttpRequest) -> HttpResponse:
        several = self._picked(request)
        act = request.POST.get("act")
        if several and act in ONWARDS:
            name, key = ONWARDS[act]
            picks = urlencode([(key, one.pk) for one in several])
            return redirect(f"{reverse(name)}?{picks}")
        if not several:
            messages.error(request, _("Chưa chọn phương tiện đo hay mẫu nào."))
        else:
            self._move(request, several)
        return redirect(_back(request))

    def _picked(self, request: HttpRequest) -> list[Custody]:
        ids = row_ids(request.POST.getlist("pick"))
        rows = Custody.objects.visible_to(self.person).filter(pk__in=list(ids)[:500])
        several = list(rows.select_related("centre"))
        for centre in {one.centre for one in several}:
            self.person.insist(Can.HANDLE_ITEMS, centre)
        return several

    def _move(self, request: HttpRequest, several: list[Custody]) -> None:
        form = PlaceForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Hãy ghi nơi để."))
            return
        try:
            moved = services.move(
                custody_ids=[one.pk for one in several], by=self.person.user,
                place=form.cleaned_data["place"], at=timezone.now(),
            )  # fmt: skip
        except DomainError as error:
            said = [str(fault.message) for fault in error.faults] or [str(error)]
            messages.error(request, " ".join(said))
        else:
            messages.success(request, _("Đã chuyển %(n)s vật.") % {"n": count(len(moved))})


def _back(request: HttpRequest) -> str:
    """The list as it was filtered; nowhere outside."""
    wanted = request.POST.get("next", "")
    home = reverse("calibration:custody")
    inside = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return (
        wanted if inside and wanted.startswith((home, reverse("calibration:thing-find"))) else home
    )
