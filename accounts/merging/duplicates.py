"""Customers that may be one and the same, in pairs with the reason."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.merging.apart import told
from accounts.merging.names import alike, bare
from accounts.models import Customer, CustomerRows
from common.text import fold

COMMON = 40  # a word, a telephone number that so many share says nothing


class Reason(models.TextChoices):
    """Why two may be one, the strongest first."""

    CODE = "code", _("cùng mã số thuế hoặc mã đơn vị ngân sách")
    NAME = "name", _("cùng tên, không kể loại hình doanh nghiệp và dấu")
    LIKE = "like", _("tên gần giống")
    CONTACT = "contact", _("cùng điện thoại hoặc e-mail")


@dataclass(frozen=True)
class Facts:
    """What is compared of one customer."""

    pk: int
    centre: int
    name: str
    codes: frozenset[str]
    contacts: frozenset[str]

    @property
    def label(self) -> str:
        """The bare name."""
        return bare(self.name)


Keys = Callable[[Facts], Iterable[str]]


@dataclass(frozen=True)
class Pair:
    """Two customers of one centre, the earlier first, and every reason."""

    one: int
    other: int
    reasons: tuple[Reason, ...]

    @property
    def ids(self) -> frozenset[int]:
        """The two, in no order."""
        return frozenset((self.one, self.other))


def pairs(customers: CustomerRows) -> list[Pair]:
    """All pairs among `customers` that nobody merged or told apart; two queries.

    The strongest reasons first.
    """
    apart = told()
    return [pair for pair in _pairs(_facts(customers)) if pair.ids not in apart]


def twins_of(customer: Customer) -> list[Pair]:
    """The pairs of one customer within its centre; the customer is `one` in each."""
    rows = Customer.objects.filter(centre=customer.centre_id)
    found, apart = _pairs(_facts(rows), of=customer.pk), told([customer.pk])
    return [
        Pair(customer.pk, pair.other if pair.one == customer.pk else pair.one, pair.reasons)
        for pair in found
        if pair.ids not in apart
    ]


def _facts(customers: CustomerRows) -> list[Facts]:
    columns = ("pk", "centre", "name", "tax_code", "budget_code", "phone", "email")
    rows = customers.filter(merged_into__isnull=True).order_by("pk").values_list(*columns)
    return [
        Facts(pk, centre, name, frozenset(filter(None, codes)), frozenset(_reachable(phone, email)))
        for pk, centre, name, *codes, phone, email in rows
    ]


def _reachable(phone: str, email: str) -> Iterator[str]:
    digits = "".join(char for char in phone if char.isdigit())
    if len(digits) > 7:  # noqa: PLR2004 — shorter is an extension
        yield digits.removeprefix("84").removeprefix("0")
    if email:
        yield fold(email)


def _pairs(facts: list[Facts], of: int | None = None) -> list[Pair]:
    found: dict[tuple[int, int], set[Reason]] = defaultdict(set)
    labels = {one.pk: one.label for one in facts}
    shared: tuple[tuple[Reason, Keys], ...] = (
        (Reason.CODE, lambda one: one.codes),
        (Reason.CONTACT, lambda one: one.contacts),
        (Reason.NAME, lambda one: (labels[one.pk],)),
        (Reason.LIKE, lambda one: labels[one.pk].split()),
    )
    for reason, keys in shared:
        for a, b in _sharing(facts, keys, of):
            one, other = labels[a.pk], labels[b.pk]
            if reason is not Reason.LIKE or (one != other and alike(one, other)):
                found[a.pk, b.pk].add(reason)
    order = list(Reason)
    made = [Pair(*ids, tuple(sorted(reasons, key=order.index))) for ids, reasons in found.items()]
    return sorted(made, key=lambda pair: (order.index(pair.reasons[0]), pair.one, pair.other))


def _sharing(facts: list[Facts], keys: Keys, of: int | None) -> Iterator[tuple[Facts, Facts]]:
    """Pairs of one centre (of one customer) that share a key, each once.

    A key that more than COMMON have says nothing.
    """
    groups: dict[tuple[int, str], list[Facts]] = defaultdict(list)
    for one in facts:
        for key in set(keys(one)):
            groups[one.centre, key].append(one)
    seen: set[tuple[int, int]] = set()
    for group in groups.values():
        if len(group) > COMMON or (of is not None and all(one.pk != of for one in group)):
            continue
        for a, b in combinations(group, 2):
            ids = (a.pk, b.pk)
            if ids not in seen and (of is None or of in ids):
                seen.add(ids)
                yield a, b
