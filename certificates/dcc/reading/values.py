"""The values of a quantity: real, lists and hybrids, with uncertainties of the old and new form.

Old (D-SI 1 and 2): `expandedUnc`, `coverageInterval`. New (2.2): `measurementUncertaintyUnivariate`
with `standardMU`, `expandedMU`, `coverageIntervalMU`. What is read is the same.
"""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from certificates.dcc.reading.faults import Contradiction
from certificates.dcc.reading.shapes import Part, Uncertainty
from certificates.dcc.reading.texts import SI, clean
from certificates.dcc.reading.units import units_of
from metrology.quantities.readings import MOST_DIGITS

MOST_VALUES = 20_000  # in one list
NUMERIC = ("real", "realListXMLList", "realList", "constant")
_EXPANDED = ("valueExpandedMU", "uncertainty")
_STANDARD = ("valueStandardMU", "standardUnc")
_FORMS = {
    "expandedMU": "expanded", "expandedUnc": "expanded", "standardMU": "standard",
    "coverageIntervalMU": "interval", "coverageInterval": "interval",
}  # fmt: skip
_HOLDERS = (
    "measurementUncertaintyUnivariate", "measurementUncertaintyUnivaraite",
    "listMeasurementUncertaintyUnivariate", "listUnivariateUnc",
)  # fmt: skip


def parts_of(quantity: Any) -> list[Part]:
    """The values of a quantity, a part for each unit; none where it holds no real numbers."""
    hybrid = quantity.find(f"{SI}hybrid")
    holder = quantity if hybrid is None else hybrid
    parts = [part_of(each) for each in holder if _name(each) in NUMERIC]
    if hybrid is not None and len({len(part["values"]) for part in parts}) > 1:
        lengths = ", ".join(str(len(part["values"])) for part in parts)
        raise Contradiction.lengths(hybrid, found=lengths)
    return parts


def lists_within(quantity: Any) -> list[Any]:
    """The lists inside `si:list`, however deep: each is a column of its own."""
    holder = quantity.find(f"{SI}list")
    return [] if holder is None else [e for e in holder.iter() if _name(e) in NUMERIC[1:3]]


def part_of(element: Any) -> Part:
    """The values of one real, list, or constant."""
    if _name(element) == "realList":
        return _of_real_list(element)
    values = _numbers(element, "value")
    if not values:
        raise Contradiction.empty(element)
    units = _words(element, "unit")
    _insist_length(element, "unitXMLList", len(units), len(values))
    return _part(
        units, values, _words(element, "label"), _words(element, "dateTime"),
        _uncertainty(element, len(values)),
    )  # fmt: skip


def _part(
    units: list[str],
    values: list[str | None],
    labels: list[str],
    moments: list[str],
    uncertainty: Uncertainty | None,
) -> Part:
    alike = len(set(units)) <= 1
    unit = units[0] if units and alike else ""
    return {
        "unit": unit,
        "codes": [each.code for each in units_of(unit)],
        "units": [] if alike else units,
        "values": values,
        "labels": labels,
        "moments": moments,
        "uncertainty": uncertainty,
    }


def _of_real_list(element: Any) -> Part:
    """`si:realList`: values one by one; unit and uncertainty stand at each or at the list."""
    rows = element.findall(f"{SI}real")
    if not rows:
        raise Contradiction.empty(element)
    common = _words(element, "listUnit")
    shared = _uncertainty(element, 1)
    read = [part_of(row) if row.find(f"{SI}unit") is not None else _bare(row) for row in rows]
    units = [part["unit"] or (common[0] if common else "") for part in read]
    found = [part["uncertainty"] or shared for part in read]
    return _part(
        units,
        [part["values"][0] for part in read],
        [label for part in read for label in part["labels"]],
        [moment for part in read for moment in part["moments"]],
        _together(element, found),
    )


def _bare(row: Any) -> Part:
    values = _numbers(row, "value")
    return _part([], values, _words(row, "label"), _words(row, "dateTime"), _uncertainty(row, 1))


