"""Receiving: choose a customer, tick what they brought, say how it is."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.models import Centre, Customer
from accounts.permissions import Can
from calibration.custody.forms import ArrivalForm
from calibration.custody.rows import Row, by_number, picked_keys, row_ids, tell
from calibration.custody.services import Arrival, Thing, receive
from calibration.models import Custody
from common.errors import DomainError
from common.templatetags.show import count
from common.text import row_id
from instruments.models import Instrument

PER_PAGE = 100
OFFERED = 20


class ReceiveBase(Page):
    """What the pages of receiving share: rows are offered, the ticked ones are received."""

    verb = Can.HANDLE_ITEMS
    template = "calibration/custody/receive.html"

    def receive_posted(
        self, request: HttpRequest, rows: list[Row], form: ArrivalForm, *, customer: Customer,
        centre: Centre | None,
    ) -> list[Custody] | None:  # fmt: skip
        """Receive the ticked rows and the samples; None when something was refused and said."""
        picked = [row for row in rows if row.picked]
        if not form.is_valid():
            return None
        said = form.cleaned_data
        home = centre or said.get("centre") or customer.centre
        self.person.insist(Can.HANDLE_ITEMS, home)
        things = [row.as_thing(request, said["condition"], said["place"]) for row in picked]
        things += [Thing(sample=name, condition=said["condition"], place=said["place"])
                   for name in form.sample_names()]  # fmt: skip
        now = timezone.now()
        arrival = Arrival(centre=home, customer=customer, brought_by=said["brought_by"],
                          at=said["received_at"] or now)  # fmt: skip
        try:
            made = receive(arrival=arrival, things=things, by=self.person.user, at=now)
        except DomainError as error:
            tell(error, form, by_number(picked))
            return None
        messages.success(request, _("Đã nhận %(n)s vật.") % {"n": count(len(made))})
        return made


def received_address(made: list[Custody]) -> str:
    """The list of what was just received, from where its labels are printed."""
    return f"{reverse('calibration:custody')}?customer={made[0].customer_id}"


class Receive(ReceiveBase):
    """Receive before or without a contract: a customer's known instruments and new samples."""

    def get(self, request: HttpRequest) -> HttpResponse:
        customer = self._customer(request)
        if customer is None:
            return self._choose(request)
        form = ArrivalForm(centres=self._centres(customer))
        return self._show(request, customer, form, None)

    def post(self, request: HttpRequest) -> HttpResponse:
        customer = self._customer(request)
        if customer is None:
            return self._choose(request, status=400)
        form = ArrivalForm(request.POST, centres=self._centres(customer))
        rows = self._posted(request, customer)
        made = self.receive_posted(request, rows, form, customer=customer, centre=None)
        if made is not None:
            return redirect(received_address(made))
        return self._show(request, customer, form, rows, status=400)

    def _customer(self, request: HttpRequest) -> Customer | None:
        pk = row_id(request.GET.get("customer", ""))
        rows = Customer.objects.visible_to(self.person).filter(merged_into__isnull=True)
        return rows.select_related("centre").filter(pk=pk).first() if pk is not None else None

    def _centres(self, customer: Customer) -> Any:
        return self.person.centres(Can.HANDLE_ITEMS).filter(path__startswith=customer.centre.path)

    def _posted(self, request: HttpRequest, customer: Customer) -> list[Row]:
        keys = picked_keys(request)
        known = Instrument.objects.filter(customer=customer, pk__in=list(row_ids(keys))[:500])
        several = known.select_related("type", "site", "customer__centre").order_by("pk")
        return [Row(str(one.pk), instrument=one).read(request, keys) for one in several]

    def _choose(self, request: HttpRequest, status: int = 200) -> HttpResponse:
        text = request.GET.get("q", "")[:100]
        rows = Customer.objects.filter(
            centre__in=self.person.centres(Can.HANDLE_ITEMS), merged_into__isnull=True
        ).search(text)
        context = {"text": text, "customers": rows[:OFFERED] if text else []}
        return render(request, "calibration/custody/choose.html", context, status=status)

    def _show(
        self, request: HttpRequest, customer: Customer, form: ArrivalForm,
        posted: list[Row] | None, status: int = 200,
    ) -> HttpResponse:  # fmt: skip
        text = request.GET.get("q", "")[:100]
        rows = Instrument.objects.filter(customer=customer).search(text)
        free = rows.exclude(custodies__in=Custody.objects.held())
        page = Paginator(
            free.select_related("type", "site").order_by("type", "serial", "pk"), PER_PAGE
        ).get_page(request.GET.get("page"))
        keys = picked_keys(request)
        before = {row.key: row for row in posted or []}
        shown = [
            before.pop(key) if key in before else Row(key, one, picked=key in keys)
            for key, one in ((str(one.pk), one) for one in page)
        ]
        context = {
            "customer": customer,
            "form": form,
            "rows": [*before.values(), *shown],
            "page": page,
            "text": text,
            "registers": self.person.may(Can.MANAGE_INSTRUMENTS, customer.centre),
        }
        return render(request, self.template, context, status=status)
