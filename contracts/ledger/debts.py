"""What is owed on a day: invoices that count, less the money that settles them, by age.

One definition for pages, API, exports. All amounts are whole đồng with VAT. Read in this order:

1. An invoice counts from its day until it is replaced or cancelled; adjusting invoices change the
   amount of the one they adjust.
2. An allocation of a payment that is in settles its invoice; of an invoice that does not count on
   the day, and above the amount of one that does, it is free money of its contract.
3. Free money, and what a payment gives to no invoice, settles the invoices of its own contract,
   the oldest first.
4. What is left then is credit of the customer.

`owed.py` says it in SQL, once; here are the questions and the shapes of their answers.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from contracts.ledger import owed
from contracts.ledger.owed import Part
from contracts.models import Contract

TERM = timedelta(days=21)  # 15 working days, what contracts of the trade give to pay (2.1)


class Age(models.TextChoices):
    """How long an invoice is overdue, in days after its term."""

    NOT_DUE = "not_due", _("chưa đến hạn")
    TO_30 = "to_30", _("quá hạn 1–30 ngày")
    TO_60 = "to_60", _("quá hạn 31–60 ngày")
    TO_90 = "to_90", _("quá hạn 61–90 ngày")
    OVER_90 = "over_90", _("quá hạn trên 90 ngày")


_MOST = {Age.NOT_DUE: 0, Age.TO_30: 30, Age.TO_60: 60, Age.TO_90: 90}  # days after the term


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
        return next((age for age, most in _MOST.items() if self.late <= most), Age.OVER_90)


@dataclass(frozen=True)
class CustomerDebt:
    """What one customer owes, by age, and its credit; `rows` where its invoices were asked for."""

    customer_id: int
    ages: Mapping[Age, int]  # open
    credit: int = 0
    rows: tuple[Debt, ...] = ()

    @property
    def open(self) -> int:
        """All that it owes."""
        return sum(self.ages.values())

    @property
    def balance(self) -> int:
        """What it owes less its credit; below zero the centre owes it."""
        return self.open - self.credit

    def by_age(self) -> dict[Age, int]:
        """Open by age, every age, in order."""
        return {age: self.ages.get(age, 0) for age in Age}


@dataclass(frozen=True)
class Owed:
    """What one customer owes of one age: how many invoices, đồng."""

    customer_id: int
    customer: str
    age: Age
    invoices: int
    open: int


@dataclass(frozen=True)
class Owing:
    """Everything owed, by customer and age, and, where it was asked for, credit by customer."""

    rows: tuple[Owed, ...]
    credits: Mapping[int, int] = field(default_factory=dict)

    @property
    def open(self) -> int:
        """All of it."""
        return sum(row.open for row in self.rows)

    @property
    def credit(self) -> int:
        """All that was paid and answers no debt."""
        return sum(self.credits.values())

    @property
    def overdue(self) -> int:
        """What is past its term."""
        return sum(row.open for row in self.rows if row.age is not Age.NOT_DUE)

    def by_age(self) -> list[tuple[Age, int, int]]:
        """Each age, in order: invoices, open."""
        found = [(age, [row for row in self.rows if row.age is age]) for age in Age]
        return [
            (age, sum(row.invoices for row in rows), sum(row.open for row in rows))
            for age, rows in found
        ]

    def overdue_customers(self) -> list[tuple[int, str, int]]:
        """Who owes what is past its term, the most first: id, name, đồng."""
        sums: dict[tuple[int, str], int] = {}
        for row in self.rows:
            if row.age is not Age.NOT_DUE:
                key = (row.customer_id, row.customer)
                sums[key] = sums.get(key, 0) + row.open
        return sorted(((*key, open_) for key, open_ in sums.items()), key=lambda one: -one[2])

    def by_customer(self) -> list[CustomerDebt]:
        """One row for each customer that owes or has credit, the largest debt first."""
        ages: dict[int, dict[Age, int]] = defaultdict(dict)
        for row in self.rows:
            ages[row.customer_id][row.age] = row.open
        found = [
            CustomerDebt(pk, ages.get(pk, {}), self.credits.get(pk, 0))
            for pk in {*ages, *self.credits}
        ]
        return sorted(found, key=lambda one: (-one.open, one.credit, one.customer_id))


@dataclass(frozen=True)
class Debts:
    """Every open invoice of some contracts, the oldest first, and their credit."""

    rows: tuple[Debt, ...]
    credit: int

    @property
    def open(self) -> int:
        """All that is owed."""
        return sum(row.open for row in self.rows)


def debts(contracts: QuerySet[Contract], on: date, *, term: timedelta = TERM) -> Debts:
    """What is owed under `contracts` at the end of a day, as known now, by invoice; one query."""
    rows = owed.rows(contracts, on, _ages(on, term), credit=True, invoices=Part())
    return Debts(_debts(rows, on, term), sum(_credits(rows).values()))


def owing(
    contracts: QuerySet[Contract],
    on: date,
    *,
    term: timedelta = TERM,
    credit: bool = False,
) -> Owing:
    """The same summed where the rows are, by customer and age; credit if asked for; one query."""
    rows = owed.rows(contracts, on, _ages(on, term), sums=True, credit=credit)
    return Owing(_sums(rows), _credits(rows))


def table(
    contracts: QuerySet[Contract], on: date, part: Part, *, term: timedelta = TERM
) -> tuple[Owing, tuple[Debt, ...]]:
    """All sums and credits, and a part of the open invoices; one query."""
    ages = _ages(on, term)
    rows = owed.rows(contracts, on, ages, sums=True, credit=True, invoices=part)
    return Owing(_sums(rows), _credits(rows)), _debts(rows, on, term)


def _ages(on: date, term: timedelta) -> dict[str, date | None]:
    """Each age and the first day of its invoices."""
    first: dict[str, date | None] = {
        age.value: on - term - timedelta(days=most) for age, most in _MOST.items()
    }
    return first | {Age.OVER_90.value: None}


def _sums(rows: Iterable[tuple[Any, ...]]) -> tuple[Owed, ...]:
    return tuple(
        Owed(pk, name, Age(age), int(n), int(open_))
        for kind, pk, name, age, n, open_, *_more in rows
        if kind == "sum"
    )


def _credits(rows: Iterable[tuple[Any, ...]]) -> dict[int, int]:
    return {row[1]: int(row[5]) for row in rows if row[0] == "credit"}


def _debts(rows: Iterable[tuple[Any, ...]], on: date, term: timedelta) -> tuple[Debt, ...]:
    found = [_debt(row, on, term) for row in rows if row[0] == "invoice"]
    return tuple(sorted(found, key=lambda one: (one.issued_on, one.invoice_id)))


def _debt(row: tuple[Any, ...], on: date, term: timedelta) -> Debt:
    _kind, customer_id, number, _age, _n, _open, pk, contract_id, centre_id, day, *amounts = row
    issued_on = date.fromisoformat(day) if isinstance(day, str) else day
    gross, settled, covered = map(int, amounts)
    due_on = issued_on + term
    return Debt(
        invoice_id=pk,
        contract_id=contract_id,
        customer_id=customer_id,
        centre_id=centre_id,
        number=number,
        issued_on=issued_on,
        due_on=due_on,
        gross=gross,
        settled=settled,
        covered=covered,
        late=max(0, (on - due_on).days),
    )
