"""What the pages and the API of duplicates show."""

from dataclasses import dataclass

from accounts.merging.duplicates import Pair, Reason, pairs, twins_of
from accounts.models import Customer, CustomerRows
from accounts.people import Person
from accounts.permissions import Can


@dataclass(frozen=True)
class Twins:
    """Two customers that may be one."""

    one: Customer
    other: Customer
    reasons: tuple[Reason, ...]


def manageable(person: Person) -> CustomerRows:
    """The customers that a person may change."""
    return Customer.objects.filter(centre__in=person.centres(Can.MANAGE_CUSTOMERS))


def duplicates(person: Person) -> list[Pair]:
    """Every pair that a person could merge, the likeliest first."""
    return pairs(manageable(person))


def with_rows(found: list[Pair]) -> list[Twins]:
    """The pairs with their customers, in one query."""
    ids = {pk for pair in found for pk in (pair.one, pair.other)}
    rows = Customer.objects.select_related("centre").in_bulk(ids)
    return [Twins(rows[pair.one], rows[pair.other], pair.reasons) for pair in found]


def candidates(customer: Customer, text: str = "") -> list[Twins]:
    """With what a customer may be merged: the likely ones, then what holds `text`."""
    found = with_rows(twins_of(customer))
    if text.strip():
        rows = Customer.objects.current().filter(centre=customer.centre_id).search(text)
        known = {customer.pk, *(twins.other.pk for twins in found)}
        more = rows.exclude(pk__in=known).select_related("centre")[:20]
        found += [Twins(customer, one, ()) for one in more]
    return found
