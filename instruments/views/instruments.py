"""Customers' instruments: list, table, one instrument, register, amend; and their kinds."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.doors import Page
from accounts.permissions import Can
from audit.record import history
from common.forms import faults_on
from common.sheets import Table, book_file, write_book
from common.templatetags.show import either, pretty
from instruments import services
from instruments.cycles import cycle_on
from instruments.forms import InstrumentFilter, InstrumentForm, day_from
from instruments.models import Instrument, InstrumentRows
from instruments.queries import instruments_seen, is_inside, types_on

PER_PAGE = 50


class _Found(Page):
    """What the list shows and what the table holds are the same rows."""

    verb = Can.SEE_INSTRUMENTS

    def found(self, request: HttpRequest) -> tuple[InstrumentFilter, InstrumentRows]:
        """The filter as asked and the rows it finds; a wrong filter finds nothing and says so."""
        form = InstrumentFilter(request.GET, person=self.person, inside=is_inside(self.person))
        rows = instruments_seen(self.person)
        if not form.is_valid():
            return form, rows.none()
        asked = form.cleaned_data
        rows = rows.search(asked["q"])
        if asked["type"]:
            rows = rows.filter(type__code=asked["type"])
        if asked.get("customer"):
            rows = rows.filter(customer_id=asked["customer"])
        return form, rows


class InstrumentList(_Found):
    """The instruments the person sees."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form, rows = self.found(request)
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        context = {
            "form": form,
            "page": page,
            "count": page.paginator.count,
            "filtered": any(request.GET.get(name) for name in ("q", "type", "customer")),
            "inside": "customer" in form.fields,
            "may_add": self.person.may(Can.MANAGE_INSTRUMENTS),
        }
        return render(request, "instruments/list.html", context)


class InstrumentTable(_Found):
    """The same rows as an xlsx."""

    def get(self, request: HttpRequest) -> HttpResponse:
        _form, rows = self.found(request)
        headings = (
            _("Tên"), _("Loại"), _("Hãng sản xuất"), _("Kiểu"), _("Số chế tạo"),
            _("Phạm vi đo"), _("Giá trị độ chia"), _("Cấp chính xác"), _("Mã của khách hàng"),
            _("Năm"), pgettext("một", "Khách hàng"), pgettext("một", "Nơi sử dụng"),
        )  # fmt: skip
        table = Table(_("Phương tiện đo"), headings, (_cells(row) for row in rows), (34, 30))
        return book_file(write_book([table]), "instruments.xlsx")


def _cells(row: Instrument) -> tuple[Any, ...]:
    return (
        row.name or either(row.type),
        either(row.type),
        row.maker,
        row.model,
        row.serial,
        measuring_range(row),
        pretty(row.resolution) if row.resolution else "",
        row.accuracy,
        row.tag,
        str(row.year or ""),
        row.customer.name,
        row.site.name if row.site else "",
    )


def measuring_range(thing: Any) -> str:
    """Both limits, “0 bar … 10 bar”, or the one that is known."""
    return " … ".join(pretty(limit) for limit in (thing.range_min, thing.range_max) if limit)


class InstrumentDetail(Page):
    """One instrument: facts, the cycle of its kind today, what happened to it."""

    verb = Can.SEE_INSTRUMENTS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        instrument = self.row(instruments_seen(self.person), pk=pk)
        inside = self.person.may(Can.SEE_INSTRUMENTS, instrument.centre)
        context = {
            "instrument": instrument,
            "cycle": cycle_on(instrument.type, timezone.localdate()),
            "inside": inside,
            "may_edit": self.person.may(Can.MANAGE_INSTRUMENTS, instrument.centre),
            "events": history(instrument) if inside else None,
        }
        return render(request, "instruments/detail.html", context)


class InstrumentNew(Page):
    """Register an instrument; `?customer=` chooses the customer beforehand."""

    verb = Can.MANAGE_INSTRUMENTS

    def get(self, request: HttpRequest) -> HttpResponse:
        chosen = {"customer": request.GET.get("customer")}
        return self.show(request, InstrumentForm(person=self.person, initial=chosen))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = InstrumentForm(request.POST, person=self.person)
        if form.is_valid():
            with faults_on(form):
                made = services.register_instrument(
                    **form.cleaned_data, by=request.user, at=timezone.now()
                )
                messages.success(request, _("Đã đăng ký phương tiện đo."))
                return redirect("instruments:detail", pk=made.pk)
        return self.show(request, form)

    def show(self, request: HttpRequest, form: InstrumentForm) -> HttpResponse:
        """The form, with status 400 when something in it is wrong."""
        context = {"form": form, "facts": _text_fields(form)}
        status = 400 if form.errors else 200
        return render(request, "instruments/form.html", context, status=status)


class InstrumentEdit(Page):
    """Amend an instrument."""

    verb = Can.MANAGE_INSTRUMENTS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        instrument = self.row(instruments_seen(self.person), Can.MANAGE_INSTRUMENTS, pk=pk)
        form = InstrumentForm(person=self.person, instance=instrument)
        return self.show(request, form, str(instrument))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        instrument = self.row(instruments_seen(self.person), Can.MANAGE_INSTRUMENTS, pk=pk)
        title = str(instrument)
        form = InstrumentForm(request.POST, person=self.person, instance=instrument)
        if form.is_valid():
            with faults_on(form):
                services.update_instrument(
                    instrument_id=pk, **form.cleaned_data, by=request.user, at=timezone.now()
                )
                messages.success(request, _("Đã lưu."))
                return redirect("instruments:detail", pk=pk)
        return self.show(request, form, title)

    def show(self, request: HttpRequest, form: InstrumentForm, title: str) -> HttpResponse:
        """The form, with status 400 when something in it is wrong."""
        context = {"form": form, "facts": _text_fields(form), "title": title}
        context["instrument"] = form.instance
        status = 400 if form.errors else 200
        return render(request, "instruments/form.html", context, status=status)


def _text_fields(form: InstrumentForm) -> list[Any]:
    apart = {"customer", "type", "site", "facts"}
    return [field for field in form if field.name not in apart]


class TypeList(Page):
    """The kinds of instrument with their cycles on a day, sources and confidence."""

    verb = Can.SEE_INSTRUMENTS

    def get(self, request: HttpRequest) -> HttpResponse:
        text, today = request.GET.get("q", ""), timezone.localdate()
        day = day_from(request.GET.get("on", "")) or today
        kinds = types_on(day, text)
        page = Paginator(kinds, PER_PAGE).get_page(request.GET.get("page"))
        context = {"kinds": kinds, "page": page, "q": text, "day": day, "is_today": day == today}
        return render(request, "instruments/types.html", context)
