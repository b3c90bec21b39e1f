"""The one screen of a visit: everything is typed here, one button makes it all."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.models import Centre, Customer
from accounts.permissions import Can
from common.errors import DomainError
from common.money import Totals, totals
from common.text import row_id
from contracts.models import Contract, VatCategory
from contracts.states import LineKind
from contracts.vat import rates_on
from contracts.visit.forms import (
    KINDS,
    NewCustomerForm,
    TypedRow,
    VisitForm,
    new_rows,
    picked_ids,
)
from contracts.visit.judging import Books, judged
from contracts.visit.services import Visit, begin_visit
from instruments.models import Instrument

OFFERED, MOST_SHOWN = 20, 80


@dataclass
class Screen:
    """What is on the screen."""

    customer: Customer | None
    text: str
    known: list[TypedRow]
    fresh: list[TypedRow]
    form: VisitForm
    new: NewCustomerForm
    sum: Totals | None = None

    @property
    def wrong(self) -> list[TypedRow]:
        """The rows with something to mend."""
        return [row for row in (*self.known, *self.fresh) if row.faults]

    @property
    def counting(self) -> list[TypedRow]:
        """The rows of the visit, in their order."""
        return [row for row in (*self.known, *self.fresh) if row.counts]


class NewVisit(Page):
    """`?customer=` once chosen; without it the customer is looked for, or registered."""

    verb = Can.MANAGE_CONTRACTS

    def get(self, request: HttpRequest) -> HttpResponse:
        customer = self._customer(request)
        text = request.GET.get("q", "")[:100]
        screen = Screen(
            customer, text, self._known(customer, [], ""), new_rows(None),
            VisitForm(centres=self._centres(customer)), NewCustomerForm(),
        )  # fmt: skip
        return self._show(request, screen)

    def post(self, request: HttpRequest) -> HttpResponse:
        screen = self._typed(request)
        if request.POST.get("act") != "sign":
            self._judge(screen)
            return self._show(request, screen)
        contract = self._begin(screen)
        if contract is None:
            return self._show(request, screen, status=400)
        said = _("Đã nhận, ký hợp đồng %(number)s và mở phiếu công việc.")
        messages.success(request, said % {"number": contract.number})
        return redirect("contracts:visit", pk=contract.pk)

    def _typed(self, request: HttpRequest) -> Screen:
        customer = self._customer(request)
        text = request.POST.get("find", "").replace("\0", "")[:100]
        known = self._known(customer, picked_ids(request), text)
        return Screen(
            customer, text, [row.read(request) for row in known], new_rows(request),
            VisitForm(request.POST, centres=self._centres(customer)),
            NewCustomerForm(request.POST),
        )  # fmt: skip

    def _customer(self, request: HttpRequest) -> Customer | None:
        pk = row_id(request.GET.get("customer", ""))
        if pk is None:
            return None
        rows = Customer.objects.visible_to(self.person).filter(merged_into__isnull=True, pk=pk)
        return rows.select_related("centre").first()

    def _centres(self, customer: Customer | None) -> Any:
        rows = self.person.centres(Can.MANAGE_CONTRACTS).order_by("path")
        below = customer.centre.path if customer is not None else "/"
        return rows.filter(path__startswith=below)

    def _known(self, customer: Customer | None, picked: Sequence[int], text: str) -> list[TypedRow]:
        """The customer's instruments: the ticked ones first, then those that the words find."""
        if customer is None:
            return []
        rows = Instrument.objects.filter(customer=customer).select_related(
            "type", "site", "customer__centre"
        )
        ticked = list(rows.filter(pk__in=picked).order_by("type", "serial", "pk"))
        others = rows.search(text).exclude(pk__in=picked).order_by("type", "serial", "pk")
        books = Books.of(customer.centre, timezone.localdate())
        return [_offered(one, books) for one in (*ticked, *others[:MOST_SHOWN])]

    def _home(self, screen: Screen) -> Centre | None:
        if screen.form.is_valid() and screen.form.cleaned_data.get("centre"):
            chosen: Centre = screen.form.cleaned_data["centre"]
            return chosen
        if screen.customer is not None:
            return screen.customer.centre
        found: Centre | None = self.person.centres(Can.MANAGE_CONTRACTS).order_by("path").first()
        return found

    def _judge(self, screen: Screen) -> None:
        """Prices, types and what is wrong, beside each row; nothing is written."""
        centre, rows = self._home(screen), screen.counting
        if centre is None or not rows:
            return
        today = timezone.localdate()
        found = judged(Books.of(centre, today), screen.customer, [row.brought() for row in rows])
        for row, one in zip(rows, found, strict=True):
            row.found = one
            row.faults = [one.why] if one.code else []
        priced = [one for one in found if one.price is not None and not one.code]
        categories = {_category(one) for one in priced}
        rates = rates_on(categories, today) if categories else {}
        screen.sum = totals((_rate(rates[_category(one)]), one.price or 0) for one in priced)

    def _begin(self, screen: Screen) -> Contract | None:
        rows, new = screen.counting, screen.new
        if not (screen.form.is_valid() and new.is_valid()):
            return None
        said = dict(screen.form.cleaned_data)
        said.pop("centre", None)
        centre = self._home(screen)
        if centre is None:
            return None
        self._insist(screen, centre)
        visit = Visit(
            centre=centre, customer=screen.customer,
            new={} if screen.customer else new.cleaned_data,
            items=[row.brought() for row in rows], **said,
        )  # fmt: skip
        try:
            return begin_visit(visit=visit, by=self.person.user, at=timezone.now())
        except DomainError as error:
            _tell(error, screen, rows)
            return None

    def _insist(self, screen: Screen, centre: Centre) -> None:
        self.person.insist(Can.MANAGE_CONTRACTS, centre)
        self.person.insist(Can.HANDLE_ITEMS, centre)
        if screen.customer is None:
            self.person.insist(Can.MANAGE_CUSTOMERS, centre)
        if any(row.counts for row in screen.fresh):
            self.person.insist(Can.MANAGE_INSTRUMENTS, centre)

    def _show(self, request: HttpRequest, screen: Screen, status: int = 200) -> HttpResponse:
        context: dict[str, Any] = {
            "screen": screen,
            "said_no": status != HTTPStatus.OK,
            "kinds": KINDS,
            "more": len(screen.known) >= MOST_SHOWN,
            "customers": self._found(screen) if screen.customer is None else [],
        }
        return render(request, "contracts/visit/new.html", context, status=status)

    def _found(self, screen: Screen) -> list[Customer]:
        if not screen.text.strip():
            return []
        centres = self.person.centres(Can.MANAGE_CONTRACTS)
        rows = Customer.objects.filter(centre__in=centres, merged_into__isnull=True)
        return list(rows.search(screen.text)[:OFFERED])


