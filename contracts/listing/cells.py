"""Cells of a client's list as facts of an instrument."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from common.text import fold
from contracts.dong import NotMoney, parse_dong
from contracts.listing.wording import Reason
from instruments.services import as_difference
from metrology.errors import Code, MetrologyError
from metrology.quantities.quantity import Quantity

# As the columns of Instrument and Site hold them.
LONGEST = {
    "name": 200, "serial": 80, "maker": 120, "country": 80, "model": 120, "range": 200,
    "accuracy": 60, "resolution": 60, "e": 60, "tag": 80, "type_approval": 60, "site": 200,
    "service": 100, "price": 40,
}  # fmt: skip

_NUMBER = r"[+\-−]?[0-9](?:[0-9.,]*[0-9])?"  # ends in a digit: “0...10” is no number “0.”
_BETWEEN = r"\s*(?:÷|…|\.\.\.?|~|–|—|-|->|→|đến|tới|to)\s*"
_RANGE = re.compile(
    rf"(?:từ\s*)?({_NUMBER})\s*([^\s0-9.,÷…~–—\-→(][^÷…~–—→]*?)?{_BETWEEN}({_NUMBER})\s*(.+)",
    re.IGNORECASE,
)
_STEP = re.compile(rf"({_NUMBER})\s*(.*)")
_TOP = re.compile(rf"(?:max\.?|đến|≤|<=|tới|up to)?\s*({_NUMBER})\s*([^0-9\s].*)", re.IGNORECASE)


@dataclass(frozen=True)
class Range:
    """A measuring range: two quantities, or the text as it stands, or why it is asked back."""

    low: Quantity | None = None
    high: Quantity | None = None
    text: str = ""
    reason: tuple[tuple[str, str], ...] = ()


@lru_cache(maxsize=4096)
def read_range(text: str) -> Range:
    """“0 ÷ 10 bar”, “(-30…50) °C”, “200 g - 60 kg”, “Max 60 kg”.

    What is no such range (“0-1000 V / 10 A”) stays text; a number that can be read in two ways
    is asked back, never guessed.
    """
    bare = " ".join(re.sub(r"[()\[\]]", " ", text).split())
    try:
        if match := _RANGE.fullmatch(bare):
            low, own, high, unit = match.groups()
            return _ordered(_quantity(low, own or unit), _quantity(high, unit), text)
        if match := _TOP.fullmatch(bare):
            return Range(high=_quantity(*match.groups()))
    except MetrologyError as error:
        if error.code == Code.AMBIGUOUS_NUMBER:
            about = {name: error.params[name] for name in ("found", "first", "second")}
            return Range(reason=tuple(about.items()))
    return Range(text=text)


def read_interval(text: str, unit: str) -> Quantity:
    """“0,2 bar”, or “0,2” in the range's own unit, as a step. Raises MetrologyError."""
    found = _STEP.fullmatch(" ".join(text.split()))
    if found is None:
        return Quantity.parse(text, decimal_comma=True)
    number, own = found.groups()
    step = _quantity(number, own or unit)
    return as_difference(step) or step


def _quantity(number: str, unit: str) -> Quantity:
    return Quantity.parse(f"{number.replace('−', '-')} {unit.strip()}", decimal_comma=True)


def _ordered(low: Quantity, high: Quantity, text: str) -> Range:
    return Range(text=text) if high < low else Range(low, high)


def read_price(text: str) -> int | None:
    """The price in a cell. Raises NotMoney."""
    return parse_dong(text) if text else None


def too_long(values: Mapping[str, str]) -> list[Reason]:
    """Cells that no column holds."""
    return [
        Reason("too_long", column=name, found=len(text), allowed=LONGEST[name])
        for name, text in values.items()
        if len(text) > LONGEST[name]
    ]


def facts_of(values: Mapping[str, str], type_name: str) -> tuple[dict[str, Any], list[Reason]]:
    """What the cells say of the instrument (blank cells say nothing), and what is wrong."""
    facts: dict[str, Any] = {
        name: values[name]
        for name in ("maker", "country", "model", "accuracy", "tag", "type_approval")
        if values.get(name)
    }
    reasons: list[Reason] = []
    if fold(values["name"]) != fold(type_name):
        facts["name"] = values["name"]
    if values.get("range"):
        found = read_range(values["range"])
        if found.reason:
            reasons.append(Reason("ambiguous_number", column="range", **dict(found.reason)))
        facts |= {"range_min": found.low, "range_max": found.high, "range_text": found.text}
    reasons += _intervals(values, facts)
    return facts, reasons


def _intervals(values: Mapping[str, str], facts: dict[str, Any]) -> list[Reason]:
    """Scale interval and verification interval: with their unit, or in the range's."""
    reasons = []
    high = facts.get("range_max")
    for name in ("resolution", "e"):
        if not (text := values.get(name, "")):
            continue
        try:
            facts[name] = read_interval(text, high.unit.code if high else "")
        except MetrologyError as error:
            reasons.append(_no_interval(name, text, error))
    return reasons


def _no_interval(name: str, text: str, error: MetrologyError) -> Reason:
    if error.code == Code.AMBIGUOUS_NUMBER:
        about = {key: error.params[key] for key in ("found", "first", "second")}
        return Reason("ambiguous_number", column=name, **about)
    return Reason("no_interval", column=name, found=text[:80])


def price_of(values: Mapping[str, str]) -> tuple[int | None, list[Reason]]:
    """The price a row brings itself, and what is wrong with it."""
    try:
        return read_price(values.get("price", "")), []
    except NotMoney:
        return None, [Reason("bad_price", column="price", found=values["price"])]
