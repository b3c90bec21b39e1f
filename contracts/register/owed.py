"""Debts by customer and age in one statement: `ledger.debts`, summed where the rows are.

What is owed is defined there; tests hold the two equal.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import F, Min, QuerySet, Sum
from django.db.models.expressions import RawSQL

from contracts.ledger.debts import TERM, Age, in_force, root
from contracts.models import Contract, InvoiceRate, Payment
from contracts.queries import counting, received
from contracts.register.sql import compiled

_STEPS = (Age.NOT_DUE, Age.TO_30, Age.TO_60, Age.TO_90)

# left: open after allocations; before: what is left of older invoices of the same contract, which
# money given to no invoice settles first.
_OWED = """
WITH chosen (id) AS MATERIALIZED ({chosen}),
billed (invoice, contract, first, amount) AS ({gross}),
settled (invoice, contract, amount) AS ({settled}),
said (invoice, contract, first, gross, settled) AS (
  SELECT invoice, contract, first, amount, 0 FROM billed
  UNION ALL SELECT invoice, contract, NULL, 0, amount FROM settled),
bill (invoice, contract, first, rest) AS (
  SELECT invoice, min(contract), max(first), sum(gross) - sum(settled) FROM said GROUP BY invoice),
flow (contract, amount) AS (
  {paid} UNION ALL {given} UNION ALL SELECT contract, -rest FROM bill WHERE rest < 0),
free (contract, amount) AS (SELECT contract, sum(amount) FROM flow GROUP BY contract),
lined AS (
  SELECT bill.*, coalesce(free.amount, 0) AS free,
    sum(rest) OVER (PARTITION BY bill.contract ORDER BY first, invoice) - rest AS before
  FROM bill LEFT JOIN free ON free.contract = bill.contract WHERE rest > 0),
debt AS (
  SELECT contract, first, rest - CASE
    WHEN free <= before THEN 0 WHEN free - before >= rest THEN rest ELSE free - before END AS open
  FROM lined),
aged AS (
  SELECT contract, open, CASE {ages} ELSE 'over_90' END AS age FROM debt WHERE open > 0)
SELECT customer.id, customer.name, age, count(*), sum(open) FROM aged
  JOIN contracts_contract AS c ON c.id = aged.contract
  JOIN accounts_customer AS customer ON customer.id = c.customer_id
  GROUP BY customer.id, customer.name, age
"""


@dataclass(frozen=True)
class Owed:
    """What one customer owes of one age: how many invoices, đồng with VAT."""

    customer_id: int
    customer: str
    age: Age
    invoices: int
    open: int


@dataclass(frozen=True)
class Owing:
    """Everything owed, by customer and age."""

    rows: tuple[Owed, ...]

    @property
    def open(self) -> int:
        """All of it."""
        return sum(row.open for row in self.rows)

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


def owing(contracts: QuerySet[Contract], on: date, *, term: timedelta = TERM) -> Owing:
    """What is owed under `contracts` at the end of a day, as known now; one query."""
    try:
        sql, params = _statement(contracts, on, term)
    except EmptyResultSet:
        return Owing(())
    with connections[contracts.db].cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    return Owing(tuple(Owed(pk, name, Age(age), n, int(open_)) for pk, name, age, n, open_ in rows))


def _statement(
    contracts: QuerySet[Contract], on: date, term: timedelta
) -> tuple[str, tuple[Any, ...]]:
    ids = RawSQL("SELECT id FROM chosen", ())
    rates = InvoiceRate.objects.filter(counting(on, "invoice__"), invoice__contract__in=ids)
    payments = Payment.objects.filter(received(on), contract__in=ids).order_by()
    parts = {
        "chosen": contracts.order_by().values_list("pk"),
        "gross": rates.order_by()
        .values(invoice_id_=root("invoice__"))
        .annotate(
            contract_=Min("invoice__contract"),
            first_=Min("invoice__issued_on"),
            amount_=Sum(F("net") + F("vat")),
        )
        .values_list("invoice_id_", "contract_", "first_", "amount_"),
        "settled": in_force(on)
        .filter(invoice__contract__in=ids)
        .order_by()
        .values_list("invoice", "invoice__contract")
        .annotate(amount_=Sum("amount")),
        "paid": payments.values_list("contract", "amount"),
        "given": in_force(on)
        .filter(payment__contract__in=ids)
        .order_by()
        .values_list("payment__contract", 0 - F("amount")),
    }
    found = {name: compiled(rows) for name, rows in parts.items()}
    day = connections[contracts.db].ops.adapt_datefield_value
    limits = [day(on - term - timedelta(days=30 * n)) for n in range(len(_STEPS))]
    ages = " ".join(f"WHEN first >= %s THEN '{age.value}'" for age in _STEPS)
    texts = {name: part.sql for name, part in found.items()}
    params = [value for part in found.values() for value in part.params]
    return _OWED.format(ages=ages, **texts), (*params, *limits)