def _offered(one: Instrument, books: Books) -> TypedRow:
    """A known instrument with the prices of today; group 2 is verified, the rest calibrated."""
    usual = LineKind.VERIFICATION if one.type.group_two else LineKind.CALIBRATION
    row = TypedRow(str(one.pk), one, kind=str(usual))
    ends = (one.range_min, one.range_max)
    for kind, label in KINDS:
        offer = books.prices.find(kind, one.type_id, ends).offer
        row.offers.append((kind, str(label), offer.amount if offer is not None else None))
    return row


def _category(one: Any) -> str:
    return str(one.service.vat_category if one.service is not None else VatCategory.SCIENCE)


def _rate(percent: int | None) -> Decimal | None:
    return None if percent is None else Decimal(percent)


def _tell(error: DomainError, screen: Screen, rows: list[TypedRow]) -> None:
    """Each fault beside its row, its field of the customer, or its field of the visit."""
    if not error.faults:
        screen.form.add_error(None, str(error))
    for fault in error.faults:
        first, _dot, rest = fault.field.partition(".")
        number = rest.partition(".")[0]
        if first == "items" and number.isdecimal():
            rows[int(number)].faults.append(str(fault.message))
        elif first == "customer" and rest in screen.new.fields:
            screen.new.add_error(rest, str(fault.message))
        else:
            name = fault.field if fault.field in screen.form.fields else None
            screen.form.add_error(name, str(fault.message))
