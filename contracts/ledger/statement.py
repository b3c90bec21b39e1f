"""A customer's account: every movement of money with its day, and the balance after it.

Debit is what the customer owes (invoices), credit what came in. What ends an invoice, lowers it or
takes a payment back stands with a minus on the same side, on its own day. The closing balance is
what `debts` says: open less credit.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from contracts.models import Contract, Invoice, Payment


class Move(models.TextChoices):
    """What moves an account."""

    INVOICE = "invoice", _("hóa đơn")
    ADJUSTMENT = "adjustment", _("hóa đơn điều chỉnh")
    ENDED = "ended", _("hóa đơn hết giá trị")
    PAYMENT = "payment", _("thu tiền")
    TAKEN_BACK = "taken_back", _("hủy khoản thu")


_ORDER = {move: place for place, move in enumerate(Move)}


@dataclass(frozen=True)
class Movement:
    """One movement; `source_id` is an invoice's or a payment's."""

    on: date
    move: Move
    number: str
    contract_id: int
    contract: str
    source_id: int
    debit: int = 0
    credit: int = 0

    @property
    def order(self) -> tuple[date, int, int]:
        """Days in order; within a day invoices before payments."""
        return self.on, _ORDER[self.move], self.source_id


@dataclass(frozen=True)
class Entry:
    """A movement with the balance after it."""

    movement: Movement
    balance: int


@dataclass(frozen=True)
class Statement:
    """An account from a day to a day, both included."""

    start: date
    end: date
    opening: int
    entries: tuple[Entry, ...]

    @property
    def debit(self) -> int:
        """Owed anew within the days."""
        return sum(entry.movement.debit for entry in self.entries)

    @property
    def credit(self) -> int:
        """Paid within the days."""
        return sum(entry.movement.credit for entry in self.entries)

    @property
    def closing(self) -> int:
        """Owed at the end; below zero the centre owes it."""
        return self.opening + self.debit - self.credit


def statement(contracts: QuerySet[Contract], start: date, end: date) -> Statement:
    """The account of the customer of `contracts`, as known now. Two queries."""
    found = sorted(movements(contracts, end), key=lambda one: one.order)
    opening = sum(one.debit - one.credit for one in found if one.on < start)
    return Statement(
        start, end, opening, tuple(_running(opening, (m for m in found if m.on >= start)))
    )


def _running(balance: int, found: Iterable[Movement]) -> Iterator[Entry]:
    for one in found:
        balance += one.debit - one.credit
        yield Entry(one, balance)


def movements(contracts: QuerySet[Contract], end: date) -> Iterator[Movement]:
    """Every movement up to the end of a day, in no order."""
    ids = contracts.order_by().values("pk")
    invoices = (
        Invoice.objects.filter(contract__in=ids, issued_on__lte=end)
        .order_by()
        .annotate(gross=Sum(F("rates__net") + F("rates__vat")))
    )
    columns = (
        "pk", "series", "number", "issued_on", "ended_on", "corrects", "corrects__state",
        "contract", "contract__number", "gross",
    )  # fmt: skip
    for facts in invoices.values(*columns):
        yield from _of_invoice(facts, end)
    payments = Payment.objects.filter(contract__in=ids, received_on__lte=end).order_by()
    paid = (
        "pk", "received_on", "cancelled_on", "amount", "reference", "contract", "contract__number",
    )  # fmt: skip
    for facts in payments.values(*paid):
        yield from _of_payment(facts, end)


def is_adjusting(corrects: int | None, corrects_state: str | None) -> bool:
    """Whether an invoice that corrects another changes its amount; else it replaced it."""
    return corrects is not None and corrects_state != "replaced"


def _of_invoice(facts: Any, end: date) -> Iterator[Movement]:
    about: dict[str, Any] = {
        "number": f"{facts['series']} {facts['number']}",
        "contract_id": facts["contract"],
        "contract": facts["contract__number"],
        "source_id": facts["pk"],
    }
    gross = int(facts["gross"] or 0)
    adjusts = is_adjusting(facts["corrects"], facts["corrects__state"])
    move = Move.ADJUSTMENT if adjusts else Move.INVOICE
    yield Movement(on=facts["issued_on"], move=move, debit=gross, **about)
    if facts["ended_on"] is not None and facts["ended_on"] <= end:
        yield Movement(on=facts["ended_on"], move=Move.ENDED, debit=-gross, **about)


def _of_payment(facts: Any, end: date) -> Iterator[Movement]:
    about: dict[str, Any] = {
        "number": facts["reference"],
        "contract_id": facts["contract"],
        "contract": facts["contract__number"],
        "source_id": facts["pk"],
    }
    amount = int(facts["amount"])
    yield Movement(on=facts["received_on"], move=Move.PAYMENT, credit=amount, **about)
    if facts["cancelled_on"] is not None and facts["cancelled_on"] <= end:
        yield Movement(on=facts["cancelled_on"], move=Move.TAKEN_BACK, credit=-amount, **about)
