"""The SQL behind the register: one statement gives stage, money and progress of any contracts.

Its parts are the querysets of `contracts.queries`, compiled, so that what counts on a day is said
once; the rule of stages is `queries.standings` once more, held equal to it by tests.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connections
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.expressions import RawSQL

from contracts.models import Contract, ContractLine, InvoiceRate, Pause, Payment
from contracts.queries import AMOUNT, counting, end_of, item_counts, moved, received, standing_lines
from contracts.waiting import DRAFT_DAYS, START_DAYS

# VAT of one rate, rounded half up to the đồng: a sum of bigint is numeric on PostgreSQL.
_VAT = {
    "sqlite": "(net / 100) * coalesce(percent, 0)"
    " + ((net %% 100) * coalesce(percent, 0) + 50) / 100",
    "postgresql": "floor((net * coalesce(percent, 0) + 50) / 100)",
}

_HEAD = """
WITH chosen (id, created_at, signed_on, due_on, accepted_on, liquidated_on, cancelled_on, word) AS
  MATERIALIZED ({chosen}),
ids (id) AS {plan} ({ids}),
part (contract, percent, net) AS ({lines}),
worth (contract, net, vat) AS (SELECT contract, sum(net), sum({vat}) FROM part GROUP BY contract),
done (contract, items, dropped, begun, approved) AS ({items}),
billed (contract, net, vat) AS ({billed}),
flow (contract, amount) AS ({paid} UNION ALL {taken} UNION ALL {given}),
paid (contract, amount) AS (SELECT contract, sum(amount) FROM flow GROUP BY contract),
halted (contract) AS ({halted}),
facts AS (
  SELECT chosen.*,
    coalesce(worth.net, 0) AS net, coalesce(worth.vat, 0) AS vat,
    coalesce(done.items, 0) - coalesce(done.dropped, 0) AS due,
    coalesce(done.begun, 0) AS begun, coalesce(done.approved, 0) AS approved,
    coalesce(billed.net, 0) AS billed_net,
    coalesce(billed.net, 0) + coalesce(billed.vat, 0) AS billed_gross,
    coalesce(paid.amount, 0) AS paid, halted.contract IS NOT NULL AS halted
  FROM chosen
    LEFT JOIN worth ON worth.contract = chosen.id
    LEFT JOIN done ON done.contract = chosen.id
    LEFT JOIN billed ON billed.contract = chosen.id
    LEFT JOIN paid ON paid.contract = chosen.id
    LEFT JOIN halted ON halted.contract = chosen.id),
staged AS (
  SELECT facts.*, CASE
    WHEN cancelled_on <= %s THEN 'cancelled'
    WHEN liquidated_on <= %s THEN 'liquidated'
    WHEN signed_on IS NULL OR signed_on > %s THEN 'draft'
    WHEN halted THEN 'paused'
    WHEN net > 0 AND billed_net >= net AND paid >= billed_gross THEN 'collected'
    WHEN net > 0 AND billed_net >= net THEN 'invoiced'
    WHEN accepted_on <= %s THEN 'accepted'
    WHEN due <> 0 AND due = approved THEN 'completed'
    WHEN begun > 0 OR approved > 0 THEN 'in_progress'
    ELSE 'signed' END AS stage
  FROM facts),
standing AS MATERIALIZED (
  SELECT staged.*,
    CASE WHEN billed_gross > paid THEN billed_gross - paid ELSE 0 END AS debt,
    CASE
      WHEN stage IN ('signed', 'in_progress', 'paused') AND due_on < %s THEN 'late'
      WHEN stage = 'draft' AND created_at < %s THEN 'draft'
      WHEN stage = 'signed' AND signed_on <= %s THEN 'not_begun'
      WHEN stage = 'invoiced' THEN 'owed'
      WHEN stage = 'accepted' AND net <> 0 THEN 'not_invoiced'
      WHEN stage = 'completed' THEN 'not_accepted'
      WHEN stage IN ('accepted', 'collected') THEN 'open'
      WHEN stage = 'paused' THEN 'paused'
      ELSE '' END AS waiting
  FROM staged)
"""


@dataclass(frozen=True)
class Statement:
    """A piece of SQL and its parameters."""

    sql: str
    params: tuple[Any, ...]


def compiled(rows: QuerySet[Any, Any]) -> Statement:
    """The SQL of a queryset; raises EmptyResultSet where the ORM knows that nothing can match."""
    sql, params = rows.query.get_compiler(using=rows.db).as_sql()
    return Statement(sql, tuple(params))


def standing(rows: QuerySet[Contract], on: date, *, dear: bool = False) -> Statement:
    """A WITH clause whose last table, `standing`, has a row for each contract of `rows`.

    `rows` carries `word`, the text to sort by. Amounts are đồng; `billed_gross` and `paid` are
    with VAT. `stage` and `waiting` are the codes of `states.Stage` and `waiting.Waiting`.
    `dear`: finding the rows costs much, so it is done once. Else each part finds them anew, which
    a planner does by index, by a parallel join or as part of a scan, as it sees what they are.
    """
    engine = connections[rows.db]
    dates = ("created_at", "signed_on", "due_on", "accepted_on", "liquidated_on", "cancelled_on")
    parts = {"chosen": compiled(rows.order_by().values_list("pk", *dates, "word"))}
    found = compiled(rows.order_by().values_list("pk"))
    parts["ids"] = Statement("SELECT id FROM chosen", ()) if dear else found
    parts |= {name: compiled(part) for name, part in _parts(on).items()}
    texts = {name: part.sql for name, part in parts.items()}
    day = engine.ops.adapt_datefield_value
    days = (
        *(day(on) for _ in range(5)),
        engine.ops.adapt_datetimefield_value(end_of(on - timedelta(days=DRAFT_DAYS))),
        day(on - timedelta(days=START_DAYS)),
    )
    given = (value for part in parts.values() for value in part.params)
    plan = "MATERIALIZED" if dear else "NOT MATERIALIZED"
    return Statement(_HEAD.format(plan=plan, vat=_VAT[engine.vendor], **texts), (*given, *days))


def _parts(on: date) -> dict[str, QuerySet[Any, Any]]:
    """What is summed for each contract, in the order in which the statement names it."""
    ids = RawSQL("SELECT id FROM ids", ())
    payments = Payment.objects.filter(received(on)).order_by()
    elsewhere = moved(on)
    return {
        "lines": ContractLine.objects.filter(standing_lines(on), contract__in=ids)
        .order_by()
        .values_list("contract_id", "vat_percent")
        .annotate(net=AMOUNT),
        "items": item_counts(ids, on).values_list(
            "line__contract", "items", "dropped", "begun", "approved"
        ),
        "billed": InvoiceRate.objects.filter(counting(on, "invoice__"), invoice__contract__in=ids)
        .order_by()
        .values_list("invoice__contract")
        .annotate(net=Sum("net"), vat=Sum("vat")),
        "paid": payments.filter(contract__in=ids).values_list("contract", "amount"),
        "taken": elsewhere.filter(payment__contract__in=ids).values_list(
            "payment__contract", 0 - F("amount")
        ),
        "given": elsewhere.filter(invoice__contract__in=ids).values_list(
            "invoice__contract", "amount"
        ),
        "halted": Pause.objects.filter(
            Q(to_on__isnull=True) | Q(to_on__gt=on), contract__in=ids, from_on__lte=on
        )
        .order_by()
        .values_list("contract_id")
        .distinct(),
    }
