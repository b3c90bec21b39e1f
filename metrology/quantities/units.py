"""Units of measurement: a closed catalogue, found by name and converted exactly.

User text is only ever looked up in a dictionary; it never reaches a parser. Conversions go
through `Fraction`, so no digit is invented or lost on the way.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from types import MappingProxyType
from typing import NoReturn

from metrology.errors import Code, MetrologyError
from metrology.quantities.catalogue import FOREIGN, TABLE
from metrology.quantities.catalogue.ambiguous import AMBIGUOUS, HOMONYMS
from metrology.quantities.catalogue.printed import PRINTED
from metrology.quantities.catalogue.quantities import NAMES, SHARES_UNITS_WITH
from metrology.quantities.catalogue.row import Kind, Row
from metrology.quantities.converting import Converter
from metrology.quantities.spelling import key_of, name_key
from metrology.reasons import Reason, refusal

_SUGGESTIONS = 5
_OF_A_WAVEFORM = {"voltage", "voltage_peak_to_peak", "voltage_peak", "voltage_rms"}
_NAME_AND_SYMBOL = re.compile(r"(.+) \((.+)\)")
_PLAIN = re.compile("[A-Za-z][A-Za-z0-9_]*")


@dataclass(frozen=True, eq=False)
class Unit:
    """A unit of the catalogue (VIM 1.9). There is one object per unit, also after pickling.

    `factor` and `offset` are exact: value in the coherent unit of `quantity` = value × factor +
    offset. `kind` says what may be done with values: "ratio" has a true zero, "interval" has an
    agreed one (°C), "difference" is a step between two points, "scale" is a reference scale with
    no conversion (pH, HRC, dB), "count" counts things. `symbol` is for people and is not unique
    (a difference of 1 °C prints as "°C"); `code` is for machines and is. `pint` serves the tests;
    `dsi` is the D-SI form of the digital certificate, None where D-SI has no such unit. `offered`
    is False for units that are understood but not put before people to choose (acre, darcy).
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
    offered: bool = True

    def __reduce__(self) -> tuple[object, ...]:
        """Come back from a pickle or a copy as the one object."""
        return (_by_code, (self.code,))

    def __str__(self) -> str:
        """Give the code, the form the API speaks."""
        return self.code


def _by_code(code: str) -> Unit:
    return UNITS[code]


def _unit(quantity: str, row: Row, *, offered: bool) -> Unit:
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
        offered=offered,
    )


UNITS: Mapping[str, Unit] = MappingProxyType(
    {
        row.code: _unit(quantity, row, offered=table is TABLE)
        for table in (TABLE, FOREIGN)
        for quantity, rows in table.items()
        for row in rows
    }
)


def _spellings(unit: Unit) -> Iterator[str]:
    yield unit.code
    if unit.kind != "difference":
        yield unit.symbol
    yield from unit.aliases


@cache
def _by_spelling() -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for unit in UNITS.values():
        for key in {key_of(spelling) for spelling in _spellings(unit)}:
            if found.setdefault(key, unit) is not unit:
                message = f"{key!r} names both {found[key].code} and {unit.code}"
                raise RuntimeError(message)
    return found


@cache
def _by_name() -> dict[str, Unit]:
    """Full names, then names as tables print them, then those of the registry of the tests."""
    found: dict[str, Unit] = {}
    for unit in UNITS.values():
        for name in (unit.name_en, unit.name_vi):
            found.setdefault(name_key(name), unit)
    for name, code in PRINTED.items():
        found.setdefault(name_key(name), UNITS[code])
    several = _several()
    for unit in UNITS.values():
        key = name_key(unit.pint or "")
        if _PLAIN.fullmatch(unit.pint or "") and key not in several:
            found.setdefault(key, unit)
    return found


@cache
def _several() -> dict[str, tuple[Unit, ...]]:
    return {
        name_key(name): tuple(UNITS[code] for code in codes) for name, codes in AMBIGUOUS.items()
    }


@cache
def _homonyms() -> dict[str, tuple[Unit, ...]]:
    return {
        name_key(name): tuple(UNITS[code] for code in codes) for name, codes in HOMONYMS.items()
    }


