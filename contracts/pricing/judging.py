"""The fate of each row of a price list: a new service, a new price, the same, or wrong and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from common.canonical import canonical, sha256
from common.errors import Faults
from common.text import fold
from contracts.dong import NotMoney, parse_dong
from contracts.listing.kinds import TypeBook
from contracts.listing.wording import Reason
from contracts.models import Price, ServiceItem, VatCategory
from contracts.pricing.workbook import Row
from contracts.services.prices import ServiceFacts, check_service
from contracts.states import LineKind
from instruments.models import InstrumentType
from metrology.errors import MetrologyError
from metrology.quantities.quantity import Quantity

_FACTS = ("name_vi", "name_en", "kind", "type", "range_min", "range_max", "unit", "vat_category")


class PriceFate(models.TextChoices):
    """What becomes of a row of a price list."""

    NEW = "new", _("dịch vụ mới")
    PRICED = "priced", _("giá mới")
    SAME = "same", _("giữ nguyên")
    WRONG = "wrong", _("sai")


@dataclass
class Judged:
    """One row with its fate, why, and what it would become; `old` is the newest price so far."""

    row: Row
    fate: PriceFate = PriceFate.SAME
    reasons: list[Reason] = field(default_factory=list)
    service: ServiceItem | None = None
    facts: ServiceFacts | None = None
    old: Price | None = None
    amount: int | None = None

    @property
    def was(self) -> int | None:
        """The price before."""
        return None if self.old is None else self.old.amount


def judge(rows: Iterable[Row], centre: Centre, valid_from: date) -> list[Judged]:
    """Each row's fate, in three queries; prices that differ begin on `valid_from`."""
    services = ServiceItem.objects.filter(centre=centre).select_related("type")
    known = {fold(one.code): one for one in services.prefetch_related("prices")}
    book = TypeBook.of(InstrumentType.objects.all())
    seen: dict[str, int] = {}
    found = []
    for row in rows:
        one = Judged(row)
        code = fold(row.values["code"])
        one.service = known.get(code)
        one.amount, one.reasons = _amount(row)
        if not code:
            one.reasons.append(Reason("blank_code"))
        elif code in seen:
            one.reasons.append(Reason("in_file", row=seen[code]))
        seen.setdefault(code, row.number)
        facts, wrong = _facts(row, book)
        one.reasons += wrong
        if not one.reasons:
            _decide(one, facts, valid_from)
        if one.reasons:
            one.fate = PriceFate.WRONG
        found.append(one)
    return found


def _amount(row: Row) -> tuple[int | None, list[Reason]]:
    text = row.values["amount"]
    if not text:
        return None, []
    try:
        return parse_dong(text), []
    except NotMoney:
        return None, [Reason("bad_price", found=text[:80])]


def _facts(row: Row, book: TypeBook) -> tuple[dict[str, Any], list[Reason]]:
    """The cells as facts of a service; a blank cell says nothing."""
    facts: dict[str, Any] = {}
    reasons = []
    for name in _FACTS:
        if not (text := row.values.get(name, "")):
            continue
        found = _fact(name, text, book)
        if isinstance(found, Reason):
            reasons.append(found)
        else:
            facts[name] = found
    return facts, reasons


def _fact(name: str, text: str, book: TypeBook) -> Any:
    """One fact, or the reason why the cell cannot be read."""
    if name in ("range_min", "range_max"):
        try:
            return Quantity.parse(text, decimal_comma=True)
        except MetrologyError:
            return Reason("bad_range", column=name, found=text[:80])
    if name == "type":
        return book.whole_name(text) or Reason("unknown_type", found=text[:80])
    choices: Any = {"kind": LineKind, "vat_category": VatCategory}.get(name)
    if choices is None:
        return text
    found = _choice(choices, text)
    return found or Reason(
        "unknown_choice", column=name, found=text[:80], allowed=", ".join(map(str, choices.labels))
    )


def _choice(choices: Any, text: str) -> str | None:
    """The code of a choice named by its code or its label in either language."""
    for language in ("vi", "en"):
        with translation.override(language):
            for code, label in choices.choices:
                if fold(text) in (code, fold(str(label))):
                    return str(code)
    return None


def _decide(one: Judged, facts: dict[str, Any], valid_from: date) -> None:
    if one.service is None:
        one.facts = ServiceFacts(
            **{"name_vi": "", "kind": "", **facts}, code=one.row.values["code"]
        )
        faults = Faults()
        check_service(faults, one.facts)
        one.reasons = [
            Reason("wrong_fact", column=fault.field, code_of=fault.code) for fault in faults.found
        ]
        one.fate = PriceFate.NEW
        return
    one.reasons = [
        Reason("service_differs", column=name, old=_shown(old), new=_shown(new))
        for name, new in facts.items()
        if not _same(old := getattr(one.service, name), new)
    ]
    one.old = max(one.service.prices.all(), key=lambda p: p.valid_from, default=None)
    if one.reasons or one.amount is None:
        return
    in_force = one.service.price_on(valid_from)
    if in_force is not None and in_force.amount == one.amount:
        return
    if one.old is not None and one.old.valid_from >= valid_from:
        day = f"{one.old.valid_from:%d/%m/%Y}"
        one.reasons = [Reason("price_too_early", day=day)]
    one.fate = PriceFate.PRICED


def _same(old: Any, new: Any) -> bool:
    if isinstance(old, Quantity) and isinstance(new, Quantity):
        return old.unit.quantity == new.unit.quantity and old.same_value(new)
    if isinstance(old, str) and isinstance(new, str):
        return fold(old) == fold(new)
    return bool(old == new)


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def digest_of(judged: Sequence[Judged]) -> str:
    """What was seen, as a digest: applying wants the same."""
    seen = [[one.row.number, one.fate.value, one.amount, one.was, one.reasons] for one in judged]
    return sha256(canonical(seen))
