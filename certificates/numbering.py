"""Gapless numbers, one sequence for each centre, kind and year, by the centre's own pattern."""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from accounts.models import Centre
from certificates.models import Counter
from certificates.papers.numbers import written
from certificates.states import Kind


class Number(NamedTuple):
    """A number as it is kept and as it is printed."""

    year: int
    serial: int
    number: str


def take_number(*, centre: Centre, kind: Kind, at: datetime) -> Number:
    """The next number, taken for good when the caller's transaction commits, given back otherwise.

    The counter's row stays locked until then, so it is the last lock of a transaction: business
    rows, the chain of events, the counter.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a number is taken in the transaction that uses it")
    year = at.astimezone(timezone.get_default_timezone()).year
    Counter.objects.get_or_create(centre=centre, kind=kind, year=year)
    counter = Counter.objects.select_for_update(no_key=True).get(
        centre=centre, kind=kind, year=year
    )
    counter.last += 1
    counter.save(update_fields=["last"])
    # Read after the lock: whoever sets a pattern for this year holds the counter too.
    return Number(year, counter.last, written(centre, kind, year, counter.last))
