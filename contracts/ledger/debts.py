"""What is owed on a day: invoices that count, less the money that settles them, by age.

One definition for pages, API, exports. All amounts are whole đồng with VAT. Read in this order:

1. An invoice counts from its day until it is replaced or cancelled; adjusting invoices change the
   amount of the one they adjust.
2. An allocation of a payment that is in settles its invoice.
3. What a payment gives to no invoice settles the invoices of its own contract, the oldest first.
4. What is left then is credit of the customer.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from contracts.models import Allocation, Contract, Invoice, InvoiceRate, Payment
from contracts.queries import counting, received
from contracts.states import InvoiceState

TERM = timedelta(days=21)  # 15 working days, what contracts of the trade give to pay (2.1)


class Age(models.TextChoices):
    """How long an invoice is overdue, in days after its term."""

    NOT_DUE = "not_due", _("chưa đến hạn")
    TO_30 = "to_30", _("quá hạn 1–30 ngày")
    TO_60 = "to_60", _("quá hạn 31–60 ngày")
    TO_90 = "to_90", _("quá hạn 61–90 ngày")
    OVER_90 = "over_90", _("quá hạn trên 90 ngày")

    @classmethod
    def of(cls, late: int) -> "Age":
        """The age of something `late` days after its term; 0 and below is not due."""
        if late <= 0:
            return cls.NOT_DUE
        return next((age for most, age in _STEPS if late <= most), cls.OVER_90)


_STEPS = ((30, Age.TO_30), (60, Age.TO_60), (90, Age.TO_90))


@dataclass(frozen=True)
class Debt:
    """An invoice that is not paid in full: `open` = `gross` − `settled` − `covered`."""

    invoice_id: int
    contract_id: int
    customer_id: int
    centre_id: int
    number: str  # series and number, as on the paper
    issued_on: date
    due_on: date
    gross: int  # with its adjustments
    settled: int  # by allocations
    covered: int  # by money of its contract that is in no allocation
    late: int  # days after the term, 0 when not due

    @property
    def open(self) -> int:
        """Still to be paid."""
        return self.gross - self.settled - self.covered

    @property
    def age(self) -> Age:
        """Its place in the table of ages."""
        return Age.of(self.late)


@dataclass(frozen=True)
class Debts:
    """Who owes what on a day; `credits` is money without a debt, by contract."""

    on: date
    rows: tuple[Debt, ...]
    credits: dict[int, int]
    customers: dict[int, int]  # contract → customer, of the contracts in `credits`

    @property
    def open(self) -> int:
        """All that is owed."""
        return sum(row.open for row in self.rows)

    @property
    def credit(self) -> int:
        """All that was paid and answers no debt."""
        return sum(self.credits.values())

    @property
    def overdue(self) -> int:
        """What is owed after its term."""
        return sum(row.open for row in self.rows if row.late > 0)

    def by_age(self) -> dict[Age, int]:
        """Open by age, every age, in order; adds up to `open`."""
        return _aged(self.rows)

    def by_customer(self) -> list["CustomerDebt"]:
        """One row for each customer that owes or has credit, the largest debt first."""
        rows: dict[int, list[Debt]] = defaultdict(list)
        credit: dict[int, int] = defaultdict(int)
        for row in self.rows:
            rows[row.customer_id].append(row)
        for contract_id, amount in self.credits.items():
            credit[self.customers[contract_id]] += amount
        found = [
            CustomerDebt(pk, tuple(rows.get(pk, ())), credit.get(pk, 0)) for pk in {*rows, *credit}
        ]
        return sorted(found, key=lambda one: (-one.open, one.credit, one.customer_id))


@dataclass(frozen=True)
class CustomerDebt:
    """What one customer owes, and its credit."""

    customer_id: int
    rows: tuple[Debt, ...]
    credit: int = 0

    @property
    def open(self) -> int:
        """All that it owes."""
        return sum(row.open for row in self.rows)

    @property
    def balance(self) -> int:
        """What it owes less its credit; below zero the centre owes it."""
        return self.open - self.credit

    @property
    def oldest(self) -> date | None:
        """The day of its oldest unpaid invoice."""
        return min((row.issued_on for row in self.rows), default=None)

    def by_age(self) -> dict[Age, int]:
        """Open by age, every age, in order."""
        return _aged(self.rows)


def _aged(rows: Iterable[Debt]) -> dict[Age, int]:
    sums = dict.fromkeys(Age, 0)
    for row in rows:
        sums[row.age] += row.open
    return sums


def debts(contracts: QuerySet[Contract], on: date, *, term: timedelta = TERM) -> Debts:
    """What is owed under `contracts` at the end of a day, as known now.

    Six queries for a few hundred debts, two more for each five hundred after that.
    """
    ids = contracts.order_by().values("pk")
    invoices = _unsettled(ids, on)
    free = _free(ids, on)
    for one in invoices:
        if one.left < 0:  # adjusted below what was paid
            free[one.contract_id] += -one.left
    heads = _heads([one.pk for one in invoices if one.left > 0])
    rows = [
        _debt(one, heads[one.pk], free, on, term)
        for one in sorted(invoices, key=lambda one: one.order)
        if one.left > 0
    ]
    left_over = {pk: amount for pk, amount in free.items() if amount > 0}
    customers = dict(
        Contract.objects.filter(pk__in=_few(left_over, contracts)).values_list("pk", "customer_id")
    )
    open_rows = tuple(row for row in rows if row.open > 0)
    return Debts(on, open_rows, left_over, {pk: customers[pk] for pk in left_over})


_MANY = 500  # ids that fit a list of parameters on every engine


def _few(wanted: dict[int, int], contracts: QuerySet[Contract]) -> Any:
    return list(wanted) if len(wanted) <= _MANY else contracts.order_by().values("pk")


@dataclass
class _Unsettled:
    pk: int
    contract_id: int
    issued_on: date
    gross: int
    settled: int = 0

    @property
    def left(self) -> int:
        return self.gross - self.settled

    @property
    def order(self) -> tuple[date, int]:
        return self.issued_on, self.pk


def root(prefix: str = "") -> Any:
    """The invoice whose amount a row of rates changes: the adjusted one, else its own."""
    adjusts = Q(**{f"{prefix}corrects__isnull": False}) & ~Q(
        **{f"{prefix}corrects__state": InvoiceState.REPLACED}
    )
    own = F(f"{prefix}pk") if prefix else F("pk")
    return models.Case(models.When(adjusts, then=F(f"{prefix}corrects")), default=own)


def _unsettled(ids: Any, on: date) -> list[_Unsettled]:
    """Invoices whose allocations are not exactly their amount."""
    amounts = (
        InvoiceRate.objects.filter(counting(on, "invoice__"), invoice__contract__in=ids)
        .order_by()
        .annotate(root=root("invoice__"))
        .values_list("root")
        .annotate(gross=Sum(F("net") + F("vat")), contract=models.Min("invoice__contract"),
                  first=models.Min("invoice__issued_on"))
    )  # fmt: skip
    settled = dict(
        in_force(on).filter(invoice__contract__in=ids).order_by()
        .values_list("invoice").annotate(amount=Sum("amount"))
    )  # fmt: skip
    found = [
        _Unsettled(pk, contract_id, first, int(gross), int(settled.get(pk, 0)))
        for pk, gross, contract_id, first in amounts
        if int(gross) != int(settled.get(pk, 0))
    ]
    return found + _on_what_does_not_count(settled, {row[0] for row in amounts}, on)


def _on_what_does_not_count(
    settled: dict[int, int], counted: set[int], on: date
) -> list[_Unsettled]:
    """Money that settles an invoice which did not count on that day is free money then."""
    lone = [pk for pk in settled if pk not in counted]
    contracts: dict[int, int] = {}
    for start in range(0, len(lone), _MANY):
        part = Invoice.objects.filter(pk__in=lone[start : start + _MANY])
        contracts |= dict(part.values_list("pk", "contract_id"))
    return [_Unsettled(pk, contracts[pk], on, 0, int(settled[pk])) for pk in lone]


def in_force(on: date) -> QuerySet[Allocation]:
    """Allocations of payments that are in on a day, as known now."""
    inside = received(on)
    return Allocation.objects.filter(
        models.Exists(Payment.objects.filter(inside, pk=models.OuterRef("payment"))),
        undone_at__isnull=True,
    )


def _free(ids: Any, on: date) -> dict[int, int]:
    """What payments give to no invoice, by their home contract; only where there is some."""
    paid = (
        Payment.objects.filter(received(on), contract__in=ids)
        .order_by()
        .values_list("contract")
        .annotate(amount=Sum("amount"))
    )
    given = dict(
        in_force(on).filter(payment__contract__in=ids).order_by()
        .values_list("payment__contract").annotate(amount=Sum("amount"))
    )  # fmt: skip
    free: dict[int, int] = defaultdict(int)
    for pk, amount in paid:
        if rest := int(amount) - int(given.get(pk, 0)):
            free[pk] = rest
    return free


@dataclass(frozen=True)
class _Head:
    number: str
    customer_id: int
    centre_id: int


def _heads(ids: list[int]) -> dict[int, _Head]:
    found: dict[int, _Head] = {}
    columns = ("pk", "series", "number", "contract__customer", "contract__centre")
    for start in range(0, len(ids), _MANY):
        rows = Invoice.objects.filter(pk__in=ids[start : start + _MANY])
        for pk, series, number, customer_id, centre_id in rows.values_list(*columns):
            found[pk] = _Head(f"{series} {number}", customer_id, centre_id)
    return found


def _debt(one: _Unsettled, head: _Head, free: dict[int, int], on: date, term: timedelta) -> Debt:
    covered = min(one.left, max(0, free.get(one.contract_id, 0)))
    if covered:
        free[one.contract_id] -= covered
    due_on = one.issued_on + term
    return Debt(
        invoice_id=one.pk,
        contract_id=one.contract_id,
        customer_id=head.customer_id,
        centre_id=head.centre_id,
        number=head.number,
        issued_on=one.issued_on,
        due_on=due_on,
        gross=one.gross,
        settled=one.settled,
        covered=covered,
        late=max(0, (on - due_on).days),
    )
