"""Only the stage and the value of many contracts on a day, each with its unit: one statement."""

from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet, Value

from contracts.models import Contract
from contracts.queries import created
from contracts.register.sql import standing
from contracts.states import Stage


class Stood(NamedTuple):
    """Where one contract stands; đồng without VAT and with it."""

    pk: int
    centre_id: int
    stage: Stage
    net: int
    gross: int
    strand: str
    due_on: date | None


def stood(rows: QuerySet[Contract], on: date) -> list[Stood]:
    """Contracts of `rows` as they stand at the end of a day, by their key.

    Those made later than the day are left out.
    """
    try:
        head = standing(rows.filter(created(on)).annotate(word=Value("")), on, dear=True)
    except EmptyResultSet:
        return []
    sql = f"""{head.sql}
SELECT standing.id, c.centre_id, standing.stage, standing.net, standing.net + standing.vat,
       c.strand, standing.due_on
  FROM standing JOIN contracts_contract AS c ON c.id = standing.id ORDER BY standing.id"""  # noqa: S608 — our own words only
    with connections[rows.db].cursor() as cursor:
        cursor.execute(sql, head.params)
        return [
            Stood(pk, centre, Stage(stage), int(net), int(gross), strand, _day(due_on))
            for pk, centre, stage, net, gross, strand, due_on in cursor.fetchall()
        ]


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
