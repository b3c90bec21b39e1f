"""What a quotation says: the lines of a draft frozen as canonical JSON; whether they still hold.

The shape (`schema` 1) is read by pages, papers and the API; it is never changed once made:
number, version, dated_on, valid_until, title, centre, customer, lines, skipped, totals. Amounts
are whole đồng; days are ISO 8601; `vat_percent` null is “not subject to VAT”.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from common.money import Totals, totals
from contracts.listing.judging import ENTERING
from contracts.listing.wording import load, sentence
from contracts.models import Contract, ContractItem, ContractLine, ListImport
from contracts.parties import centre_facts, customer_facts
from contracts.scope import INSIDE, NOT_ASKED, OUTSIDE, Scope, ScopeBook
from contracts.states import ListState
from contracts.vat import rates_on

SCHEMA = 1
# What of a line is agreed. The rate is not: the law of the day of signing decides it.
AGREED = (
    "description",
    "kind",
    "unit",
    "quantity",
    "price",
    "discount",
    "vat_category",
)


def build(contract: Contract, version: int, dated_on: date, valid_until: date) -> dict[str, Any]:
    """The statement of a draft's lines as they are now, with the VAT rates of `dated_on`.

    Raises Refused where no VAT rule of that day is on record. Seven queries for any contract.
    """
    lines = list(contract.lines.select_related("service__type"))
    rates = rates_on({line.vat_category for line in lines}, dated_on)
    sums = totals((_decimal(rates[line.vat_category]), line.amount) for line in lines)
    scopes = _scopes(contract, lines, dated_on)
    return {
        "schema": SCHEMA,
        "number": f"BG {contract.number}",
        "version": version,
        "dated_on": dated_on.isoformat(),
        "valid_until": valid_until.isoformat(),
        "title": contract.title,
        "centre": centre_facts(contract.centre),
        "customer": customer_facts(contract.customer),
        "lines": [
            _line(place, line, rates[line.vat_category], scopes[line.pk])
            for place, line in enumerate(lines, start=1)
        ],
        "skipped": skipped(contract),
        "totals": _totals(sums),
    }


def _decimal(percent: int | None) -> Decimal | None:
    return None if percent is None else Decimal(percent)


def _totals(sums: Totals) -> dict[str, Any]:
    rates = [
        {"percent": None if row.rate is None else int(row.rate), "net": row.net, "vat": row.vat}
        for row in sums.rates
    ]
    return {"rates": rates, "net": sums.net, "vat": sums.vat, "gross": sums.gross}


def _line(
    place: int, line: ContractLine, percent: int | None, said: Mapping[str, str]
) -> dict[str, Any]:
    service = line.service
    return {
        "position": place,
        **{name: getattr(line, name) for name in AGREED},
        "amount": line.amount,
        "vat_percent": percent,
        "type_vi": service.type.name_vi if service and service.type else "",
        **said,
    }


def _scopes(
    contract: Contract, lines: Sequence[ContractLine], on: date
) -> dict[int, dict[str, str]]:
    """What the centre's designation and accreditation say of each line, in both languages."""
    items = ContractItem.objects.filter(line__contract=contract, instrument__isnull=False)
    things: dict[int, list[ContractItem]] = defaultdict(list)
    for item in items.select_related("instrument__type").order_by("pk"):
        things[item.line_id].append(item)
    types = {item.instrument.type_id for found in things.values() for item in found}  # type: ignore[union-attr]
    types |= {line.service.type_id for line in lines if line.service and line.service.type_id}
    book = ScopeBook.of(contract.centre, types, on)
    return {line.pk: _said(_asked(book, line, things[line.pk])) for line in lines}


def _asked(book: ScopeBook, line: ContractLine, items: Sequence[ContractItem]) -> list[Scope]:
    """The answers for each instrument of a line; for its type where none is named yet."""
    if not items:
        return [book.ask(line.kind, line.service.type if line.service else None)]
    return [
        book.ask(line.kind, thing.type, (thing.range_min, thing.range_max))
        for item in items
        if (thing := item.instrument) is not None
    ]


def _said(found: Sequence[Scope]) -> dict[str, str]:
    states = [scope.state for scope in found]
    state = next((one for one in (OUTSIDE, INSIDE) if one in states), NOT_ASKED)
    notes = {}
    for name, language in (("note", "vi"), ("note_en", "en")):
        with translation.override(language):
            notes[name] = _note([scope for scope in found if scope.state == OUTSIDE], len(found))
    return {"scope": state, **notes}


def _note(outside: Sequence[Scope], of: int) -> str:
    """Why instruments lie outside, each reason once; how many where only some do."""
    reasons = dict.fromkeys(sentence(scope.why) for scope in outside if scope.why is not None)
    text = " ".join(reasons)
    if outside and len(outside) < of:
        head = _("%(n)s trong %(of)s phương tiện:") % {"n": len(outside), "of": of}
        return f"{head} {text}"
    return text


def skipped(contract: Contract) -> list[dict[str, Any]]:
    """The rows of the latest applied list that did not enter, each with the reason."""
    source = (
        ListImport.objects.filter(contract=contract, state=ListState.APPLIED)
        .order_by("-at", "-pk")
        .first()
    )
    if source is None:
        return []
    rows = source.rows.exclude(fate__in=[fate.value for fate in ENTERING]).order_by("number")
    return [
        {
            "row": row.number,
            "name": row.values.get("name", ""),
            "serial": row.values.get("serial", ""),
            "why_vi": _why(row.why, "vi"),
            "why_en": _why(row.why, "en"),
        }
        for row in rows
    ]


def _why(stored: str, language: str) -> str:
    with translation.override(language):
        return " ".join(sentence(reason) for reason in load(stored))


def agreed(lines: Iterable[Any]) -> list[tuple[Any, ...]]:
    """What was agreed of lines, in order: of a statement (dicts) or of a contract (rows)."""
    return [
        tuple(line[name] if isinstance(line, dict) else getattr(line, name) for name in AGREED)
        for line in lines
    ]
