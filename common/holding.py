"""Rows held until the transaction ends, and read only then with what stands beside them.

Locked and joined in one statement PostgreSQL, having waited, joins the row as it is by now with
the neighbours it had before: of a contract whose customer was merged meanwhile it finds none, and
a link that was blank stays blank in the object.
"""

from collections.abc import Sequence
from typing import TypeVar

from django.db.models import Model, QuerySet

from common.bulk import parts

Row = TypeVar("Row", bound=Model)


def hold(rows: "QuerySet[Row]", pk: int) -> Row:
    """The row of `rows`, held. Raises its DoesNotExist, also where it is gone by then."""
    _lock(rows, [pk])
    return rows.get(pk=pk)


def hold_all(rows: "QuerySet[Row]", pks: Sequence[int]) -> list[Row]:
    """Those of `rows` with these keys, held, in the order of their keys."""
    ids = sorted(set(pks))
    found: list[Row] = []
    for part in parts(ids):
        _lock(rows, part)
        found += rows.filter(pk__in=part).order_by("pk")
    return found


def _lock(rows: "QuerySet[Row]", pks: Sequence[int]) -> None:
    every: QuerySet[Row] = QuerySet(rows.model, using=rows.db).select_for_update(no_key=True)
    list(every.filter(pk__in=pks).order_by("pk").values_list("pk"))
