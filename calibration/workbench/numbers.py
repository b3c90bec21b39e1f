"""Numbers of the workbench: read as people write them, shown without losing a digit."""

import math
import re
from decimal import Decimal

from django.utils.translation import get_language

from metrology.errors import Code, MetrologyError
from metrology.quantities.readings import parse_number

_LEAST_PLAIN, _MOST_PLAIN = -7, 15  # powers of ten that are written out
_SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_POWER = re.compile(
    r"(?P<body>[^eE×·*x^]+?)\s*(?:[eE]|[×·*x]\s*10\s*\^?)\s*(?P<power>[-+]?[0-9]{1,3})"
)
_LARGEST_POWER = 300
_BETWEEN = re.compile(r"[;\s]+")


def decimal_comma() -> bool:
    """Whether the reader writes decimals with a comma."""
    return (get_language() or "vi").startswith("vi")


def read_number(text: str) -> str:
    """Give canonical digits, with a power of ten where one was written: "1,15e-5" → "1.15e-5".

    Either decimal sign is taken where only one reading is possible (`parse_number`); a power is
    written e-5, ×10^-5 or ·10⁻⁵. Raises `blank`, `not_a_number`, `ambiguous_number`,
    `too_many_digits`, `out_of_range` for a power beyond ±300.
    """
    written = text.strip().translate(_SUPERSCRIPTS).replace("\N{MINUS SIGN}", "-")
    found = _POWER.fullmatch(written)
    if found is None:
        return parse_number(text, decimal_comma=decimal_comma())
    power = int(found["power"])
    if abs(power) > _LARGEST_POWER:
        allowed = f"-{_LARGEST_POWER} … {_LARGEST_POWER}"
        raise MetrologyError(Code.OUT_OF_RANGE, name="10^", found=str(power), allowed=allowed)
    return f"{parse_number(found['body'], decimal_comma=decimal_comma())}e{power}"


def read_series(text: str) -> list[str]:
    """Observations, one after the other: separated by semicolons, blanks or lines."""
    return [read_number(part) for part in _BETWEEN.split(text.strip()) if part]


def write_number(value: object) -> str:
    """A number of the measurement in the reader's form, every digit of it."""
    if isinstance(value, str):
        value = float(value)
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        return "" if value is None else str(value)
    number = Decimal(repr(value)).normalize()
    return _mark(_written(number))


def write_series(values: object) -> str:
    """Observations as `read_series` takes them."""
    return "; ".join(write_number(each) for each in values) if isinstance(values, list) else ""


def _written(number: Decimal) -> str:
    """Plain where that is readable, else with a power of ten."""
    if not number or _LEAST_PLAIN <= number.adjusted() < _MOST_PLAIN:
        return format(number, "f")
    mantissa = number.scaleb(-number.adjusted())
    return f"{mantissa:f}e{number.adjusted()}"


def _mark(text: str) -> str:
    return text.replace(".", ",") if decimal_comma() else text
