"""Numbers as D-SI writes them: single values and lists, with units and expanded uncertainty.

Digits are written as they were stated. A unit without D-SI form makes a hybrid of two: the value
converted to the SI first, then the value as stated.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from certificates.dcc.writing.book import Book
from certificates.dcc.writing.elements import si
from metrology.quantities.dsi import As, Form, converted, places_of
from metrology.quantities.units import UNITS, difference_unit

_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?([Ee][-+]?\d+)?")
BLANK = "NaN"  # a cell of a list where nothing was stated; D-SI has no other word for it


class Entry(NamedTuple):
    """One value of a column: digits ("" where there is none) and the code of its unit."""

    digits: str
    unit: str


class Expanded(NamedTuple):
    """The expanded uncertainty of one value, as stated, in the unit of the value; all of it."""

    U: str
    k: str
    p: str
    distribution: str


Places = Mapping[str, int]


def is_number(digits: str) -> bool:
    """Whether digits are a number that D-SI takes, in ASCII and without a thousands mark."""
    return digits.isascii() and bool(_NUMBER.fullmatch(digits))


def finest(entries: Sequence[Entry]) -> Places:
    """The most decimals that any value in a unit was stated to; steps share with their scale."""
    found: dict[str, int] = {}
    for one in entries:
        if is_number(one.digits):
            key = _step(one.unit)
            found[key] = max(found.get(key, 0), places_of(one.digits))
    return found


def _step(unit: str) -> str:
    return difference_unit(UNITS[unit]).code if unit in UNITS else unit


def single(parent: Any, book: Book, one: Entry, where: str, *, said_as: As = "value") -> None:
    """Add one value: `si:real`, or a hybrid of two."""
    form = book.form(one.unit, where)
    if not form.hybrid:
        _real(parent, one.digits, form.dsi)
        return
    hybrid = si(parent, "hybrid")
    _real(hybrid, converted(one.digits, form, said_as=said_as), form.dsi)
    _real(hybrid, one.digits, form.label)


def _real(parent: Any, digits: str, unit: str) -> None:
    real = si(parent, "real")
    si(real, "value", digits)
    si(real, "unit", unit)


def column(
    parent: Any,
    book: Book,
    entries: Sequence[Entry],
    where: str,
    *,
    expanded: Sequence[Expanded] = (),
    said_as: As = "value",
    places: Places | None = None,
) -> None:
    """Add a list of values, one unit for all where they share it, with U for each.

    `places` are those of the whole table: what is converted is converted as finely as the finest
    value in its unit was stated.
    """
    forms = [book.form(one.unit, where) for one in entries]
    stated = [one.digits or BLANK for one in entries]
    if not any(form.hybrid for form in forms):
        _list(parent, stated, [form.dsi for form in forms], expanded)
        return
    hybrid = si(parent, "hybrid")
    fine = [(places or {}).get(_step(one.unit)) for one in entries]
    in_si = [
        _converted(one.digits, form, said_as, places)
        for one, form, places in zip(entries, forms, fine, strict=True)
    ]
    of_u = [
        mu._replace(U=_converted(mu.U, form, "uncertainty", places))
        for mu, form, places in zip(expanded, forms, fine, strict=True)
    ] if expanded else []  # fmt: skip
    _list(hybrid, in_si, [form.dsi for form in forms], of_u)
    _list(hybrid, stated, [form.label or form.dsi for form in forms], expanded)


def _converted(digits: str, form: Form, said_as: As, places: int | None) -> str:
    if not is_number(digits):
        return BLANK
    return converted(digits, form, said_as=said_as, places=places)


def _list(
    parent: Any, values: Sequence[str], units: Sequence[str], expanded: Sequence[Expanded]
) -> None:
    made = si(parent, "realListXMLList")
    si(made, "valueXMLList", " ".join(values))
    si(made, "unitXMLList", _shared(units))
    if not expanded:
        return
    outer = si(made, "measurementUncertaintyUnivariateXMLList")
    inner = si(outer, "expandedMUXMLList")
    si(inner, "valueExpandedMUXMLList", " ".join(one.U for one in expanded))
    si(inner, "coverageFactorXMLList", _shared([one.k for one in expanded]))
    si(inner, "coverageProbabilityXMLList", _shared([one.p for one in expanded]))
    if all(one.distribution for one in expanded):
        si(inner, "distributionXMLList", _shared([one.distribution for one in expanded]))


def _shared(values: Sequence[str]) -> str:
    """One entry for all where all are the same."""
    return values[0] if len(set(values)) == 1 else " ".join(values)
