"""Payments: which are matched, one with its parts, matched by hand and undone."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.models import Customer
from accounts.permissions import Can
from common.errors import DomainError, Fault, InvalidInput
from common.forms import faults_on
from contracts.access import payment_of
from contracts.dong import MOST_SUM, NotMoney, parse_dong
from contracts.ledger.debts import Debt, debts
from contracts.ledger.forms import DaysForm, WhyForm
from contracts.ledger.matching import match_payment, undo_match
from contracts.ledger.settling import Share, free_of, open_amounts
from contracts.models import Contract, Payment


def with_given(rows: QuerySet[Payment]) -> Any:
    """Payments with what of them settles invoices (`given`) and what does not (`free`)."""
    given = Sum("allocations__amount", filter=Q(allocations__undone_at__isnull=True))
    counted = rows.annotate(given=Coalesce(given, 0))
    return counted.annotate(free=F("amount") - F("given"))


class PaymentsPage(Page):
    """Money that came in, newest first; filtered by customer, days, what is not matched."""

    verb = Can.SEE_FIGURES

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = DaysForm(request.GET)
        rows = Payment.objects.filter(contract__centre__in=self.person.centres(Can.SEE_FIGURES))
        if text := asked.get("q"):
            rows = rows.filter(
                Q(contract__customer__in=Customer.objects.search(text).values("pk"))
                | Q(contract__number__icontains=text.replace("\x00", ""))
                | Q(reference__icontains=text.replace("\x00", ""))
            )
        if start := asked.get("start"):
            rows = rows.filter(received_on__gte=start)
        if end := asked.get("end"):
            rows = rows.filter(received_on__lte=end)
        found = with_given(rows).order_by("-received_on", "-pk")
        if asked.get("free"):
            found = found.filter(free__gt=0, cancelled_on__isnull=True)
        alive = rows.filter(cancelled_on__isnull=True)
        page = Paginator(
            found.select_related("contract__customer"), 50
        ).get_page(request.GET.get("page"))  # fmt: skip
        context = {
            "may_record": self.person.may(Can.RECORD_MONEY),
            "page": page,
            "asked": asked,
            "free": bool(asked.get("free")),
            "sum": int(alive.aggregate(sum=Sum("amount"))["sum"] or 0),
            "text": asked.get("q") or "",
        }
        return render(request, "contracts/ledger/payments.html", context)


class PaymentPage(Page):
    """One payment: what it settles, what is left, the invoices it could settle."""

    verb = Can.RECORD_MONEY

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return show(request, payment_of(self.person, Can.RECORD_MONEY, pk=pk))


def show(
    request: HttpRequest,
    payment: Payment,
    *,
    refused: DomainError | None = None,
    why: WhyForm | None = None,
) -> HttpResponse:
    """The page of a payment; with `refused`, why the last step did not go through."""
    free = free_of(payment) if payment.cancelled_on is None else 0
    parts = payment.allocations.select_related("invoice__contract", "by")
    context = {
        "payment": payment,
        "contract": payment.contract,
        "free": free,
        "parts": [part for part in parts if part.undone_at is None],
        "undone": [part for part in parts if part.undone_at is not None],
        "rows": proposals(payment, free, request.POST if refused else None),
        "refused": refused,
        "why": why or WhyForm(),
    }
    wrong = refused is not None or (why is not None and why.errors)
    status = refused.status if refused else 400 if wrong else 200
    return render(request, "contracts/ledger/payment.html", context, status=status)


def proposals(payment: Payment, free: int, typed: Any = None) -> list[tuple[Debt, str, int, str]]:
    """(debt, contract number, open, proposed amount): the oldest first until nothing is left."""
    if free <= 0:
        return []
    theirs = Contract.objects.filter(
        centre=payment.contract.centre_id, customer=payment.contract.customer_id
    )
    owed = debts(theirs, localdate())
    ids = [row.invoice_id for row in owed.rows]
    left = open_amounts(ids)
    numbers = dict(theirs.values_list("pk", "number"))
    found = []
    covered = _covered(payment, left, ids)
    for invoice_id in [*ids, *covered]:
        row = next((one for one in owed.rows if one.invoice_id == invoice_id), None)
        row = row or covered[invoice_id]
        part = min(free, left[invoice_id])
        free -= part
        text = typed.get(f"amount_{invoice_id}", "") if typed else str(part or "")
        found.append((row, numbers[row.contract_id], left[invoice_id], text))
    return found


def _covered(payment: Payment, left: dict[int, int], known: list[int]) -> dict[int, Debt]:
    """Invoices of the contract that its free money covers without a match: they can be matched."""
    rows = payment.contract.invoices.filter(state="issued").exclude(pk__in=known)
    found: dict[int, Debt] = {}
    amounts = open_amounts(rows.values_list("pk", flat=True))
    for invoice in rows.order_by("issued_on", "pk"):
        if (amount := amounts[invoice.pk]) > 0:
            left[invoice.pk] = amount
            found[invoice.pk] = Debt(
                invoice_id=invoice.pk,
                contract_id=payment.contract_id,
                customer_id=payment.contract.customer_id,
                centre_id=payment.contract.centre_id,
                number=str(invoice),
                issued_on=invoice.issued_on,
                due_on=invoice.issued_on,
                gross=amount,
                settled=0,
                covered=amount,
                late=0,
            )
    return found


class Match(Page):
    """Give parts of a payment to invoices."""

    verb = Can.RECORD_MONEY

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        payment = payment_of(self.person, Can.RECORD_MONEY, pk=pk)
        try:
            match_payment(
                payment_id=pk, shares=_typed(request), by=self.person.user, at=now()
            )  # fmt: skip
        except DomainError as error:
            return show(request, payment, refused=error)
        messages.success(request, _("Đã đối trừ khoản thu."))
        return redirect("contracts:payment", pk=pk)


def _typed(request: HttpRequest) -> list[Share]:
    """`amount_<invoice>` fields with something in them."""
    shares, faults = [], []
    for name, text in request.POST.items():
        digits = name.removeprefix("amount_")
        if digits == name or not str(text).strip():
            continue
        if not (digits.isascii() and digits.isdecimal() and len(digits) <= 18):  # noqa: PLR2004
            faults.append(Fault("shares", _("Hóa đơn này không phải của khách hàng."), code="unknown"))  # fmt: skip  # noqa: E501
            continue
        try:
            shares.append(Share(int(digits), parse_dong(str(text), most=MOST_SUM)))
        except NotMoney as error:
            faults.append(Fault(name, error.sentence, code=error.code, found=str(text)[:40]))
    if faults:
        raise InvalidInput(*faults)
    return shares


class Unmatch(Page):
    """Undo the match of a payment, with the reason."""

    verb = Can.RECORD_MONEY

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        payment = payment_of(self.person, Can.RECORD_MONEY, pk=pk)
        form = WhyForm(request.POST)
        if form.is_valid():
            with faults_on(form):
                undo_match(
                    payment_id=pk, why=form.cleaned_data["why"], by=self.person.user, at=now()
                )
                messages.success(request, _("Đã bỏ đối trừ."))
                return redirect("contracts:payment", pk=pk)
        return show(request, payment, why=form)
