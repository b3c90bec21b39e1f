"""The fate of each row of a list: new, known, changed, a duplicate, unreadable, without a price."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from common.text import fold
from contracts.listing import cells
from contracts.listing.kinds import TypeBook, service_of
from contracts.listing.wording import Reason
from contracts.models import Contract, ContractItem, ServiceItem
from contracts.pricing.choosing import Ends, PriceBook
from contracts.scope import Scope, ScopeBook
from contracts.states import Fate
from instruments.models import Instrument, InstrumentType
from metrology.errors import MetrologyError
from metrology.quantities.quantity import Quantity

# These enter the contract; the others are mended or left out, by a person's decision.
ENTERING = frozenset({Fate.NEW, Fate.KNOWN, Fate.CHANGED})


@dataclass
class Judged:
    """One row with its fate, why, and what it would become."""

    number: int
    values: dict[str, str]
    fate: Fate = Fate.NEW
    reasons: list[Reason] = field(default_factory=list)
    kind: str = ""
    regime: str = ""
    type: InstrumentType | None = None
    instrument: Instrument | None = None
    service: ServiceItem | None = None
    price: int | None = None
    scope: Scope = field(default_factory=Scope)
    facts: dict[str, Any] = field(default_factory=dict)
    twin: int | None = None  # the row that brings the same instrument for another service


@dataclass
class Desk:
    """Everything a row is held against, read once."""

    default_kind: str
    book: TypeBook
    owned: Mapping[tuple[int, str], list[Instrument]]
    prices: PriceBook
    scopes: ScopeBook
    in_contract: frozenset[tuple[int | None, str]]

    @classmethod
    def of(cls, contract: Contract, kind: str, on: date) -> "Desk":
        """The desk of a contract on a day: six queries for any list."""
        types = list(InstrumentType.objects.all())
        owned: dict[tuple[int, str], list[Instrument]] = defaultdict(list)
        for one in Instrument.objects.filter(customer=contract.customer_id).select_related(
            "type", "site"
        ):
            owned[one.type_id, fold(one.serial)].append(one)
        there = ContractItem.objects.filter(line__contract=contract, instrument__isnull=False)
        return cls(
            kind,
            TypeBook.of(types),
            owned,
            PriceBook.of(contract.centre_id, on),
            ScopeBook.of(contract.centre, (one.pk for one in types), on),
            frozenset(there.values_list("instrument_id", "line__kind")),
        )


def judge(rows: Iterable[tuple[int, dict[str, str]]], desk: Desk) -> Iterator[Judged]:
    """Each row's fate, in order: a row is a duplicate of an earlier one, never of a later one."""
    seen: dict[tuple[int, str], list[Judged]] = defaultdict(list)
    for number, values in rows:
        row = Judged(number, values)
        _read(row, desk)
        if row.fate is not Fate.UNREADABLE:
            _compare(row, desk, seen)
        yield row


def _read(row: Judged, desk: Desk) -> None:
    """Understand the cells; what cannot be understood makes the row unreadable."""
    reasons = [
        Reason("blank", column=name) for name in ("name", "serial") if not row.values.get(name)
    ]
    reasons += cells.too_long(row.values)
    if row.values.get("name"):
        reasons += _find_type(row, desk.book)
    service = service_of(row.values.get("service", ""), desk.default_kind)
    if service is None:
        reasons.append(
            Reason("unknown_service", column="service", found=row.values["service"][:80])
        )
    else:
        row.kind, row.regime = service
    row.price, wrong = cells.price_of(row.values)
    reasons += wrong
    if row.type is not None:
        row.facts, wrong = cells.facts_of(row.values, row.type.name_vi)
        reasons += wrong
    row.reasons = reasons
    if reasons:
        row.fate = Fate.UNREADABLE


def _find_type(row: Judged, book: TypeBook) -> list[Reason]:
    text = row.values["name"]
    row.type = book.find(text)
    if row.type is not None:
        return []
    close = ", ".join(one.name_vi for one in book.close_to(text[:200]))
    code = "unknown_type_close" if close else "unknown_type"
    return [Reason(code, column="name", found=text[:80], allowed=close)]


