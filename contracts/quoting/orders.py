"""The orders of a framework agreement as a table shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from contracts.models import Contract
from contracts.queries import standing_lines
from contracts.quoting.drawing import Size, sizes


@dataclass(frozen=True)
class Order:
    """One order, its size, and whether it counts against the cap on the day."""

    contract: Contract
    size: Size
    counts: bool


def orders_of(contracts: Sequence[Contract], on: date) -> list[Order]:
    """Rows for a table, in the given order; one query for any number."""
    ids = [one.pk for one in contracts]
    found = sizes(Q(contract__in=ids) & standing_lines(on))
    return [Order(one, found.get(one.pk, Size()), _counts(one, on)) for one in contracts]


def _counts(contract: Contract, on: date) -> bool:
    signed = contract.signed_on is not None and contract.signed_on <= on
    return signed and (contract.cancelled_on is None or contract.cancelled_on > on)
