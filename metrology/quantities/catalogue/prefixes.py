"""Decimal multiples of a unit: one line of the table instead of ten."""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from metrology.quantities.catalogue.row import Row


class _Prefix(NamedTuple):
    power: int
    symbol: str
    name_vi: str
    name_en: str


PREFIXES: Mapping[str, _Prefix] = {
    "f": _Prefix(-15, "f", "femtô", "femto"),
    "p": _Prefix(-12, "p", "picô", "pico"),
    "n": _Prefix(-9, "n", "nanô", "nano"),
    "u": _Prefix(-6, "µ", "micrô", "micro"),
    "m": _Prefix(-3, "m", "mili", "milli"),
    "c": _Prefix(-2, "c", "xenti", "centi"),
    "d": _Prefix(-1, "d", "đêxi", "deci"),
    "h": _Prefix(2, "h", "hectô", "hecto"),
    "k": _Prefix(3, "k", "kilô", "kilo"),
    "M": _Prefix(6, "M", "mêga", "mega"),
    "G": _Prefix(9, "G", "giga", "giga"),
    "T": _Prefix(12, "T", "tera", "tera"),
}


def prefixed(prefixes: str, row: Row) -> tuple[Row, ...]:
    """Give the rows of a unit with these prefixes: `prefixed("m k", Row("V", …))` → mV, kV.

    The prefix stands before the whole unit, so it works for "V/m" too. The aliases are prefixed
    with the letter of the code.
    """
    return tuple(_with(letter, row) for letter in prefixes.split())


def _with(letter: str, row: Row) -> Row:
    prefix = PREFIXES[letter]
    return row._replace(
        code=letter + row.code,
        symbol=prefix.symbol + row.symbol,
        name_vi=prefix.name_vi + row.name_vi,
        name_en=prefix.name_en + row.name_en,
        factor=Fraction(row.factor) * Fraction(10) ** prefix.power,
        pint=row.pint and prefix.name_en + row.pint,
        dsi=row.dsi and f"\\{prefix.name_en}{row.dsi}",
        aliases=tuple(letter + alias for alias in row.aliases),
    )
