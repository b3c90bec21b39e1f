"""Conversions that are not a factor: temperatures, levels, gauge pressure, conventional mass."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from metrology.decimals import to_decimal
from metrology.quantities.levels import convert_level, field_ratio, relative_power_uncertainty
from metrology.quantities.pressure import absolute_from_gauge, gauge_from_absolute
from metrology.quantities.units import Unit
from metrology.quantities.weighing import conventional_from_mass, mass_from_conventional
from metrology.strict_json import number, text
from metrology.validation.cases import Case, unknown_field
from metrology.validation.kind import Answers, Kind, Question, word
from metrology.validation.unit_words import conversion, unit

Way = Callable[[Decimal, str, str], Decimal]

_FIELD_RATIO = "dB (field quantity ratio)"
_SMALL = ("dB (small uncertainty)", "relative power")
_GAUGE = re.compile(r"(?P<unit>\S+) gauge at (?P<value>\S+) (?P<of>\S+) ambient")
_ABSOLUTE = re.compile(r"(?P<unit>\S+) absolute(?: at (?P<value>\S+) (?P<of>\S+) ambient)?")
_MASS = re.compile(r"(?P<unit>\S+) mass, density (?P<density>\S+) kg/m\^3")
_CONVENTIONAL = re.compile(
    r"(?P<unit>\S+) conventional mass(?:, density (?P<density>\S+) kg/m\^3)?"
)


def prepare(case: Case) -> Answers:
    """Convert once, the way the kind of the transform says."""
    kind = word(case.given["kind"], "kind", _WAYS)
    value = to_decimal(number(case.given["value"], "from.value"))
    source, target = (text(case.given[side], side) for side in ("from", "to"))
    converted = float(_WAYS[kind](value, source, target))
    return lambda _: converted


def _by_unit(value: Decimal, source: str, target: str) -> Decimal:
    return conversion(source, target).convert(value)


def _by_level(value: Decimal, source: str, target: str) -> Decimal:
    if (source, target) == _SMALL:
        return relative_power_uncertainty(value)
    return convert_level(value, unit(source), unit(target))


def _by_field_level(value: Decimal, source: str, target: str) -> Decimal:
    if source != _FIELD_RATIO:
        raise unknown_field("from.unit", source, _FIELD_RATIO)
    return conversion("1", target).convert(field_ratio(value))


def _by_specification(value: Decimal, source: str, target: str) -> Decimal:
    """Add the parts of "14 ppm of 0.928571 V + 2 ppm of 1 V range"."""
    total = Decimal(0)
    for part in f"{value} {source}".split(" + "):
        share, ratio, of, amount, of_unit, *_ = [*part.split(), "", "", "", ""]
        if of != "of":
            raise unknown_field("from.unit", part, "<number> <ratio> of <value> <unit> [range]")
        fraction = conversion(ratio, "1").convert(_decimal(share))
        total += fraction * conversion(of_unit, target).convert(_decimal(amount))
    return total


def _by_ambient(value: Decimal, source: str, target: str) -> Decimal:
    gauge, absolute = _GAUGE.fullmatch(source), _ABSOLUTE.fullmatch(target)
    if gauge is not None and absolute is not None:
        one, ambient, of = unit(gauge["unit"]), _decimal(gauge["value"]), unit(gauge["of"])
        return _same_unit(absolute_from_gauge(value, one, ambient, of), one, absolute["unit"])
    gauge, absolute = _GAUGE.fullmatch(target), _ABSOLUTE.fullmatch(source)
    if gauge is not None and absolute is not None:
        one, ambient, of = unit(absolute["unit"]), _decimal(gauge["value"]), unit(gauge["of"])
        return _same_unit(gauge_from_absolute(value, one, ambient, of), one, gauge["unit"])
    raise unknown_field("unit", f"{source} → {target}", "gauge at … ambient, absolute")


def _same_unit(value: Decimal, one: Unit, target: str) -> Decimal:
    return conversion(one.code, target).convert(value)


def _by_density(value: Decimal, source: str, target: str) -> Decimal:
    mass, conventional = _MASS.fullmatch(source), _CONVENTIONAL.fullmatch(target)
    if mass is not None and conventional is not None:
        found = conventional_from_mass(value, _decimal(mass["density"]))
        return conversion(mass["unit"], conventional["unit"]).convert(found)
    mass, conventional = _MASS.fullmatch(target), _CONVENTIONAL.fullmatch(source)
    if mass is not None and conventional is not None:
        found = mass_from_conventional(value, _decimal(mass["density"]))
        return conversion(conventional["unit"], mass["unit"]).convert(found)
    raise unknown_field("unit", f"{source} → {target}", "mass, density … kg/m^3; conventional mass")


def _decimal(digits: str) -> Decimal:
    return to_decimal(number(digits, "unit"))


_WAYS: Mapping[str, Way] = {
    "absolute_temperature": _by_unit,
    "temperature_interval": _by_unit,
    "fraction": _by_unit,
    "power_level": _by_level,
    "level": _by_level,
    "field_level": _by_field_level,
    "specification": _by_specification,
    "gauge_pressure": _by_ambient,
    "conventional_mass": _by_density,
}

KIND = Kind(
    name="unit_transform",
    required=("kind", "value", "from", "to"),
    prepare=prepare,
    questions={"converted": Question(("conversion",))},
)
