"""One action makes a visit: customer, instruments, contract, lines, custody, signature, jobs."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Centre, Customer, User
from accounts.services import register_customer
from calibration.custody.services import Arrival, Thing, receive
from common.errors import DomainError, Fault, Faults, InvalidInput
from contracts.listing.applying import described
from contracts.models import Contract, VatCategory
from contracts.services import ItemFacts, LineFacts, add_items, add_line, draft_contract, sign
from contracts.visit.judging import Books, Brought, Row, faults_of, held_now, judged
from instruments.models import Instrument
from instruments.services import NewInstrument, register_instruments

MOST_ITEMS = 500


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Who came, with what. A new customer is told by `new`: name, tax_code, address, phone."""

    centre: Centre
    customer: Customer | None = None
    new: Mapping[str, str] = field(default_factory=dict)
    items: Sequence[Brought]
    brought_by: str
    condition: str = ""
    place: str = ""
    due_on: date | None = None
    title: str = ""


@transaction.atomic
def begin_visit(*, visit: Visit, by: User, at: datetime) -> Contract:
    """Make the contract of a visit, signed on the day of `at`, its things received, its jobs open.

    All or nothing. Raises InvalidInput: `items.N` (not understood, no price, out of scope, twice,
    still open from before), `customer.tax_code` and the like, `brought_by`, `condition`.
    """
    on = timezone.localdate(at)
    customer = _customer(visit, by, at)
    rows = _judged(visit, customer, on)
    _register(rows, customer, by, at)
    contract = draft_contract(
        centre=visit.centre, customer=customer, title=visit.title.strip() or _title(on),
        due_on=visit.due_on, by=by, at=at,
    )  # fmt: skip
    _add_lines(contract, rows, by, at)
    _receive(visit, customer, rows, by, at)
    return sign(contract_id=contract.pk, signed_on=on, due_on=visit.due_on, by=by, at=at)


def _title(on: date) -> str:
    """Contracts are written in Vietnamese."""
    return f"Kiểm định, hiệu chuẩn phương tiện đo, nhận ngày {on:%d/%m/%Y}"


def _customer(visit: Visit, by: User, at: datetime) -> Customer:
    """The customer, held: of the same visit sent twice the second waits, and sees the first."""
    if visit.customer is not None:
        rows = Customer.objects.select_for_update(of=("self",), no_key=True)
        return rows.select_related("centre").get(pk=visit.customer.pk)
    facts = {name: text.strip() for name, text in visit.new.items()}
    if not facts.get("name"):
        message = _("Hãy chọn khách hàng, hoặc ghi tên khách hàng mới.")
        raise InvalidInput(Fault("customer", message, code="blank"))
    try:
        return register_customer(centre=visit.centre, by=by, at=at, **facts)
    except DomainError as error:
        error.faults = tuple(
            Fault(f"customer.{one.field}", one.message, one.code, one.found, one.allowed)
            for one in error.faults
        )
        raise


def _judged(visit: Visit, customer: Customer, on: date) -> list[Row]:
    faults = Faults()
    if not visit.items:
        faults.add("items", _("Chưa chọn phương tiện đo hay mẫu nào."), code="blank")
    if len(visit.items) > MOST_ITEMS:
        message = _("Nhiều nhất %(most)s mỗi lần.") % {"most": MOST_ITEMS}
        faults.add("items", message, code="too_many", allowed=str(MOST_ITEMS))
    faults.raise_if_any()
    for i, one in enumerate(visit.items):
        known = one.instrument
        if known is not None and known.customer_id != customer.pk:
            message = _("Phương tiện đo này không phải của khách hàng.")
            faults.add(f"items.{i}", message, code="other_customer", found=str(known.pk))
    rows = judged(Books.of(visit.centre, on), customer, visit.items)
    faults.found += faults_of(rows)
    faults.raise_if_any()
    return rows


def _register(rows: Sequence[Row], customer: Customer, by: User, at: datetime) -> None:
    """Register what is new; rows that bring one instrument for two services share it."""
    heads: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        if row.instrument is None:
            words = row.brought.words
            assert row.type is not None
            key = (row.type.pk, words.get("serial", "").strip(), words.get("maker", "").strip())
            heads[key].append(row)
    fresh = [
        NewInstrument(customer, of[0].type, key[1], _facts(of[0]))
        for key, of in heads.items()
        if of[0].type is not None
    ]
    made = register_instruments(rows=fresh, by=by, at=at) if fresh else []
    for instrument, of in zip(made, heads.values(), strict=True):
        for row in of:
            row.instrument = instrument


def _facts(row: Row) -> dict[str, Any]:
    facts = dict(row.facts)
    text = facts.pop("range_text", "")
    facts.pop("e", None)
    if text:
        facts["facts"] = {"range_text": text}
    return facts


def _add_lines(contract: Contract, rows: Sequence[Row], by: User, at: datetime) -> None:
    """One line for each service, type, price and answer of the scope, in the order typed."""
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        assert row.type is not None
        service = row.service.pk if row.service is not None else None
        key = (service, row.brought.kind, row.type.pk, row.price, row.scope.state)
        groups[key].append(row)
    for group in groups.values():
        line = add_line(contract_id=contract.pk, facts=_line(group), by=by, at=at)
        items = [ItemFacts(instrument=row.instrument, regime=row.regime) for row in group]
        add_items(line_id=line.pk, items=items, by=by, at=at)


def _line(group: Sequence[Row]) -> LineFacts:
    head = group[0]
    service = head.service
    assert head.type is not None
    return LineFacts(
        quantity=len(group),
        service=service,
        kind=head.brought.kind,
        description=service.name_vi if service else described(head.brought.kind, head.type.name_vi),
        price=head.price,
        vat_category=service.vat_category if service else VatCategory.SCIENCE,
    )


def _receive(visit: Visit, customer: Customer, rows: Sequence[Row], by: User, at: datetime) -> None:
    """Take over what is not here yet; an instrument for two services is one thing."""
    first: dict[int, tuple[int, Row]] = {}
    for i, row in enumerate(rows):
        assert row.instrument is not None
        first.setdefault(row.instrument.pk, (i, row))
    here = held_now([_thing(row) for _i, row in first.values()])
    coming = [(i, row) for pk, (i, row) in first.items() if pk not in here]
    if not coming:
        return
    things = [
        Thing(
            instrument=_thing(row),
            condition=row.brought.condition.strip() or visit.condition,
            accessories=row.brought.accessories,
            place=row.brought.place.strip() or visit.place,
        )
        for _i, row in coming
    ]
    arrival = Arrival(centre=visit.centre, customer=customer, brought_by=visit.brought_by, at=at)
    try:
        receive(arrival=arrival, things=things, by=by, at=at)
    except InvalidInput as error:
        error.faults = tuple(_as_item(fault, [i for i, _row in coming]) for fault in error.faults)
        raise


def _thing(row: Row) -> Instrument:
    assert row.instrument is not None
    return row.instrument


def _as_item(fault: Fault, numbers: Sequence[int]) -> Fault:
    """`things.2.condition` of the receiving is `items.N.condition` of the visit."""
    first, _dot, rest = fault.field.partition(".")
    number, _dot, name = rest.partition(".")
    if first != "things" or not number.isdecimal():
        return fault
    where = f"items.{numbers[int(number)]}" + (f".{name}" if name else "")
    return Fault(where, fault.message, fault.code, fault.found, fault.allowed)