@lru_cache(maxsize=4096)
def find_unit(text: str) -> Unit:
    """Find a unit by code, symbol, alias or full name (vi, en; names in any case).

    Spelling variants count as one: "kgf/cm²" = "kgf/cm2", "N·m" = "N.m", µ of either kind,
    spaces at the ends, "_" and a space. "°C" is the temperature; the difference is "delta_degC".

    Raises `ambiguous_unit` for a name of several units ("gal", "ton", "mil") with the codes to
    choose among, `unknown_unit` with close spellings in `allowed`.
    """
    key = key_of(text)
    name = name_key(text)
    unit = _by_spelling().get(key) or _by_name().get(name) or _with_symbol(key)
    if unit is not None:
        return unit
    several = _several().get(name)
    if several is not None:
        raise ambiguous(text, several)
    raise MetrologyError(Code.UNKNOWN_UNIT, found=text.strip(), allowed=_close_to(key))


def _with_symbol(key: str) -> Unit | None:
    """Read "foot (ft)": a name with its own symbol behind, as NIST SP 811 prints it."""
    found = _NAME_AND_SYMBOL.fullmatch(key)
    if found is None:
        return None
    unit = _by_name().get(name_key(found[1]))
    symbol = found[2].replace(" · ", "·")
    several = _several().get(name_key(symbol), ())
    return unit if unit and unit in (_by_spelling().get(symbol), *several) else None


def has_namesakes(text: str) -> bool:
    """Whether the name belongs to several units, or to one and where the quantity shows it more."""
    name = name_key(text)
    return name in _several() or name in _homonyms()


@lru_cache(maxsize=4096)
def meanings(text: str) -> tuple[Unit, ...]:
    """Give every unit a name may stand for: of "minute" that of time, then that of angle.

    For who knows what is meant: a quantity, or the unit to convert to. Raises `unknown_unit`.
    """
    name = name_key(text)
    try:
        unit = find_unit(text)
    except MetrologyError as refused:
        if refused.code == Code.AMBIGUOUS_UNIT:
            return _several()[name]
        raise
    homonyms = _homonyms().get(name, ())
    return homonyms if unit in homonyms else (unit,)


def ambiguous(text: str, units: Iterable[Unit]) -> MetrologyError:
    """Ask which: `allowed` has the codes, the sentence also the full names."""
    return MetrologyError(
        Code.AMBIGUOUS_UNIT,
        found=text.strip(),
        allowed=", ".join(unit.code for unit in units),
        named="; ".join(code_and_name(unit, "en") for unit in units),
    )


def code_and_name(unit: Unit, lang: str) -> str:
    """Give "gal_us (gallon, US liquid)", in "vi" or "en" (any other language gets English)."""
    name = unit.name_vi if lang == "vi" else unit.name_en
    return f"{unit.code} ({name.replace(' (', ', ').replace('(', '').replace(')', '')})"


def find_unit_of(text: str, quantity: str) -> Unit:
    """Find a unit of one quantity: `find_unit`, with the quantity to narrow the choice.

    A name of several units is accepted where only one of them is of this quantity ("mil" of a
    length). Raises `unknown_unit` and `ambiguous_unit` with units of the quantity in `allowed`,
    nearest first, `wrong_quantity`, `unknown_name`.
    """
    base = base_quantity(quantity)
    try:
        found = meanings(text)
    except MetrologyError as refused:
        near = _nearest(key_of(text), base)
        allowed = ", ".join(unit.symbol for unit in near)
        raise MetrologyError(Code.UNKNOWN_UNIT, found=text.strip(), allowed=allowed) from refused
    if len(found) == 1:
        require_quantity(found[0], quantity)
        return found[0]
    return _only_one(text, found, quantity)


def _only_one(text: str, units: tuple[Unit, ...], quantity: str) -> Unit:
    fitting = tuple(unit for unit in units if unit.quantity == base_quantity(quantity))
    if len(fitting) == 1:
        return fitting[0]
    if name_key(text) in _homonyms():
        require_quantity(find_unit(text), quantity)
    raise ambiguous(text, fitting or units)


