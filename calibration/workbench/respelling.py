"""The form in another language: its numbers get the other decimal sign, digit for digit."""

import re

from calibration.workbench.numbers import read_number, read_series
from calibration.workbench.typed import Typed
from metrology.errors import MetrologyError
from metrology.quantities.readings import format_number

_SETTINGS = ("p", "draws", "seed", "simulated_p")
_IN_SHEET = re.compile(r"[0-9]+[.,][0-9.,]*[0-9]")


def respell(typed: Typed, language: str) -> None:
    """Write the numbers of a form as `language` does. What is no number stays as it was typed.

    They are read in the language that is active, so this comes before the switch. A data sheet is
    understood in both: only the numbers in its text change.
    """
    for name in _SETTINGS:
        setattr(typed, name, _number(getattr(typed, name), language))
    for row in typed.correlations:
        row.r = _number(row.r, language)
    for each in typed.inputs:
        each.value = _number(each.value, language)
        for component in each.components:
            component.dof = _number(component.dof, language)
            component.given = {
                name: _PARTS.get(name, _number)(text, language)
                for name, text in component.given.items()
            }


def _number(text: str, language: str) -> str:
    try:
        return _written(read_number(text), language)
    except MetrologyError:
        return text


def _series(text: str, language: str) -> str:
    try:
        return "; ".join(_written(each, language) for each in read_series(text))
    except MetrologyError:
        return text


def _sheet(text: str, language: str) -> str:
    return _IN_SHEET.sub(lambda found: _number(found[0], language), text)


_PARTS = {"observations": _series, "sheet": _sheet}


def _written(digits: str, language: str) -> str:
    mantissa, power, exponent = digits.partition("e")
    return f"{format_number(mantissa, language)}{power}{exponent}"
