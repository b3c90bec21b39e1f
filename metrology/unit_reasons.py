"""Why a unit or a conversion is refused: a closed list, each with its words in two languages.

A refusal carries the English words in `reason` and the code in `why`, with the words it needs
(`part`, `most`) beside it, like the reasons of formulas; see `instruments.messages`.
"""

from enum import StrEnum

from metrology.errors import Code, MetrologyError


class UnitReason(StrEnum):
    """One thing that can be wrong with a unit text or a pair of units. The value is stable."""

    BLANK_AFTER_SLASH = "unit_blank_after_slash"
    BRACKET_MISSING = "unit_bracket_missing"
    COMPOUND_POINT = "unit_compound_point"
    DIMENSIONS = "unit_dimensions"
    FACTOR = "unit_factor"
    FOREIGN = "unit_foreign"
    LEVEL = "unit_level"
    NAME_MISSING = "unit_name_missing"
    NOT_HERE = "unit_not_here"
    NUMBER = "unit_number"
    POINT = "unit_point"
    POWER = "unit_power"
    POWER_MISSING = "unit_power_missing"
    POWER_ZERO = "unit_power_zero"
    SCALE = "unit_scale"
    TOO_DEEP = "unit_too_deep"
    TOO_LONG = "unit_too_long"
    TOTAL_POWER = "unit_total_power"
    WAVEFORM = "unit_waveform"


WORDS: dict[UnitReason, str] = {
    UnitReason.BLANK_AFTER_SLASH: "after “/” a blank has two readings; write brackets",
    UnitReason.BRACKET_MISSING: "“{part}” is missing",
    UnitReason.COMPOUND_POINT: "a temperature is a point, a compound unit is not",
    UnitReason.DIMENSIONS: "the dimensions differ, {part} ≠ {other}",
    UnitReason.FACTOR: "the factor is beyond any use",
    UnitReason.FOREIGN: "“{part}” is not part of a unit",
    UnitReason.LEVEL: "a level converts only where its reference is known",
    UnitReason.NAME_MISSING: "a unit is missing",
    UnitReason.NOT_HERE: "“{part}” is not expected here",
    UnitReason.NUMBER: "only 1 and powers of 10 are numbers of a unit",
    UnitReason.POINT: "a temperature is a point; a step is {part}",
    UnitReason.POWER: "a power is a whole number up to {most}",
    UnitReason.POWER_MISSING: "a power is missing",
    UnitReason.POWER_ZERO: "the power divides by zero",
    UnitReason.SCALE: "a reference scale has no conversion factor",
    UnitReason.TOO_DEEP: "more than {most} deep",
    UnitReason.TOO_LONG: "longer than {most} characters",
    UnitReason.TOTAL_POWER: "powers above {most}",
    UnitReason.WAVEFORM: "the ratio of the two depends on the waveform",
}


def refusal(code: Code, why: UnitReason, **params: str) -> MetrologyError:
    """Make the error of a code with its reason; `params` fill both sentences."""
    return MetrologyError(code, why=why.value, reason=WORDS[why].format(**params), **params)
