"""Levels: what a decibel value means, and what it does not.

A level is the logarithm of a ratio (ISO 80000-3:2006, item 3-21 ff.; NIST SP 811, 8.7). For a power
quantity L = 10 lg(P/P₀) dB; for a field (root-power) quantity such as a voltage
L = 20 lg(U/U₀) dB, which is the same number when P is proportional to U². Levels neither add nor
scale like their quantities: 0 dBm is not zero power, and twice 10 dBm is not 20 dBm. Every function
here says which of the two it means. Results carry 34 digits.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, NoReturn

from metrology.bounds import finite, not_negative, out_of_range, positive
from metrology.decimals import CONTEXT, from_fraction
from metrology.errors import Code
from metrology.quantities.units import UNITS, Unit, convert, to_coherent
from metrology.reasons import Reason, refusal

_TEN = Decimal(10)
_LN10 = CONTEXT.ln(_TEN)
DECIBELS_PER_NEPER = CONTEXT.divide(Decimal(20), _LN10)  # 1 Np = 20/ln 10 dB
_HIGHEST = 9000  # dB; beyond it no power is left to speak of


class _Reference(NamedTuple):
    """What a level unit is measured against, in the coherent unit."""

    quantities: tuple[str, ...]
    power: int  # 1: power quantity, 2: field quantity, squared before the logarithm
    value: Fraction  # the reference to that power


_VOLTAGES = ("voltage", "voltage_rms")
REFERENCES: Mapping[str, _Reference] = {
    "dBW": _Reference(("power",), 1, Fraction(1)),
    "dBm": _Reference(("power",), 1, Fraction(1, 10**3)),
    "dBuW": _Reference(("power",), 1, Fraction(1, 10**6)),
    # RMS voltages. dBu: the voltage that puts 1 mW into 600 Ω, √0.6 V.
    "dBV": _Reference(_VOLTAGES, 2, Fraction(1)),
    "dBmV": _Reference(_VOLTAGES, 2, Fraction(1, 10**6)),
    "dBuV": _Reference(_VOLTAGES, 2, Fraction(1, 10**12)),
    "dBu": _Reference(_VOLTAGES, 2, Fraction(3, 5)),
}


def power_ratio(level: Decimal) -> Decimal:
    """Give P/P₀ = 10^(L/10) of a power level L in dB."""
    _require_level(level)
    return CONTEXT.power(_TEN, CONTEXT.divide(level, _TEN))


def field_ratio(level: Decimal) -> Decimal:
    """Give F/F₀ = 10^(L/20) of a field (root-power) level L in dB: 20 dB is ten times."""
    _require_level(level)
    return CONTEXT.power(_TEN, CONTEXT.divide(level, Decimal(20)))


def power_ratio_level(ratio: Decimal) -> Decimal:
    """Give L = 10 lg(P/P₀) in dB. Raises `out_of_range` for a ratio that is not positive."""
    positive("ratio", ratio)
    return CONTEXT.multiply(_TEN, CONTEXT.log10(ratio))


def field_ratio_level(ratio: Decimal) -> Decimal:
    """Give L = 20 lg(F/F₀) in dB. Raises `out_of_range` for a ratio that is not positive."""
    positive("ratio", ratio)
    return CONTEXT.multiply(Decimal(20), CONTEXT.log10(ratio))


def neper_to_decibel(level: Decimal) -> Decimal:
    """Give the level in dB of a level in Np: 1 Np = 20/ln 10 dB = 8.685… dB."""
    _require_level(level)
    return CONTEXT.multiply(level, DECIBELS_PER_NEPER)


def decibel_to_neper(level: Decimal) -> Decimal:
    """Give the level in Np of a level in dB: 1 dB = ln 10/20 Np."""
    _require_level(level)
    return CONTEXT.divide(CONTEXT.multiply(level, _LN10), Decimal(20))


def relative_power_uncertainty(u_level: Decimal) -> Decimal:
    """Give u(P)/P = (ln 10/10) u(L), first order: 0.1 dB is 2.30 % of the power.

    Raises `out_of_range` for a negative uncertainty.
    """
    not_negative("u", u_level)
    return CONTEXT.divide(CONTEXT.multiply(u_level, _LN10), _TEN)


def relative_field_uncertainty(u_level: Decimal) -> Decimal:
    """Give u(F)/F = (ln 10/20) u(L), first order: 0.1 dB is 1.15 % of the voltage.

    Raises `out_of_range` for a negative uncertainty.
    """
    return CONTEXT.divide(relative_power_uncertainty(u_level), Decimal(2))


def level_to_power(value: Decimal, level: Unit, target: Unit) -> Decimal:
    """Give the power or voltage (RMS) behind an absolute level: 30 dBm → 1 W, 20 dBV → 10 V.

    `level` is one of `REFERENCES`. Raises `no_conversion` for a level without a reference (plain
    dB) or a target of another quantity, `not_a_number`, `out_of_range`.
    """
    reference = REFERENCES.get(level.code)
    if reference is None or target.quantity not in reference.quantities:
        _refuse(level, target)
    squared = CONTEXT.multiply(power_ratio(value), from_fraction(reference.value))
    coherent = squared if reference.power == 1 else CONTEXT.sqrt(squared)
    return _plain(convert(coherent, _coherent(target), target))


def power_to_level(value: Decimal, source: Unit, level: Unit) -> Decimal:
    """Give the absolute level of a power or an RMS voltage: 50 mW → 16.989… dBm.

    Raises `no_conversion` as `level_to_power` does, `out_of_range` for values not above zero.
    """
    reference = REFERENCES.get(level.code)
    if reference is None or source.quantity not in reference.quantities:
        _refuse(source, level)
    ratio = to_coherent(value, source) ** reference.power / reference.value
    positive("ratio", value)
    return _plain(power_ratio_level(from_fraction(ratio)))


def convert_level(value: Decimal, source: Unit, target: Unit) -> Decimal:
    """Convert between a level and its quantity, two levels of one quantity, or Np and dB.

    Raises `no_conversion` for any other pair.
    """
    if source is target:
        return value
    if (source.code, target.code) == ("Np", "dB"):
        return _plain(neper_to_decibel(value))
    if (source.code, target.code) == ("dB", "Np"):
        return _plain(decibel_to_neper(value))
    if source.code in REFERENCES and target.code in REFERENCES:
        return _shifted(value, source, target)
    if target.code in REFERENCES:
        return power_to_level(value, source, target)
    return level_to_power(value, source, target)


def _shifted(value: Decimal, source: Unit, target: Unit) -> Decimal:
    """Move a level to another reference: dBm → dBW is −30 dB."""
    one, other = REFERENCES[source.code], REFERENCES[target.code]
    if one.quantities != other.quantities:
        _refuse(source, target)
    _require_level(value)
    return _plain(CONTEXT.add(value, power_ratio_level(from_fraction(one.value / other.value))))


def _coherent(unit: Unit) -> Unit:
    """Find the coherent unit of the same quantity."""
    return next(
        each
        for each in UNITS.values()
        if each.quantity == unit.quantity and each.factor == 1 and not each.offset
    )


def _plain(value: Decimal) -> Decimal:
    """Write whole results without exponent and fractions without trailing zeros."""
    if value == value.to_integral_value():
        return value.quantize(Decimal(1), context=CONTEXT)
    return value.normalize(CONTEXT)


def _refuse(source: Unit, target: Unit) -> NoReturn:
    raise refusal(Code.NO_CONVERSION, Reason.UNIT_LEVEL, found=source.symbol, target=target.symbol)


def _require_level(level: Decimal) -> None:
    if abs(finite("level", level)) > _HIGHEST:
        raise out_of_range("level", level, f"±{_HIGHEST} dB")
