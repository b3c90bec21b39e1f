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
_PARTS = re.compile(r"[;\n]+")
_ZEROS = re.compile(r"0[0-9]{2}(?:[.,][0-9]*)?")  # the end of a number with a blank in it
# Digits in threes with blanks between (ISO 80000-1, 7.3.1): "50 000 623", "0,019 661".
_BLANK = "[ \N{NO-BREAK SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}]"
_THREES = re.compile(
    rf"[-+]?(?:[0-9]{{1,3}}(?:{_BLANK}[0-9]{{3}})+(?:[.,][0-9]*)?"
    rf"|(?:[0-9]+|[0-9]{{1,3}}(?:{_BLANK}[0-9]{{3}})+)[.,][0-9]{{3}}(?:{_BLANK}[0-9]{{3}})*"
    rf"{_BLANK}[0-9]{{1,3}})"
)
_DIGITS = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_TOGETHER = 4  # four digits in a row stay together
_THIN = "\N{NARROW NO-BREAK SPACE}"


def decimal_comma() -> bool:
    """Whether the reader writes decimals with a comma."""
    return (get_language() or "vi").startswith("vi")


def read_number(text: str) -> str:
    """Give canonical digits, with a power of ten where one was written: "1,15e-5" → "1.15e-5".

    Either decimal sign is taken where only one reading is possible (`parse_number`); blanks may
    group digits in threes; a power is written e-5, ×10^-5 or ·10⁻⁵. Raises `blank`,
    `not_a_number`, `ambiguous_number`, `too_many_digits`, `out_of_range` for a power beyond ±300.
    """
    written = text.strip().translate(_SUPERSCRIPTS).replace("\N{MINUS SIGN}", "-")
    found = _POWER.fullmatch(written)
    if found is None:
        return parse_number(_together(text), decimal_comma=decimal_comma())
    power = int(found["power"])
    if abs(power) > _LARGEST_POWER:
        allowed = f"-{_LARGEST_POWER} … {_LARGEST_POWER}"
        raise MetrologyError(Code.OUT_OF_RANGE, name="10^", found=str(power), allowed=allowed)
    return f"{parse_number(_together(found['body']), decimal_comma=decimal_comma())}e{power}"


def read_share(text: str) -> str:
    """Give a part of the whole, written 0,95 or 95 %: "95 %" → "0.95"."""
    if not text.strip().endswith("%"):
        return read_number(text)
    return str(Decimal(read_number(text.strip().removesuffix("%"))).scaleb(-2))


def _together(text: str) -> str:
    """The same without the blanks of digits in threes; anything else as it is."""
    written = text.strip().replace("\N{MINUS SIGN}", "-")
    return re.sub(_BLANK, "", written) if _THREES.fullmatch(written) else text


def grouped(text: str) -> str:
    """A number for reading with its digits in threes: "50 000 838", "0,019 661 0"."""
    return _DIGITS.sub(lambda found: _in_threes(found[0]), text)


def _in_threes(digits: str) -> str:
    whole, mark, fraction = re.fullmatch(r"([0-9]+)([.,]?)([0-9]*)", digits).groups()  # type: ignore[union-attr]  # _DIGITS
    if len(whole) > _TOGETHER:
        whole = f"{int(whole):,}".replace(",", _THIN)
    if len(fraction) > _TOGETHER:
        fraction = _THIN.join(fraction[i : i + 3] for i in range(0, len(fraction), 3))
    return f"{whole}{mark}{fraction}"


def read_series(text: str) -> list[str]:
    """Observations, one after the other: separated by semicolons, blanks or lines.

    A blank that may group digits ("10 005") is asked back: it would be two observations as well.
    """
    several = ";" in text
    return [digits for part in _PARTS.split(text) for digits in _observed(part, several=several)]


def _observed(part: str, *, several: bool) -> list[str]:
    each = part.split()
    zeros = any(_ZEROS.fullmatch(digits) for digits in each[1:])
    if zeros or (several and _THREES.fullmatch(part.strip())):
        raise MetrologyError(
            Code.AMBIGUOUS_NUMBER, found=part.strip(), first="".join(each), second="; ".join(each)
        )
    return [read_number(digits) for digits in each]


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
    shown = (write_number(each) for each in values) if isinstance(values, list) else ()
    return "; ".join(each.replace(_THIN, "") for each in shown)


def _written(number: Decimal) -> str:
    """Plain where that is readable, else with a power of ten."""
    if not number or _LEAST_PLAIN <= number.adjusted() < _MOST_PLAIN:
        whole, mark, fraction = format(number, "f").partition(".")
        return f"{grouped(whole)}{mark}{fraction}"
    mantissa = number.scaleb(-number.adjusted())
    return f"{mantissa:f}e{number.adjusted()}"


def _mark(text: str) -> str:
    return text.replace(".", ",") if decimal_comma() else text