def _together(element: Any, found: list[Uncertainty | None]) -> Uncertainty | None:
    there = [each for each in found if each is not None]
    if not there:
        return None
    if len(there) < len(found) or len({each["form"] for each in there}) > 1:
        raise Contradiction.lengths(element, found=str(len(there)), allowed=str(len(found)))
    return {
        "form": there[0]["form"],
        "values": [word for each in there for word in each["values"]],
        "k": [word for each in there for word in each["k"]],
        "p": [word for each in there for word in each["p"]],
        "distribution": [word for each in there for word in each["distribution"]],
        "low": [word for each in there for word in each["low"]],
        "high": [word for each in there for word in each["high"]],
    }


def _uncertainty(element: Any, count: int) -> Uncertainty | None:
    for holder in _holders(element):
        for each in holder:
            form = _FORMS.get(_name(each).removesuffix("XMLList"))
            if form is not None:
                return _read(each, form, count)
    if _name(element) == "constant" and element.find(f"{SI}uncertainty") is not None:
        return _read(element, "standard", count)
    return None


def _holders(element: Any) -> Iterator[Any]:
    yield element
    for each in element:
        if _name(each).removesuffix("XMLList") in _HOLDERS:
            yield each


def _read(element: Any, form: str, count: int) -> Uncertainty:
    names = _EXPANDED if form == "expanded" else (*_STANDARD, "uncertainty")
    values = next((found for name in names if (found := _numbers(element, name))), [])

    def spread(name: str, read: Callable[[Any, str], list[Any]], missing: Any) -> list[Any]:
        found = read(element, name)
        _insist_length(element, name, len(found), count)
        return found * count if len(found) == 1 else found or [missing] * count

    _insist_length(element, names[0], len(values), count)
    if not values:
        raise Contradiction.empty(element)
    return {
        "form": form,
        "values": values * count if len(values) == 1 else values,
        "k": spread("coverageFactor", _numbers, None),
        "p": spread("coverageProbability", _numbers, None),
        "distribution": spread("distribution", _words, ""),
        "low": spread("intervalMin", _numbers, None),
        "high": spread("intervalMax", _numbers, None),
    }


def _insist_length(element: Any, name: str, found: int, wanted: int) -> None:
    """One entry for all, one for each, or none; anything else leaves open which belongs where."""
    if found not in (0, 1, wanted):
        raise Contradiction.lengths(element, name, found=str(found), allowed=f"1, {wanted}")


def _numbers(element: Any, name: str) -> list[str | None]:
    return [_number(element, word) for word in _split(element, name)]


def _words(element: Any, name: str) -> list[str]:
    return [clean(word) for word in _split(element, name)]


def _split(element: Any, name: str) -> list[str]:
    """The entries of `name` or of its list; a label or a unit alone is one entry."""
    alone = element.find(f"{SI}{name}")
    if alone is not None:
        return [alone.text or ""]
    many = element.find(f"{SI}{name}XMLList")
    words = [] if many is None else (many.text or "").split()
    if len(words) > MOST_VALUES:
        raise Contradiction.many(element, len(words), MOST_VALUES)
    return words


def _number(element: Any, word: str) -> str | None:
    """The digits as written, or None for a NaN."""
    text = word.strip()
    if text == "NaN":
        return None
    try:
        found = Decimal(text)
    except InvalidOperation as error:
        raise Contradiction.number(element, text) from error
    if not found.is_finite() or not text.isascii() or "_" in text:
        raise Contradiction.number(element, text)
    return text


def canonical(text: str) -> str:
    """Plain digits of a number as written: "+5." is "5", "-6.4E-03" is "-0.0064".

    Raises ValueError for what cannot be kept: more digits than a quantity has.
    """
    digits = format(Decimal(text), "f")
    if sum(character.isdigit() for character in digits) > MOST_DIGITS:
        raise ValueError(text)
    return digits.removeprefix("-") if not Decimal(text) else digits


def _name(element: Any) -> str:
    text = str(element.tag)
    return text.removeprefix(SI) if text.startswith(SI) else ""


def ordered(codes: Iterable[str]) -> list[str]:
    """Without repeats, in their order."""
    return list(dict.fromkeys(codes))
