"""A conversion as people ask for it: a value and two units as text, one exact answer.

Units of the catalogue convert within their quantity; levels through their reference; a compound
unit ("J/(kg*K)") through its dimension.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import NoReturn

from metrology.decimals import from_fraction
from metrology.errors import Code, MetrologyError
from metrology.quantities.dimensions import dimension_of
from metrology.quantities.levels import REFERENCES, convert_level
from metrology.quantities.readings import parse_value
from metrology.quantities.turning import TURNING, has_angle
from metrology.quantities.unit_terms import UnitTerm, parse_unit_term, term_of
from metrology.quantities.units import (
    Unit,
    ambiguous,
    converter,
    difference_unit,
    has_namesakes,
    meanings,
    require_quantity,
)
from metrology.reasons import Reason, refusal

_LEVELS = {*REFERENCES, "Np"}
_PER_SECOND = dimension_of("s-1")


@dataclass(frozen=True)
class Conversion:
    """The answer: `digits` in plain notation, the units as they were understood.

    `exact` says that no digit was rounded off; otherwise there are 34 significant digits.
    `source` and `target` are catalogue codes, or the compound texts as written.
    """

    digits: str
    exact: bool
    source: str
    target: str


def convert_text(
    value: str, source: str, target: str, *, interval: bool = False, decimal_comma: bool = False
) -> Conversion:
    """Convert "10.05" from "bar" to "kPa".

    With `interval`, °C, °F and K are steps on their scale, not temperatures: 0.5 °C is 0.5 K.
    Beside a difference (delta_degC) K is one too; °C never is. A name of several units is the one
    that fits the other unit, where one alone does: a "minute" is an angle to the rad.

    Raises `blank`, `not_a_number`, `ambiguous_number`, `too_many_digits` for the value;
    `unknown_unit`, `ambiguous_unit`, `bad_expression` for a unit; `wrong_quantity`,
    `wrong_dimension`, `no_conversion`, `out_of_range` for the pair.
    """
    number = parse_value(value, decimal_comma=decimal_comma)
    one, other = understood(source, target)
    if one.unit is not None and other.unit is not None:
        return _within_the_catalogue(number, one.unit, other.unit, interval=interval)
    return _across_dimensions(number, one, other, interval=interval)


def understood(source: str, target: str) -> tuple[UnitTerm, UnitTerm]:
    """Give what two units mean beside each other: a "minute" is an angle to the rad.

    Turns beside an angle are 2π rad each: 60 rpm are 6.28 rad/s and 360 °/s, and beside s⁻¹ one
    turn per second. A frequency beside an angle is refused: Hz does not say of what.

    Raises what `parse_unit_term` raises; `ambiguous_unit` names what the other unit leaves.
    """
    one, other = _fitting(source, target)
    return _with_turns(one, beside=other), _with_turns(other, beside=one)


def _fitting(source: str, target: str) -> tuple[UnitTerm, UnitTerm]:
    pairs = [
        (one, other)
        for one in _readings(source)
        for other in _readings(target)
        if one.dimension == other.dimension
    ]
    if len(pairs) == 1:
        return pairs[0]
    # Several pairs or none: the name is taken as it is, and asked back where it is nobody's.
    return (
        _as_it_is(source, [one for one, _ in pairs]),
        _as_it_is(target, [other for _, other in pairs]),
    )


def _as_it_is(text: str, fitting: Sequence[UnitTerm]) -> UnitTerm:
    try:
        return parse_unit_term(text)
    except MetrologyError as refused:
        units = dict.fromkeys(each.unit for each in fitting if each.unit is not None)
        if refused.code == Code.AMBIGUOUS_UNIT and units:
            raise ambiguous(text, units) from refused
        raise


def _readings(text: str) -> list[UnitTerm]:
    found = meanings(text) if has_namesakes(text) else ()
    return [term_of(unit) for unit in found] if len(found) > 1 else [parse_unit_term(text)]


def _with_turns(term: UnitTerm, *, beside: UnitTerm) -> UnitTerm:
    """Write the turns of a unit as angles where the other one has angles and it has none."""
    if term.dimension != beside.dimension or has_angle(term) or not has_angle(beside):
        return term
    if term.unit is not None:
        if term.dimension == _PER_SECOND:
            require_quantity(term.unit, "rotational_speed")
        turned = TURNING.get(term.unit.code, "")
    else:
        turned = re.sub(r"\brpm\b", TURNING["rpm"], term.text)
    return replace(parse_unit_term(turned), text=term.text) if turned else term


def _within_the_catalogue(
    number: Decimal, source: Unit, target: Unit, *, interval: bool
) -> Conversion:
    if interval or "difference" in (source.kind, target.kind):
        source, target = _step(source, anyway=interval), _step(target, anyway=interval)
    if source is not target and _LEVELS & {source.code, target.code} and not interval:
        got = convert_level(number, source, target)
        return Conversion(f"{got:f}", exact=False, source=source.code, target=target.code)
    made = converter(source, target)
    got = made.exact(number)
    exact = Fraction(got) == Fraction(number) * made.factor + made.offset
    return Conversion(f"{got:f}", exact=exact, source=source.code, target=target.code)


def _step(unit: Unit, *, anyway: bool) -> Unit:
    """Take K beside a difference for the step it must be; °C stays a temperature, and is refused.

    `anyway` takes every temperature for a step.
    """
    return difference_unit(unit) if anyway or unit.kind == "ratio" else unit


def _across_dimensions(
    number: Decimal, source: UnitTerm, target: UnitTerm, *, interval: bool
) -> Conversion:
    if source.dimension != target.dimension:
        dimensions = {"part": str(source.dimension), "other": str(target.dimension)}
        _refuse(source, target, Reason.UNIT_DIMENSIONS, **dimensions)
    if not interval and "point" in (source.kind, target.kind):
        _refuse(source, target, Reason.UNIT_COMPOUND_POINT)
    exact = Fraction(number) * source.factor / target.factor
    got = from_fraction(exact)
    return Conversion(f"{got:f}", Fraction(got) == exact, source.text.strip(), target.text.strip())


def _refuse(source: UnitTerm, target: UnitTerm, why: Reason, **params: str) -> NoReturn:
    names = {"found": source.text.strip(), "name": target.text.strip()}
    raise refusal(Code.WRONG_DIMENSION, why, **names, **params)
