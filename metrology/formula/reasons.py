"""Why a formula is refused: a closed list, so that every reason has its sentence in two languages.

A refusal carries the English words in `reason` (for logs and for programs) and the code in `why`,
with the words it needs (`part`, `most`, `allowed`, …) beside it; see `instruments.messages`.
"""

from enum import StrEnum

from metrology.errors import Code, MetrologyError


class Reason(StrEnum):
    """One thing that can be wrong with a formula. The value is stable."""

    # reading
    ARGUMENTS = "arguments"
    CHARACTER = "character"
    COMPARISON = "comparison"
    FUNCTION = "function"
    NAME_TAKEN = "name_taken"
    NOT_DECIMAL = "not_decimal"
    NOT_IN_LANGUAGE = "not_in_language"
    NUMBER_NEEDED = "number_needed"
    ONLY_NONE = "only_none"
    OPERATOR = "operator"
    POWER = "power"
    SYNTAX = "syntax"
    TOO_DEEP = "too_deep"
    TOO_LONG = "too_long"
    TOO_MANY_PARTS = "too_many_parts"
    TRUTH_NEEDED = "truth_needed"
    UNREADABLE = "unreadable"
    # computing
    DIVIDES_BY_ZERO = "divides_by_zero"
    IS_LIST = "is_list"
    KINK = "kink"
    LARGE_ANGLE = "large_angle"
    LOGARITHM = "logarithm"
    NEGATIVE_ROOT = "negative_root"
    NO_DERIVATIVE = "no_derivative"
    NO_DERIVATIVE_THERE = "no_derivative_there"
    NOT_DEFINED = "not_defined"
    NOT_FINITE_THERE = "not_finite_there"
    NOT_NUMBER = "not_number"
    NOT_TRUTH = "not_truth"
    TOO_FEW = "too_few"
    TOO_LARGE = "too_large"
    TOO_SMALL = "too_small"
    # units
    DIFFERENT_UNITS = "different_units"
    EXPONENT_UNIT = "exponent_unit"
    EXPONENT_VARIES = "exponent_varies"
    NEEDS_ONE = "needs_one"
    NEEDS_UNIT = "needs_unit"
    POINT_CHANGED = "point_changed"
    POINTS_ADDED = "points_added"
    RESULT_DIFFERENCE = "result_difference"
    RESULT_POINT = "result_point"
    RESULT_UNIT = "result_unit"
    SCALE_CHANGED = "scale_changed"


WORDS: dict[Reason, str] = {
    Reason.ARGUMENTS: "{part} has the wrong number of arguments",
    Reason.CHARACTER: "“{part}” is not part of the language",
    Reason.COMPARISON: "this comparison is not part of the language",
    Reason.DIFFERENT_UNITS: "{left} ({left_unit}) does not go together with {right} ({right_unit})",
    Reason.DIVIDES_BY_ZERO: "it divides by zero",
    Reason.EXPONENT_UNIT: "an exponent is a number without a unit, {part} has {found_unit}",
    Reason.EXPONENT_VARIES: "{part} has the unit {found_unit}: its exponent must be a constant",
    Reason.FUNCTION: "functions are {allowed}",
    Reason.IS_LIST: "it is a list",
    Reason.KINK: "it has a kink there and no derivative",
    Reason.LARGE_ANGLE: "the angle is too large",
    Reason.LOGARITHM: "it is the logarithm of a number that is not positive",
    Reason.NAME_TAKEN: "“{part}” is both an input and a result",
    Reason.NEEDS_ONE: "{part} takes numbers of dimension one, {found_unit} is none",
    Reason.NEEDS_UNIT: "{part} is a number without a unit beside {wanted_unit}",
    Reason.NEGATIVE_ROOT: "it is the root of a negative number",
    Reason.NO_DERIVATIVE: "it has no finite derivative there",
    Reason.NO_DERIVATIVE_THERE: "it has no finite derivative at {count} of {most} points",
    Reason.NOT_DECIMAL: "“{part}” is not a decimal number",
    Reason.NOT_DEFINED: "it is not defined there",
    Reason.NOT_FINITE_THERE: "it has no finite value at {count} of {most} points",
    Reason.NOT_IN_LANGUAGE: "“{part}” is not part of the language",
    Reason.NOT_NUMBER: "it is not a number",
    Reason.NOT_TRUTH: "it is not yes or no",
    Reason.NUMBER_NEEDED: "“{part}” is yes or no, a number is needed",
    Reason.ONLY_NONE: "only “is None” and “is not None”",
    Reason.OPERATOR: "this operator is not part of the language",
    Reason.POINT_CHANGED: (
        "{part} is a point on the scale {found_unit}; only differences are added to a point:"
        " give a difference (delta_degC) or kelvins"
    ),
    Reason.POINTS_ADDED: (
        "{left} and {right} are both points on a scale; give one of them as a difference"
        " (delta_degC) or in kelvins"
    ),
    Reason.POWER: "a power is a whole number from -{most} to {most}",
    Reason.RESULT_DIFFERENCE: "it is a difference, {wanted_unit} is a point on a scale",
    Reason.RESULT_POINT: "it is a point on the scale {found_unit}, {wanted_unit} is none",
    Reason.RESULT_UNIT: "it has the dimension {found_unit}, wanted is {wanted_unit}",
    Reason.SCALE_CHANGED: (
        "{part} is a value on the scale {found_unit}; such values are only added, subtracted"
        " and compared"
    ),
    Reason.SYNTAX: "it is not a formula from there on",
    Reason.TOO_DEEP: "it is nested more than {most} deep",
    Reason.TOO_FEW: "{count} values are too few",
    Reason.TOO_LARGE: "the result is too large",
    Reason.TOO_LONG: "it is longer than {most} characters",
    Reason.TOO_MANY_PARTS: "it has more than {most} parts",
    Reason.TOO_SMALL: "the number is too small",
    Reason.TRUTH_NEEDED: "“{part}” is a number, yes or no is needed",
    Reason.UNREADABLE: "it cannot be read",
}

_LONGEST_PART = 40


def refusal(
    code: Code, why: Reason, *, found: str, place: int | None = None, name: str = "", **words: str
) -> MetrologyError:
    """Make the error: `found` is the formula or the part of it, `place` the column from 1.

    `words` fill the sentence of the reason; each is cut at 40 characters.
    """
    short = {word: _short(text) for word, text in words.items()}
    reason = WORDS[why].format(**short)
    params = {"found": found, "reason": reason, "why": why.value, **short}
    if place is not None:
        params["place"] = str(place)
    return MetrologyError(code, **params, **({"name": name} if name else {}))


def cannot_compute(
    source: str, why: Reason, *, place: int | None = None, **words: str
) -> MetrologyError:
    """Make `cannot_compute` for a part of a formula."""
    return refusal(Code.CANNOT_COMPUTE, why, found=source, place=place, **words)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_PART else text[: _LONGEST_PART - 1] + "…"
