"""What is owed on a day, in SQL: `debts.py` says what it means, and makes rows of the answer.

One statement: the invoices that are not settled exactly, the money that settles none of them, what
it covers. The parts are compiled querysets, so that what counts on a day is said once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.expressions import RawSQL

from contracts.models import Allocation, Contract, InvoiceRate, Payment
from contracts.queries import counting, received
from contracts.register.sql import compiled
from contracts.states import InvoiceState

# entry: what invoices say and what settles them; an invoice that does not count on the day has
# settlements alone. before: what is left of older invoices of the same contract, which money
# given to no invoice settles first.
_HEAD = """
WITH said (invoice, contract, first, amount) AS ({said}),
given (invoice, contract, amount) AS ({given}),
entry (invoice, contract, first, gross, settled) AS (
  SELECT invoice, contract, first, amount, 0 FROM said
  UNION ALL SELECT invoice, contract, NULL, 0, amount FROM given),
bill (invoice, contract, first, gross, settled) AS MATERIALIZED (
  SELECT invoice, min(contract), min(first),
    CAST(sum(gross) AS bigint), CAST(sum(settled) AS bigint)
  FROM entry GROUP BY invoice HAVING sum(gross) <> sum(settled)),
flow (contract, amount) AS (
  {paid} UNION ALL {taken}
  UNION ALL SELECT contract, settled - gross FROM bill WHERE settled > gross),
free (contract, amount) AS (
  SELECT contract, CAST(sum(amount) AS bigint) FROM flow GROUP BY contract),
lined AS (
  SELECT bill.*, gross - settled AS rest, coalesce(free.amount, 0) AS free,
    CAST(sum(gross - settled) OVER (PARTITION BY bill.contract ORDER BY first, invoice) AS bigint)
      - (gross - settled) AS before
  FROM bill LEFT JOIN free ON free.contract = bill.contract WHERE gross > settled),
covering AS (
  SELECT lined.*, CASE WHEN free <= before THEN 0
    WHEN free - before < rest THEN free - before ELSE rest END AS covered
  FROM lined),
debt AS (
  SELECT contract, invoice, first, gross, settled, covered, rest - covered AS open,
    CASE {ages} ELSE '{oldest}' END AS age
  FROM covering WHERE rest > covered)
"""

# The columns of every part: which part, customer, its name or the invoice's number, age, count,
# đồng, and of an invoice: id, contract, centre, day, gross, settled, covered.
_INVOICES = """
SELECT 'invoice', page.customer, i.series || ' ' || i.number, page.age, 1, page.open, page.invoice,
  page.contract, page.centre, page.first, page.gross, page.settled, page.covered
  FROM (SELECT debt.*, c.customer_id AS customer, c.centre_id AS centre FROM debt
    JOIN contracts_contract AS c ON c.id = debt.contract {where}
    ORDER BY first, invoice {cut}) AS page
  JOIN contracts_invoice AS i ON i.id = page.invoice"""
_SUMS = """
SELECT 'sum', customer.id, customer.name, debt.age, count(*), sum(debt.open),
  NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM debt JOIN contracts_contract AS c ON c.id = debt.contract
  JOIN accounts_customer AS customer ON customer.id = c.customer_id
  GROUP BY customer.id, customer.name, debt.age"""
_CREDITS = """
SELECT 'credit', customer.id, customer.name, NULL, count(*), sum(over.amount),
  NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM (SELECT free.contract, free.amount - coalesce(used.amount, 0) AS amount FROM free
    LEFT JOIN (SELECT contract, CAST(sum(covered) AS bigint) AS amount FROM covering
      GROUP BY contract) AS used ON used.contract = free.contract) AS over
  JOIN contracts_contract AS c ON c.id = over.contract
  JOIN accounts_customer AS customer ON customer.id = c.customer_id
  WHERE over.amount > 0 GROUP BY customer.id, customer.name"""


@dataclass(frozen=True)
class Part:
    """Open invoices, the oldest first: `size` of them (None: all), of one age ("": of every)."""

    start: int = 0
    size: int | None = None
    age: str = ""


def rows(
    contracts: QuerySet[Contract],
    on: date,
    ages: Mapping[str, date | None],
    *,
    sums: bool = False,
    credit: bool = False,
    invoices: Part | None = None,
) -> list[tuple[Any, ...]]:
    """The parts that are asked for, of the end of a day, as known now; one query.

    `ages`: each name with the first day of its invoices, the youngest first; the last has none.
    """
    try:
        head, params = _head(contracts, on, ages, credit=credit)
    except EmptyResultSet:
        return []
    asked = []
    if invoices is not None:
        where = "WHERE debt.age = %s" if invoices.age else ""
        params = (*params, invoices.age) if invoices.age else params
        size, start = invoices.size, invoices.start
        cut = "" if size is None else f"LIMIT {int(size)} OFFSET {int(start)}"
        asked.append(_INVOICES.format(where=where, cut=cut))
    asked += [text for text, wanted in ((_SUMS, sums), (_CREDITS, credit)) if wanted]
    with connections[contracts.db].cursor() as cursor:
        cursor.execute(head + " UNION ALL ".join(asked), params)
        return list(cursor.fetchall())


def _head(
    contracts: QuerySet[Contract],
    on: date,
    ages: Mapping[str, date | None],
    *,
    credit: bool,
) -> tuple[str, tuple[Any, ...]]:
    ids: Any = contracts.order_by().values("pk")
    # Without credit only the money of contracts that owe matters: a few, found by index.
    home = ids if credit else RawSQL("SELECT contract FROM bill WHERE gross > settled", ())
    force = in_force(on).order_by()
    said = InvoiceRate.objects.filter(counting(on, "invoice__"), invoice__contract__in=ids)
    paid = Payment.objects.filter(received(on), contract__in=home)
    parts = {
        "said": said.order_by().values_list(
            root("invoice__"), "invoice__contract", "invoice__issued_on", F("net") + F("vat")
        ),
        "given": force.filter(invoice__contract__in=ids).values_list(
            "invoice", "invoice__contract", "amount"
        ),
        "paid": paid.order_by().values_list("contract", "amount"),
        "taken": force.filter(payment__contract__in=home).values_list(
            "payment__contract", 0 - F("amount")
        ),
    }
    found = {name: compiled(part) for name, part in parts.items()}
    *steps, (oldest, _none) = ages.items()
    sql = _HEAD.format(
        ages=" ".join(f"WHEN first >= %s THEN '{age}'" for age, _first in steps),
        oldest=oldest,
        **{name: part.sql for name, part in found.items()},
    )
    day = connections[contracts.db].ops.adapt_datefield_value
    params = [value for part in found.values() for value in part.params]
    return sql, (*params, *(day(first) for _age, first in steps))


def root(prefix: str) -> Any:
    """The invoice whose amount a row of rates changes: the adjusted one, else its own."""
    adjusts = Q(**{f"{prefix}corrects__isnull": False}) & ~Q(
        **{f"{prefix}corrects__state": InvoiceState.REPLACED}
    )
    return Case(When(adjusts, then=F(f"{prefix}corrects")), default=F(f"{prefix}pk"))


def in_force(on: date) -> QuerySet[Allocation]:
    """Allocations of payments that are in on a day, as known now."""
    inside = Payment.objects.filter(received(on), pk=OuterRef("payment"))
    return Allocation.objects.filter(Exists(inside), undone_at__isnull=True)