def _nearest(key: str, quantity: str) -> list[Unit]:
    """Order the units of a quantity by likeness to a spelling."""
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(b=key.casefold()[:40])

    def likeness(unit: Unit) -> float:
        spellings = {spelling.casefold() for spelling in _spellings(unit)}
        ratios = []
        for spelling in spellings:
            matcher.set_seq1(spelling)
            ratios.append(matcher.ratio())
        return -max(ratios)

    return sorted(units_of(quantity), key=likeness)[:_SUGGESTIONS]


@cache
def _by_lower() -> dict[str, list[Unit]]:
    found: dict[str, list[Unit]] = {}
    for spelling, unit in _by_spelling().items():
        found.setdefault(spelling.casefold(), []).append(unit)
    return found


def _close_to(key: str) -> str:
    """Suggest units whose spelling differs only in case, or little; offered ones first."""
    # Only a mistaken name needs it.
    from difflib import get_close_matches

    known = _by_lower()
    spellings = get_close_matches(key.casefold()[:40], [*known], 2 * _SUGGESTIONS, cutoff=0.6)
    units = [unit for spelling in spellings for unit in known[spelling]]
    units.sort(key=lambda unit: not unit.offered)
    return ", ".join([*dict.fromkeys(unit.symbol for unit in units)][:_SUGGESTIONS]) or "–"


def base_quantity(quantity: str) -> str:
    """Give the quantity whose units a kind of quantity uses: gauge_pressure → pressure.

    Raises `unknown_name` for a quantity outside the catalogue.
    """
    if quantity not in NAMES:
        raise MetrologyError(Code.UNKNOWN_NAME, found=quantity, allowed=", ".join(sorted(NAMES)))
    return SHARES_UNITS_WITH.get(quantity, quantity)


def units_of(quantity: str) -> tuple[Unit, ...]:
    """List the units offered for a quantity, catalogue order. Raises `unknown_name`.

    A quantity that has none to offer lists all it has.
    """
    base = base_quantity(quantity)
    return _offered().get(base) or tuple(u for u in UNITS.values() if u.quantity == base)


@cache
def _offered() -> dict[str, tuple[Unit, ...]]:
    found: dict[str, list[Unit]] = {}
    for unit in UNITS.values():
        if unit.offered:
            found.setdefault(unit.quantity, []).append(unit)
    return {quantity: tuple(units) for quantity, units in found.items()}


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
            found=_told_apart(unit),
            found_quantity=unit.quantity,
            allowed=", ".join(_told_apart(each) for each in units_of(quantity)),
        )


def _told_apart(unit: Unit) -> str:
    """Name a unit in an error: a difference by its code, its symbol is that of the point."""
    return unit.code if unit.kind == "difference" else unit.symbol


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


@lru_cache(maxsize=4096)
def converter(source: Unit, target: Unit) -> Converter:
    """Prepare the conversion between two units of one quantity; made once per pair.

    Raises `wrong_quantity` across quantities (so also between a temperature and a difference),
    `no_conversion` between reference scales (VIM 1.27) and between peak-to-peak, peak and RMS.
    """
    if source is target:
        return Converter(Fraction(1), Fraction(0), same=True)
    if {source.quantity, target.quantity} <= _OF_A_WAVEFORM and source.quantity != target.quantity:
        _refuse(source, target, Reason.UNIT_WAVEFORM)
    require_quantity(source, target.quantity)
    if "scale" in (source.kind, target.kind):
        _refuse(source, target, Reason.UNIT_SCALE)
    return Converter(source.factor / target.factor, (source.offset - target.offset) / target.factor)


def _refuse(source: Unit, target: Unit, why: Reason) -> NoReturn:
    raise refusal(Code.NO_CONVERSION, why, found=source.symbol, target=target.symbol)


def convert(value: Decimal, source: Unit, target: Unit) -> Decimal:
    """Convert a value; exact, or to 34 significant digits where no finite decimal exists.

    The value comes back unchanged, trailing zeros kept, when both units are the same.

    Raises what `converter` raises, and `not_a_number` for NaN and infinities.
    """
    return converter(source, target).exact(value)