def _compare(row: Judged, desk: Desk, seen: dict[tuple[int, str], list[Judged]]) -> None:
    """Hold a readable row against the file so far, the customer's instruments, the price list."""
    assert row.type is not None
    key = (row.type.pk, fold(row.values["serial"]))
    known = [one for one in desk.owned.get(key, []) if _same_maker(one.maker, row)]
    exact = [one for one in known if fold(one.maker) == fold(row.values.get("maker", ""))]
    known = exact or known
    if len(known) > 1:
        row.fate = Fate.UNREADABLE
        row.reasons = [Reason("several_known", column="maker", found=len(known))]
        return
    row.instrument = known[0] if known else None
    twins = [one for one in seen[key] if _same_maker(one.values.get("maker", ""), row)]
    seen[key].append(row)
    if _is_duplicate(row, twins, desk):
        return
    row.twin = twins[0].number if twins else None
    if row.instrument is not None:
        differences = list(_differences(row, row.instrument))
        row.reasons = differences
        row.fate = Fate.CHANGED if differences else Fate.KNOWN
    _find_price(row, desk)
    _hold_against_scope(row, desk)
    if row.facts.get("range_text"):
        row.reasons.append(Reason("range_as_text"))


def _same_maker(maker: str, row: Judged) -> bool:
    """A blank maker may be any: lists often leave it out."""
    one, two = fold(maker), fold(row.values.get("maker", ""))
    return not one or not two or one == two


def _is_duplicate(row: Judged, twins: list[Judged], desk: Desk) -> bool:
    first = next((one for one in twins if one.kind == row.kind), None)
    if first is not None:
        row.reasons = [Reason("in_file", row=first.number)]
    elif row.instrument is not None and (row.instrument.pk, row.kind) in desk.in_contract:
        row.reasons = [Reason("in_contract")]
    else:
        return False
    row.fate = Fate.DUPLICATE
    return True


def _ends(row: Judged) -> Ends:
    """The range that is asked for: the list's, else the one on record."""
    if "range_max" in row.facts and not row.facts["range_text"]:
        return row.facts["range_min"], row.facts["range_max"]
    known = row.instrument
    return (None, None) if known is None else (known.range_min, known.range_max)


def _find_price(row: Judged, desk: Desk) -> None:
    assert row.type is not None
    found = desk.prices.find(row.kind, row.type.pk, _ends(row))
    if found.offer is not None:
        row.service = found.offer.service
        row.price = found.offer.amount if row.price is None else row.price
    if row.price is None:
        row.fate = Fate.NO_PRICE
        row.reasons.append(found.why or Reason("no_price"))


def _hold_against_scope(row: Judged, desk: Desk) -> None:
    """What the law lets nobody do here stays out; what is only not accredited is said."""
    row.scope = desk.scopes.ask(row.kind, row.type, _ends(row))
    if row.scope.why is not None:
        row.reasons.append(row.scope.why)
    if not row.scope.enters:
        row.fate = Fate.OUT_OF_SCOPE


def _differences(row: Judged, known: Instrument) -> Iterator[Reason]:
    """What the list says otherwise than we know. A blank cell says nothing."""
    for name in ("name", "maker", "country", "model", "accuracy", "tag", "type_approval"):
        new, old = row.facts.get(name), getattr(known, name)
        if new and _plain(name, new) != _plain(name, old or _shown(name, known)):
            yield Reason("differs", column=name, old=old, new=new)
    site = row.values.get("site", "")
    if site and fold(site) != fold(known.site.name if known.site else ""):
        yield Reason("differs", column="site", old=known.site.name if known.site else "", new=site)
    if "range_max" in row.facts and not _same_range(row.facts, known):
        yield Reason("differs", column="range", old=shown_range(known), new=row.values["range"])
    for name, old in (("resolution", known.resolution), ("e", _interval_of(known))):
        if name in row.facts and not _same(row.facts[name], old):
            shown = f"{old.digits} {old.unit.symbol}" if old else ""
            yield Reason("differs", column=name, old=shown, new=row.values[name])


def _plain(name: str, text: str) -> str:
    """What two spellings of a fact have in common: a class “1,6” is “1.6”."""
    return fold(text).replace(",", ".") if name == "accuracy" else fold(text)


def _shown(name: str, known: Instrument) -> str:
    return known.shown_name if name == "name" else ""


def _interval_of(known: Instrument) -> Quantity | None:
    """The verification interval on record; a text that is no quantity is as good as none."""
    try:
        return Quantity.parse(known.facts["e"])
    except (KeyError, MetrologyError):
        return None


def _same_range(facts: Mapping[str, Any], known: Instrument) -> bool:
    if facts["range_text"]:
        return fold(known.facts.get("range_text", "")) == fold(facts["range_text"])
    return all(_same(facts[name], getattr(known, name)) for name in ("range_min", "range_max"))


def _same(one: Quantity | None, two: Quantity | None) -> bool:
    if one is None or two is None:
        return one is two
    return one.unit.quantity == two.unit.quantity and one.same_value(two)


def shown_range(known: Instrument) -> str:
    """An instrument's range in a line, as it is on record."""
    ends = [f"{one.digits} {one.unit.symbol}" for one in (known.range_min, known.range_max) if one]
    return " ÷ ".join(ends) or str(known.facts.get("range_text", ""))
