r"""D-SI unit texts of others to the units of our catalogue, however they are put together.

`\kilogram\metre\tothe{2}\ampere\tothe{-2}\second\tothe{-3}` is the ohm, and `\metre\per\second`
is `\metre\second\tothe{-1}`. A text that the catalogue has no unit for stays as it is written.
"""

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cache, lru_cache

from metrology.errors import MetrologyError
from metrology.quantities.units import UNITS, Unit, meanings

Powers = tuple[tuple[str, Fraction], ...]
_TOKEN = re.compile(r"\\([A-Za-z]+)(?:\{([^{}]*)\})?")
_PREFIXES: Mapping[str, int] = {
    "quetta": 30, "ronna": 27, "yotta": 24, "zetta": 21, "exa": 18, "peta": 15, "tera": 12,
    "giga": 9, "mega": 6, "kilo": 3, "hecto": 2, "deca": 1, "deci": -1, "centi": -2, "milli": -3,
    "micro": -6, "nano": -9, "pico": -12, "femto": -15, "atto": -18, "zepto": -21, "yocto": -24,
    "ronto": -27, "quecto": -30,
}  # fmt: skip
# What a unit with a name of its own is made of, as "factor bases"; the factor is exact.
_MADE_OF: Mapping[str, str] = {
    "gram": "1/1000 kg", "tonne": "1000 kg", "litre": "1/1000 m3", "hertz": "1 s-1",
    "becquerel": "1 s-1", "newton": "1 kg.m.s-2", "pascal": "1 kg.m-1.s-2",
    "joule": "1 kg.m2.s-2", "watt": "1 kg.m2.s-3", "coulomb": "1 A.s", "volt": "1 kg.m2.s-3.A-1",
    "farad": "1 kg-1.m-2.s4.A2", "ohm": "1 kg.m2.s-3.A-2", "siemens": "1 kg-1.m-2.s3.A2",
    "weber": "1 kg.m2.s-2.A-1", "tesla": "1 kg.s-2.A-1", "henry": "1 kg.m2.s-2.A-2",
    "lumen": "1 cd", "lux": "1 cd.m-2", "gray": "1 m2.s-2", "sievert": "1 m2.s-2",
    "katal": "1 mol.s-1", "bar": "100000 kg.m-1.s-2", "minute": "60 s", "hour": "3600 s",
    "day": "86400 s", "metre": "1 m", "kilogram": "1 kg", "second": "1 s", "ampere": "1 A",
    "kelvin": "1 K", "mole": "1 mol", "candela": "1 cd", "one": "1 ", "percent": "1/100 ",
    "ppm": "1/1000000 ", "hectare": "10000 m2",
}  # fmt: skip
_NO_PREFIX = frozenset(
    {"kilogram", "minute", "hour", "day", "hectare", "one", "percent", "ppm", "degreecelsius"}
)
_SAME: Mapping[str, str] = {"mmhg": "mmHg", "meter": "metre", "liter": "litre", "celsius": ""}
_BASE = re.compile(r"([A-Za-z]+)(-?[0-9]+)?")


class NotDsi(ValueError):
    """A text that is no unit of the D-SI."""


def units_of(text: str) -> tuple[Unit, ...]:
    r"""The units of the catalogue that a D-SI text can be, the likeliest first; () for none.

    `|psi` is looked up by its name. `\kelvin` is a temperature, and a difference of two.
    """
    return _units_of(text.strip())


@lru_cache(maxsize=2048)
def _units_of(text: str) -> tuple[Unit, ...]:
    if text.startswith("|"):
        return _named(text[1:])
    try:
        terms = terms_of(text)
        same = _by_terms().get(_canonical(terms), ())
        return same or _by_size().get(_size(terms), ())
    except NotDsi:
        return ()


def is_deprecated(text: str) -> bool:
    """Whether the text uses what newer D-SI no longer has."""
    return "\\per" in text.replace("\\percent", "")


def _named(name: str) -> tuple[Unit, ...]:
    try:
        return meanings(name)
    except MetrologyError:
        return ()


def terms_of(text: str) -> Powers:
    """The factors of a D-SI text as ("prefix unit", exponent). Raises NotDsi."""
    found: list[tuple[str, Fraction]] = []
    prefix, sign, at = "", 1, 0
    for match in _TOKEN.finditer(text):
        if match.start() != at:
            raise NotDsi(text)
        at, name, argument = match.end(), match[1], match[2]
        if name == "tothe":
            _raise_last(found, argument, text)
        elif name == "per":
            sign = -1
        elif name in _PREFIXES and not prefix:
            prefix = name
        else:
            found.append((f"{prefix} {_SAME.get(name, name)}".strip(), Fraction(sign)))
            prefix, sign = "", 1
    if at != len(text) or prefix or not found:
        raise NotDsi(text)
    return tuple(found)


def _raise_last(found: list[tuple[str, Fraction]], argument: str | None, text: str) -> None:
    if not found or argument is None:
        raise NotDsi(text)
    try:
        power = Fraction(argument.replace("_", "/"))
    except (ValueError, ZeroDivisionError) as error:
        raise NotDsi(text) from error
    name, sign = found[-1]
    found[-1] = (name, sign * power)


def _canonical(terms: Powers) -> Powers:
    total: dict[str, Fraction] = {}
    for name, power in terms:
        total[name] = total.get(name, Fraction(0)) + power
    return tuple(sorted(item for item in total.items() if item[1]))


def _size(terms: Powers) -> tuple[Fraction, Powers]:
    """The exact factor to SI base units and their exponents. Raises NotDsi."""
    factor, bases = Fraction(1), list[tuple[str, Fraction]]()
    for name, power in terms:
        prefix, _blank, unit = name.rpartition(" ")
        made = _MADE_OF.get(unit)
        if made is None or power.denominator != 1 or (prefix and unit in _NO_PREFIX):
            raise NotDsi(name)
        size, _blank, product = made.partition(" ")
        whole = Fraction(size) * Fraction(10) ** (_PREFIXES[prefix] if prefix else 0)
        factor *= whole ** int(power)
        for base, exponent in _BASE.findall(product):
            bases.append((base, power * int(exponent or 1)))
    return factor, _canonical(tuple(bases))


def _written() -> Iterable[tuple[Unit, Powers]]:
    for unit in UNITS.values():
        if unit.dsi:
            yield unit, terms_of(unit.dsi)


@cache
def _by_terms() -> dict[Powers, tuple[Unit, ...]]:
    """Units by what their own D-SI form says."""
    found: dict[Powers, tuple[Unit, ...]] = {}
    for unit, terms in _written():
        key = _canonical(terms)
        found[key] = _likeliest((*found.get(key, ()), unit))
    return found


@cache
def _by_size() -> dict[tuple[Fraction, Powers], tuple[Unit, ...]]:
    """Units by their size in base units: for texts that are put together another way."""
    found: dict[tuple[Fraction, Powers], tuple[Unit, ...]] = {}
    for unit, terms in _written():
        try:
            key = _size(terms)
        except NotDsi:
            continue
        found[key] = _likeliest((*found.get(key, ()), unit))
    return found


_PLAIN = ("1", "%", "K", "A", "S", "dB", "Hz", "r/s", "N.m", "J", "1/m")


def _likeliest(units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """Plain units before special ones, points of a scale before differences."""
    return tuple(sorted(units, key=lambda unit: (unit.code not in _PLAIN, unit.kind != "ratio")))
