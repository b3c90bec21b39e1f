"""What influenced the results: the climate as observed, and results as found."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from certificates.dcc.writing import said, tables
from certificates.dcc.writing.book import Book
from certificates.dcc.writing.elements import dcc, joined, named, rich, words
from certificates.dcc.writing.numbers import Entry, is_number, single
from certificates.dcc.writing.results import as_found

_KNOWN: Mapping[str, str] = {
    "temperature": "basic_temperature",
    "humidity": "basic_humidityRelative",
    "pressure": "basic_pressure",
    "air_pressure": "basic_pressure",
    "ambient_pressure": "basic_pressure",
}
_ENDS = ((min, "Min", "math_minimum", said.MINIMUM), (max, "Max", "math_maximum", said.LARGEST))


def conditions(parent: Any, book: Book) -> None:
    """Add `influenceConditions`; there is always one, since every result needs one."""
    made = dcc(parent, "influenceConditions")
    for one in book.said["environment"]:
        _condition(made, book, one)
    for table in as_found(book.said):
        _before(made, book, table)
    if not len(made):
        nothing = dcc(made, "influenceCondition")
        words(nothing, "name", said.CONDITIONS)
        record = (book.said.get("paper_record") or {}).get("text")
        rich(dcc(nothing, "data"), "text", joined([record or said.NOT_STATED]))


def _condition(parent: Any, book: Book, one: Mapping[str, Any]) -> None:
    kind = _KNOWN.get(str(one.get("key", "")), "")
    made = dcc(parent, "influenceCondition", refType=kind)
    named(made, "name", one["label"])
    rich(made, "description", one.get("reason") or "")
    data = dcc(made, "data")
    seen = [str(digits) for digits in one["digits"]]
    if all(map(is_number, seen)) and seen:
        _ends(data, book, kind, seen, one)
    else:
        rich(data, "text", "; ".join(seen) or said.NOT_STATED)


def _ends(data: Any, book: Book, kind: str, seen: Sequence[str], one: Mapping[str, Any]) -> None:
    """The smallest and the largest that was observed, in the digits it was observed in."""
    for end, suffix, plain, label in _ENDS:
        quantity = dcc(data, "quantity", refType=f"{kind}{suffix}" if kind else plain)
        words(quantity, "name", label)
        digits = end(seen, key=Decimal)
        where = f"environment.{one.get('key', '')}"
        single(quantity, book, Entry(digits, one.get("unit") or ""), where)


def _before(parent: Any, book: Book, table: Mapping[str, Any]) -> None:
    """A table of before the adjustment (ISO/IEC 17025:2017, 7.8.4.1 d)."""
    made = dcc(parent, "influenceCondition", refType="basic_adjustment")
    words(made, "name", said.AS_FOUND)
    told = joined([tables.title(table), tables.description(table)])
    rich(made, "description", told)
    dcc(made, "status", "beforeAdjustment")
    tables.data(made, book, table, f"tables.{table['key']}")
