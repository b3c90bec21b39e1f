"""Priced lines and their sums as a paper freezes them; amounts are whole đồng."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from common.money import Totals
from common.money import totals as sums_of
from contracts.models import Contract, ContractLine
from contracts.queries import standing_lines
from contracts.states import WITH_JOBS, ContractState, LineKind
from contracts.vat import rates_on
from contracts.words import in_words


def standing(contract: Contract, on: date) -> dict[str, Any]:
    """The lines that count on a day, with totals."""
    return _priced(contract, contract.lines.filter(standing_lines(on)), on)


def first(contract: Contract, on: date) -> dict[str, Any]:
    """The lines that were signed with the contract itself, whatever an appendix did later."""
    return _priced(contract, contract.lines.filter(added_by__isnull=True), on)


def without_items(contract: Contract, on: date) -> list[dict[str, Any]]:
    """Lines of work on no instrument and no sample."""
    rows = contract.lines.filter(standing_lines(on), items__isnull=True)
    return shown(_rated(contract, rows, on))


def _priced(contract: Contract, rows: Iterable[ContractLine], on: date) -> dict[str, Any]:
    lines = _rated(contract, rows, on)
    return {"lines": shown(lines), "totals": totals_facts(lines)}


def _rated(contract: Contract, rows: Iterable[ContractLine], on: date) -> list[ContractLine]:
    """The lines; of a draft, with the rates of the paper's day: nothing has fixed them yet."""
    lines = list(rows)
    if contract.state == ContractState.DRAFT and lines:
        rates = rates_on({line.vat_category for line in lines}, on)
        for line in lines:
            line.vat_percent = rates[line.vat_category]
    return lines


def shown(lines: Sequence[ContractLine]) -> list[dict[str, Any]]:
    """Each line as a paper prints it, numbered from 1."""
    return [
        {
            "position": position,
            "description": line.description,
            "kind": line.kind,
            "type": str(LineKind(line.kind).label) if line.kind in WITH_JOBS else "",
            "unit": line.unit,
            "quantity": line.quantity,
            "price": line.price,
            "discount": line.discount,
            "amount": line.amount,
            "vat_category": line.vat_category,
            "vat_percent": line.vat_percent,
            "scope": "not_asked",
            "note": "",
        }
        for position, line in enumerate(lines, start=1)
    ]


def totals_facts(lines: Iterable[ContractLine]) -> dict[str, Any]:
    """Sums by VAT rate, rounded once for each rate, and the whole in words."""
    return as_facts(sums_of((line.rate, line.amount) for line in lines))


def as_facts(sums: Totals) -> dict[str, Any]:
    """Totals as a paper freezes them."""
    return {
        "rates": [
            {"percent": _whole(row.rate), "net": row.net, "vat": row.vat} for row in sums.rates
        ],
        "net": sums.net,
        "vat": sums.vat,
        "gross": sums.gross,
        "words": in_words(sums.gross),
    }


def _whole(rate: Decimal | None) -> int | None:
    return None if rate is None else int(rate)
