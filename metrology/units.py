"""Units of measurement: a closed catalogue, found by name and converted exactly.

User text is only ever looked up in a dictionary; it never reaches a parser. Conversions go
through `Fraction`, so no digit is invented or lost on the way.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from metrology.catalogue import TABLE
from metrology.catalogue.quantities import NAMES, SHARES_UNITS_WITH
from metrology.catalogue.row import Kind, Row
from metrology.decimals import from_fraction
from metrology.errors import Code, MetrologyError

_SUGGESTIONS = 5
# Characters that people and keyboards use for one another. NFC settles Ω and K by itself.
_LOOKALIKES = str.maketrans(
    {
        "\N{GREEK SMALL LETTER MU}": "\N{MICRO SIGN}",
        "\N{MASCULINE ORDINAL INDICATOR}": "°",
        "\N{RING ABOVE}": "°",
        "\N{MINUS SIGN}": "-",
        "\N{DOT OPERATOR}": "·",
        "\N{BULLET OPERATOR}": "·",
        "*": "·",
        ".": "·",
        "\N{SUPERSCRIPT MINUS}": "-",
        "\N{SUPERSCRIPT ONE}": "1",
        "\N{SUPERSCRIPT TWO}": "2",
        "\N{SUPERSCRIPT THREE}": "3",
        "\N{SUPERSCRIPT SIX}": "6",
        "\N{SUBSCRIPT TWO}": "2",
    }
)
_CARET = re.compile(r"\^(?=-?[0-9])")


@dataclass(frozen=True)
class Unit:
    """A unit of the catalogue (VIM 1.9).

    `factor` and `offset` are exact: value in the coherent unit of `quantity` = value × factor +
    offset. `kind` says what may be done with values: "ratio" has a true zero, "interval" has an
    agreed one (°C), "difference" is a step between two points, "scale" is a reference scale with
    no conversion (pH, HRC, dB), "count" counts things. `symbol` is for people and is not unique
    (a difference of 1 °C prints as "°C"); `code` is for machines and is. `pint` serves the tests;
    `dsi` is the D-SI form of the digital certificate, None where D-SI has no such unit.
    """

    code: str
    symbol: str
    name_vi: str
    name_en: str
    quantity: str
    factor: Fraction
    offset: Fraction
    aliases: tuple[str, ...]
    kind: Kind
    pint: str | None
    dsi: str | None

    def __str__(self) -> str:
        """Give the code, the form the API speaks."""
        return self.code


def _unit(quantity: str, row: Row) -> Unit:
    return Unit(
        code=row.code,
        symbol=row.symbol,
        name_vi=row.name_vi,
        name_en=row.name_en,
        quantity=quantity,
        factor=Fraction(row.factor),
        offset=Fraction(row.offset),
        aliases=row.aliases,
        kind=row.kind,
        pint=row.pint,
        dsi=row.dsi,
    )


UNITS: Mapping[str, Unit] = MappingProxyType(
    {row.code: _unit(quantity, row) for quantity, rows in TABLE.items() for row in rows}
)


def _key(text: str) -> str:
    """Reduce a spelling to what identifies the unit; case stays, mPa is not MPa."""
    plain = unicodedata.normalize("NFC", text).translate(_LOOKALIKES)
    return " ".join(_CARET.sub("", plain).split())


def _spellings(unit: Unit) -> Iterator[str]:
    yield unit.code
    if unit.kind != "difference":
        yield unit.symbol
    yield from unit.aliases


def _index() -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for unit in UNITS.values():
        for key in {_key(spelling) for spelling in _spellings(unit)}:
            if found.setdefault(key, unit) is not unit:
                message = f"{key!r} names both {found[key].code} and {unit.code}"
                raise RuntimeError(message)
    return found


_BY_SPELLING = _index()
_BY_NAME = {
    _key(name).casefold(): unit
    for unit in reversed(list(UNITS.values()))
    for name in (unit.name_en, unit.name_vi)
}


def find_unit(text: str) -> Unit:
    """Find a unit by code, symbol, alias or full name (vi, en; names in any case).

    Spelling variants count as one: "kgf/cm²" = "kgf/cm2", "N·m" = "N.m", µ of either kind,
    spaces at the ends. "°C" is the temperature; the difference is "delta_degC".

    Raises `unknown_unit` with close spellings in `allowed`.
    """
    key = _key(text)
    unit = _BY_SPELLING.get(key) or _BY_NAME.get(key.casefold())
    if unit is None:
        raise MetrologyError(Code.UNKNOWN_UNIT, found=text.strip(), allowed=_close_to(key))
    return unit


def _close_to(key: str) -> str:
    """Suggest units whose spelling differs little or only in case."""
    by_lower = {spelling.casefold(): unit for spelling, unit in _BY_SPELLING.items()}
    close = difflib.get_close_matches(key.casefold()[:40], [*by_lower], _SUGGESTIONS, cutoff=0.6)
    return ", ".join(dict.fromkeys(by_lower[spelling].symbol for spelling in close)) or "–"


def base_quantity(quantity: str) -> str:
    """Give the quantity whose units a kind of quantity uses: gauge_pressure → pressure.

    Raises `unknown_name` for a quantity outside the catalogue.
    """
    if quantity not in NAMES:
        raise MetrologyError(Code.UNKNOWN_NAME, found=quantity, allowed=", ".join(sorted(NAMES)))
    return SHARES_UNITS_WITH.get(quantity, quantity)


def units_of(quantity: str) -> tuple[Unit, ...]:
    """List the units a quantity may be given in, catalogue order. Raises `unknown_name`."""
    base = base_quantity(quantity)
    return tuple(unit for unit in UNITS.values() if unit.quantity == base)


def quantity_name(quantity: str, lang: str) -> str:
    """Name a quantity in "vi" or "en" (any other language gets English). Raises `unknown_name`."""
    base_quantity(quantity)
    vietnamese, english = NAMES[quantity]
    return vietnamese if lang == "vi" else english


def require_quantity(unit: Unit, quantity: str) -> None:
    """Refuse a unit that does not belong to the quantity: `wrong_quantity` names both."""
    if unit.quantity != base_quantity(quantity):
        raise MetrologyError(
            Code.WRONG_QUANTITY,
            found=unit.symbol,
            found_quantity=unit.quantity,
            allowed=", ".join(each.symbol for each in units_of(quantity)),
        )


def difference_unit(unit: Unit) -> Unit:
    """Give the unit for errors, corrections and uncertainties of values in `unit`.

    An error of 0.2 °C is a temperature difference (0.2 K, never 273.35 K); for every unit that is
    not a point on a temperature scale it is the unit itself. Degrees Rankine share °F's step.
    """
    if unit.quantity != "temperature":
        return unit
    return UNITS["delta_degF" if unit.code == "degR" else f"delta_{unit.code}"]


def to_coherent(value: Decimal, unit: Unit) -> Fraction:
    """Express a value exactly in the coherent unit of its quantity. Raises `not_a_number`."""
    if not value.is_finite():
        raise MetrologyError(Code.NOT_A_NUMBER, found=str(value))
    return Fraction(value) * unit.factor + unit.offset


def convert(value: Decimal, source: Unit, target: Unit) -> Decimal:
    """Convert a value; exact, or to 34 significant digits where no finite decimal exists.

    The value comes back unchanged, trailing zeros kept, when both units are the same.

    Raises `wrong_quantity` across quantities (so also between a temperature and a difference),
    `no_conversion` between reference scales (VIM 1.27), `not_a_number` for NaN and infinities.
    """
    if not value.is_finite():
        raise MetrologyError(Code.NOT_A_NUMBER, found=str(value))
    if source == target:
        return value
    require_quantity(source, target.quantity)
    if "scale" in (source.kind, target.kind):
        raise MetrologyError(
            Code.NO_CONVERSION,
            found=source.symbol,
            target=target.symbol,
            reason="a reference scale has no conversion factor",
        )
    return from_fraction((to_coherent(value, source) - target.offset) / target.factor)
