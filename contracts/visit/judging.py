"""What a customer brought, held against what is known: type, price of the day, scope, open jobs."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Centre, Customer
from calibration.custody.linking import ENDED
from calibration.models import Custody, Job
from calibration.states import Regime
from common.errors import Fault
from common.text import fold
from contracts.listing.cells import price_of
from contracts.listing.judging import Desk, judge
from contracts.listing.kinds import TypeBook
from contracts.listing.wording import Reason, sentence
from contracts.models import ServiceItem
from contracts.pricing.choosing import PriceBook
from contracts.scope import Scope, ScopeBook
from contracts.states import WITH_JOBS, Fate, LineKind
from instruments.models import Instrument, InstrumentType

CELLS = ("name", "maker", "model", "serial", "range", "accuracy", "price")
# Fates of the list that keep a row out, as the codes of faults.
_OUT = {
    Fate.UNREADABLE: "unreadable",
    Fate.DUPLICATE: "duplicate",
    Fate.NO_PRICE: "no_price",
    Fate.OUT_OF_SCOPE: "no_scope",
}


@dataclass(frozen=True, kw_only=True)
class Brought:
    """One thing for one service: a known instrument, or the words of a new one.

    `words` has any of CELLS, as people type them; the price there goes before the price list.
    """

    kind: str
    instrument: Instrument | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    condition: str = ""
    accessories: str = ""
    place: str = ""


@dataclass
class Row:
    """One thing as it was understood."""

    brought: Brought
    type: InstrumentType | None = None
    instrument: Instrument | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    service: ServiceItem | None = None
    price: int | None = None
    scope: Scope = field(default_factory=Scope)
    notes: list[Reason] = field(default_factory=list)
    code: str = ""  # why it cannot enter; blank where it can
    why: str = ""

    @property
    def regime(self) -> str:
        """Of a verification; the usual one."""
        return str(Regime.PERIODIC) if self.brought.kind == LineKind.VERIFICATION else ""

    @property
    def says(self) -> list[str]:
        """What is worth knowing of it, in the reader's words."""
        return [sentence(note) for note in self.notes]

    def refuse(self, code: str, why: str) -> None:
        """It cannot enter; the first reason stands."""
        if not self.code:
            self.code, self.why = code, why


@dataclass
class Books:
    """Everything a visit is held against, read once."""

    types: list[InstrumentType]
    prices: PriceBook
    scopes: ScopeBook

    @classmethod
    def of(cls, centre: Centre, on: date) -> "Books":
        """Of a centre on a day."""
        types = list(InstrumentType.objects.all())
        return cls(
            types,
            PriceBook.of(centre.pk, on),
            ScopeBook.of(centre, (one.pk for one in types), on),
        )


def judged(books: Books, customer: Customer | None, several: Sequence[Brought]) -> list[Row]:
    """Each thing with its type, price and scope, or with why it cannot enter; in their order."""
    rows = [Row(one, instrument=one.instrument) for one in several]
    _read_new([row for row in rows if row.instrument is None], books, customer)
    for row in rows:
        if row.brought.kind not in WITH_JOBS:
            row.refuse("unknown", _("Không có lựa chọn này."))
        elif row.brought.instrument is not None and not row.code:
            _price_known(row, books)
    _refuse_twice(rows)
    _refuse_open(rows)
    return rows


def _read_new(rows: list[Row], books: Books, customer: Customer | None) -> None:
    """As a client's list is read: the same words are understood the same way."""
    desk = Desk(
        str(LineKind.VERIFICATION), TypeBook.of(books.types), _owned(customer), books.prices,
        books.scopes, frozenset(),
    )  # fmt: skip
    cells = ((i, _cells(row.brought)) for i, row in enumerate(rows))
    for row, found in zip(rows, judge(cells, desk), strict=True):
        row.type, row.facts, row.instrument = found.type, found.facts, found.instrument
        row.service, row.price, row.scope = found.service, found.price, found.scope
        if found.fate in _OUT:
            row.refuse(_OUT[Fate(found.fate)], " ".join(sentence(one) for one in found.reasons))
        else:
            row.notes = found.reasons


def _cells(brought: Brought) -> dict[str, str]:
    typed = {name: brought.words.get(name, "").strip() for name in CELLS}
    return {**typed, "service": brought.kind}


def _owned(customer: Customer | None) -> dict[tuple[int, str], list[Instrument]]:
    owned: dict[tuple[int, str], list[Instrument]] = defaultdict(list)
    if customer is not None and customer.pk:
        rows = Instrument.objects.filter(customer=customer).select_related("type", "site")
        for one in rows:
            owned[one.type_id, fold(one.serial)].append(one)
    return owned


def _price_known(row: Row, books: Books) -> None:
    known = row.instrument
    assert known is not None
    row.type = known.type
    ends = (known.range_min, known.range_max)
    found = books.prices.find(row.brought.kind, known.type_id, ends)
    row.service = found.offer.service if found.offer is not None else None
    typed, wrong = _typed_price(row.brought)
    row.price = typed if typed is not None else found.offer.amount if found.offer else None
    row.scope = books.scopes.ask(row.brought.kind, known.type, ends)
    if row.scope.why is not None:
        row.notes.append(row.scope.why)
    if wrong is not None:
        row.refuse("bad_price", sentence(wrong))
    elif not row.scope.enters:
        row.refuse("no_scope", " ".join(row.says))
    elif row.price is None:
        row.refuse("no_price", sentence(found.why or Reason("no_price")))


def _typed_price(brought: Brought) -> tuple[int | None, Reason | None]:
    amount, wrong = price_of({"price": brought.words.get("price", "").strip()})
    return amount, wrong[0] if wrong else None


def _refuse_twice(rows: Sequence[Row]) -> None:
    """One instrument, one service, once."""
    seen: set[tuple[int, str]] = set()
    for row in rows:
        if row.instrument is None:
            continue
        key = (row.instrument.pk, row.brought.kind)
        if key in seen:
            message = _("%(instrument)s được nêu hai lần.") % {"instrument": row.instrument}
            row.refuse("duplicate", message)
        seen.add(key)


def _refuse_open(rows: Sequence[Row]) -> None:
    """Work that is open already is not ordered again: sent twice, a visit is one visit."""
    ids = {row.instrument.pk for row in rows if row.instrument is not None}
    jobs = {(job.instrument_id, job.service): job for job in _open_jobs(sorted(ids))}
    for row in rows:
        job = jobs.get((row.instrument.pk, row.brought.kind)) if row.instrument else None
        if job is not None:
            told = {"instrument": row.instrument, "job": job.pk}
            message = _("%(instrument)s còn phiếu %(job)s đang mở cho dịch vụ này.") % told
            row.refuse("job_open", message)


def _open_jobs(ids: Sequence[int]) -> Iterator[Job]:
    for start in range(0, len(ids), 500):
        rows = Job.objects.filter(instrument__in=ids[start : start + 500])
        yield from rows.exclude(state__in=ENDED)


def faults_of(rows: Sequence[Row]) -> list[Fault]:
    """Why rows cannot enter, by `items.N`."""
    return [Fault(f"items.{i}", row.why, code=row.code) for i, row in enumerate(rows) if row.code]


def held_now(instruments: Sequence[Instrument]) -> set[int]:
    """Which of the instruments are in our hands already."""
    ids = [one.pk for one in instruments]
    found: set[int] = set()
    for start in range(0, len(ids), 500):
        rows = Custody.objects.held().filter(instrument__in=ids[start : start + 500])
        found |= {one.instrument_id for one in rows.only("instrument") if one.instrument_id}
    return found
