"""Gapless numbers, one sequence for each centre, kind and year."""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from accounts.models import Centre
from certificates.models import Counter
from certificates.states import Kind

LETTERS = {Kind.VERIFICATION: "V", Kind.CALIBRATION: "C", Kind.TESTING: "T", Kind.NOTICE: "N"}


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
    return Number(year, counter.last, written(kind, year, counter.last))


def written(kind: Kind, year: int, serial: int) -> str:
    """`V26.00001`: letter of the kind, year, running number; past 99999 it grows a digit."""
    return f"{LETTERS[kind]}{year % 100:02d}.{serial:05d}"
