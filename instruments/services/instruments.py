"""Changes to customers' instruments: register them one by one or many at once, amend them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.merging.live import require_live
from accounts.models import Customer
from audit.record import Said, record, record_many
from common.errors import Conflict, Fault, Faults
from common.holding import hold
from common.text import nfc
from instruments.models import Instrument, InstrumentType
from instruments.services.checks import as_difference, clean, shown

FACTS = (
    "type", "site", "name", "maker", "country", "model", "serial", "tag", "year",
    "range_min", "range_max", "resolution", "accuracy", "type_approval", "facts",
)  # fmt: skip
MOST_FACTS, LONGEST_FACT = 40, 4000  # a table of facts (the ranges of a multimeter) is one fact
_FACT_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class NewInstrument:
    """What `register_instruments` needs of each."""

    customer: Customer
    type: InstrumentType
    serial: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def register_instrument(
    *,
    customer: Customer,
    type: InstrumentType,  # noqa: A002
    serial: str,
    by: Any,
    at: datetime,
    **facts: Any,
) -> Instrument:
    """Add an instrument of a customer. `facts` are any of FACTS.

    Raises InvalidInput naming each wrong field, Conflict when the customer has it already.
    """
    require_live(customer, lock=True)
    instrument = _build(NewInstrument(customer, type, serial, facts))
    _insert(instrument)
    _say_registered([instrument], by, at)
    return instrument


@transaction.atomic
def register_instruments(
    *, rows: Sequence[NewInstrument], by: Any, at: datetime
) -> list[Instrument]:
    """Add many in few queries, all or none; each has its own event."""
    made = [_build(row) for row in rows]
    for instrument in made:
        instrument.prepare()
    try:
        with transaction.atomic():
            Instrument.objects.bulk_create(made, batch_size=200)
    except IntegrityError as error:
        raise Conflict(_("Có phương tiện đo đã đăng ký hoặc bị lặp trong danh sách.")) from error
    _say_registered(made, by, at)
    return made


@transaction.atomic
def update_instrument(
    *, instrument_id: int, by: Any, at: datetime, why: str = "", **facts: Any
) -> Instrument:
    """Amend what is known of an instrument; the event says from what to what.

    Nothing is written where nothing differs. The customer never changes.
    """
    rows = Instrument.objects.select_related("customer__centre", "type", "site")
    instrument = hold(rows, instrument_id)
    before = {name: getattr(instrument, name) for name in _known(facts)}
    _apply(instrument, facts)
    changes = {
        name: (shown(old), shown(getattr(instrument, name)))
        for name, old in before.items()
        if old != getattr(instrument, name)
    }
    if changes:
        _insert(instrument)
        record(
            subject=instrument,
            verb="instrument.update",
            by=by,
            at=at,
            chain=instrument.centre.code,
            changes=changes,
            why=why,
        )
    return instrument


def _build(row: NewInstrument) -> Instrument:
    instrument = Instrument(customer=row.customer)
    _apply(instrument, {**row.facts, "type": row.type, "serial": row.serial})
    return instrument


def _known(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    if unknown := set(facts) - set(FACTS):
        raise TypeError(f"not facts of an instrument: {', '.join(sorted(unknown))}")
    return facts


def _apply(instrument: Instrument, facts: Mapping[str, Any]) -> None:
    for name, value in _known(facts).items():
        setattr(instrument, name, nfc(value) if isinstance(value, str) else value)
    clean(instrument, skip=("customer", "type", "site", "facts", "search_key"))
    instrument.resolution = as_difference(instrument.resolution)
    _check(instrument)


def _check(instrument: Instrument) -> None:
    faults = Faults()
    if instrument.site is not None and instrument.site.customer_id != instrument.customer_id:
        faults.add("site", _("Nơi sử dụng này không phải của khách hàng."), code="foreign_site")
    _check_range(instrument, faults)
    _check_facts(instrument.facts, faults)
    faults.raise_if_any()


def _check_range(instrument: Instrument, faults: Faults) -> None:
    low, high = instrument.range_min, instrument.range_max
    if low is None or high is None:
        return
    if low.unit.quantity != high.unit.quantity:
        faults.add(
            "range_max",
            _("Hai giới hạn đo phải cùng một đại lượng."),
            code="wrong_quantity",
            found=high.unit.symbol,
            allowed=low.unit.symbol,
        )
    elif high < low:
        faults.add("range_max", _("Giới hạn đo trên nhỏ hơn giới hạn đo dưới."), code="range_order")


def _check_facts(facts: Any, faults: Faults) -> None:
    flat = isinstance(facts, dict) and len(facts) <= MOST_FACTS
    if not flat or not all(_is_fact(key, value) for key, value in facts.items()):
        faults.add(
            "facts",
            _("Thông số khác gồm nhiều nhất %(most)s cặp tên = giá trị; tên chỉ có chữ thường"
              " không dấu, số, dấu gạch dưới.") % {"most": MOST_FACTS},
            code="bad_facts",
        )  # fmt: skip


def _is_fact(key: Any, value: Any) -> bool:
    return (
        isinstance(key, str)
        and _FACT_KEY.fullmatch(key) is not None
        and isinstance(value, str)
        and len(value) <= LONGEST_FACT
        and "\x00" not in value
    )


def _insert(instrument: Instrument) -> None:
    try:
        with transaction.atomic():
            instrument.save()
    except IntegrityError as error:
        message = _("Khách hàng này đã có phương tiện đo cùng loại, cùng hãng và số chế tạo.")
        fault = Fault("serial", message, code="duplicate", found=instrument.serial)
        raise Conflict(message, code="duplicate", faults=(fault,)) from error


def _say_registered(made: Sequence[Instrument], by: Any, at: datetime) -> None:
    """One event for each instrument, chain by chain."""
    by_chain: dict[str, list[Said]] = {}
    for instrument in made:
        given = {name: getattr(instrument, name) for name in FACTS}
        changes = {name: (None, shown(v)) for name, v in given.items() if v not in (None, "", {})}
        said = Said(instrument, "instrument.register", changes)
        by_chain.setdefault(instrument.customer.centre.code, []).append(said)
    for chain in sorted(by_chain):
        record_many(by_chain[chain], by=by, at=at, chain=chain)
