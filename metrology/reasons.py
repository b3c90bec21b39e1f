"""Why something is refused: one closed list for the whole package, so that all of it is translated.

A refusal carries the English words in `reason` (for logs and for programs) and the code in `why`,
with the words it needs (`part`, `most`, `allowed`, …) beside it; see `instruments.messages`.
"""

from enum import StrEnum

from metrology.errors import MESSAGES, Code, MetrologyError, shortened


class Reason(StrEnum):
    """One thing that can be wrong. The value is stable."""

    # reading a formula
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
    # computing a formula
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
    TURNS_FOR_ANGLES = "turns_for_angles"
    # units of a formula
    DIFFERENT_UNITS = "different_units"
    EXPONENT_UNIT = "exponent_unit"
    EXPONENT_VARIES = "exponent_varies"
    NEEDS_ONE = "needs_one"
    NEEDS_UNIT = "needs_unit"
    POINT_CHANGED = "point_changed"
    LEVELS_ADDED = "levels_added"
    POINTS_ADDED = "points_added"
    RESULT_DIFFERENCE = "result_difference"
    RESULT_POINT = "result_point"
    RESULT_UNIT = "result_unit"
    SCALE_CHANGED = "scale_changed"
    # units
    UNIT_BLANK_AFTER_SLASH = "unit_blank_after_slash"
    UNIT_BRACKET_MISSING = "unit_bracket_missing"
    UNIT_COMPOUND_POINT = "unit_compound_point"
    UNIT_DIMENSIONS = "unit_dimensions"
    UNIT_FACTOR = "unit_factor"
    UNIT_FOREIGN = "unit_foreign"
    UNIT_LEVEL = "unit_level"
    UNIT_MONEY = "unit_money"
    UNIT_NAME_MISSING = "unit_name_missing"
    UNIT_NOT_HERE = "unit_not_here"
    UNIT_NUMBER = "unit_number"
    UNIT_POINT = "unit_point"
    UNIT_POWER = "unit_power"
    UNIT_POWER_MISSING = "unit_power_missing"
    UNIT_POWER_ZERO = "unit_power_zero"
    UNIT_SCALE = "unit_scale"
    UNIT_TOO_DEEP = "unit_too_deep"
    UNIT_TOO_LONG = "unit_too_long"
    UNIT_TOTAL_POWER = "unit_total_power"
    UNIT_WAVEFORM = "unit_waveform"
    # data from outside
    DECIMAL_TEXT_NEEDED = "decimal_text_needed"
    FINITE_NEEDED = "finite_needed"
    LIST_NEEDED = "list_needed"
    NAME_NEEDED = "name_needed"
    NUMBER_OR_NULL = "number_or_null"
    OBJECT_NEEDED = "object_needed"
    PLAIN_NUMBER_NEEDED = "plain_number_needed"
    TEXT_MISSING = "text_missing"
    TEXT_NEEDED = "text_needed"
    WHOLE_NEEDED = "whole_needed"
    JSON_CHARACTER = "json_character"
    JSON_CONSTANT = "json_constant"
    JSON_DEPTH = "json_depth"
    JSON_DIGITS = "json_digits"
    JSON_SYNTAX = "json_syntax"
    NOT_UTF8 = "not_utf8"
    # limits, rules and CMCs
    ACCEPTANCE_LOWER = "acceptance_lower"
    ACCEPTANCE_UPPER = "acceptance_upper"
    BOTH_LIMITS = "both_limits"
    CMC_READING_ONLY = "cmc_reading_only"
    CMC_ROW = "cmc_row"
    FOUR_VERDICTS = "four_verdicts"
    LIMIT_NEGATIVE = "limit_negative"
    LIMIT_TYPE = "limit_type"
    NO_LIMITS = "no_limits"
    NO_ROW = "no_row"
    NO_SERVICE_FACTOR = "no_service_factor"
    NOT_ASCENDING = "not_ascending"
    PART_NOT_NUMBER = "part_not_number"
    PFA_TOO_SMALL = "pfa_too_small"
    ROW_FIELDS = "row_fields"
    ROW_WHEN = "row_when"
    ROWS_LIST = "rows_list"
    RULE_NEEDS_BOTH = "rule_needs_both"
    SHARE_NO_ZERO = "share_no_zero"
    SINGLE_LIMIT = "single_limit"
    STEP_FIELDS = "step_fields"
    STEPS_ASCEND = "steps_ascend"
    STEPS_CLASSES = "steps_classes"
    STEPS_LIST = "steps_list"
    TEST_SPREAD = "test_spread"
    TUR_TOO_SMALL = "tur_too_small"
    VALUES_BY_TEXT = "values_by_text"
    # specifications
    SPEC_BRACKET = "spec_bracket"
    SPEC_OF_WHAT = "spec_of_what"
    SPEC_PART = "spec_part"
    SPEC_UNIT = "spec_unit"
    # statistics and numerical methods
    ALL_EQUAL = "all_equal"
    ALL_EQUAL_OF = "all_equal_of"
    EACH_NAME_ONCE = "each_name_once"
    FIT_OVERFLOW = "fit_overflow"
    FLAT_SLOPE = "flat_slope"
    NEAR_DATA = "near_data"
    NOT_CONVERGING = "not_converging"
    NOT_FINITE = "not_finite"
    PRIOR_IMPOSSIBLE = "prior_impossible"
    SPREAD_TOO_LARGE = "spread_too_large"
    STRAIGHT_ONLY = "straight_only"
    U_ZERO = "u_zero"
    FAILED = "failed"
    FIT_OTHER_WAY = "fit_other_way"
    NOT_REACHED = "not_reached"
    NO_SECOND_ORDER = "no_second_order"
    NU_UNDEFINED = "nu_undefined"
    # correlations
    CORRELATED_TWICE = "correlated_twice"
    CORRELATED_WITH_ITSELF = "correlated_with_itself"
    IMPOSSIBLE_MATRIX = "impossible_matrix"
    IMPOSSIBLE_TRIO = "impossible_trio"
    JOINT_DOF = "joint_dof"
    JOINT_MIXED = "joint_mixed"
    JOINT_UNFIXED = "joint_unfixed"
    JOINT_UNNAMED = "joint_unnamed"
    NOT_PAIRED = "not_paired"


WORDS: dict[Reason, str] = {
    # reading a formula
    Reason.ARGUMENTS: "{part} has the wrong number of arguments",
    Reason.CHARACTER: "“{part}” is not part of the language",
    Reason.COMPARISON: "this comparison is not part of the language",
    Reason.FUNCTION: "functions are {allowed}",
    Reason.NAME_TAKEN: "“{part}” is both an input and a result",
    Reason.NOT_DECIMAL: "“{part}” is not a decimal number",
    Reason.NOT_IN_LANGUAGE: "“{part}” is not part of the language",
    Reason.NUMBER_NEEDED: "“{part}” is yes or no, a number is needed",
    Reason.ONLY_NONE: "only “is None” and “is not None”",
    Reason.OPERATOR: "this operator is not part of the language",
    Reason.POWER: "a power is a whole number from -{most} to {most}",
    Reason.SYNTAX: "it is not a formula from there on",
    Reason.TOO_DEEP: "it is nested more than {most} deep",
    Reason.TOO_LONG: "it is longer than {most} characters",
    Reason.TOO_MANY_PARTS: "it has more than {most} parts",
    Reason.TRUTH_NEEDED: "“{part}” is a number, yes or no is needed",
    Reason.UNREADABLE: "it cannot be read",
    # computing a formula
    Reason.DIVIDES_BY_ZERO: "it divides by zero",
    Reason.IS_LIST: "it is a list",
    Reason.KINK: "it has a kink there and no derivative",
    Reason.LARGE_ANGLE: "the angle is too large",
    Reason.LOGARITHM: "it is the logarithm of a number that is not positive",
    Reason.NEGATIVE_ROOT: "it is the root of a negative number",
    Reason.NO_DERIVATIVE: "it has no finite derivative there",
    Reason.NO_DERIVATIVE_THERE: "it has no finite derivative at {count} of {most} points",
    Reason.NOT_DEFINED: "it is not defined there",
    Reason.NOT_FINITE_THERE: "it has no finite value at {count} of {most} points",
    Reason.NOT_NUMBER: "it is not a number",
    Reason.NOT_TRUTH: "it is not yes or no",
    Reason.TOO_FEW: "{count} values are too few",
    Reason.TOO_LARGE: "the result is too large",
    Reason.TOO_SMALL: "the number is too small",
    # units of a formula
    Reason.DIFFERENT_UNITS: "{left} ({left_unit}) does not go together with {right} ({right_unit})",
    Reason.EXPONENT_UNIT: "an exponent is a number without a unit, {part} has {found_unit}",
    Reason.EXPONENT_VARIES: "{part} has the unit {found_unit}: its exponent must be a constant",
    Reason.NEEDS_ONE: "{part} takes numbers of dimension one, {found_unit} is none",
    Reason.NEEDS_UNIT: "{part} is a number without a unit beside {wanted_unit}",
    Reason.POINT_CHANGED: (
        "{part} is a point on the scale {found_unit}; only differences are added to a point: "
        "give a difference (Δ°C) or kelvins"
    ),
    Reason.LEVELS_ADDED: (
        "{left} and {right} are both levels over a reference; their sum is no level: give one of "
        "them in dB"
    ),
    Reason.POINTS_ADDED: (
        "{left} and {right} are both points on a scale; give one of them as a difference "
        "(Δ°C) or in kelvins"
    ),
    Reason.RESULT_DIFFERENCE: "it is a difference, {wanted_unit} is a point on a scale",
    Reason.RESULT_POINT: "it is a point on the scale {found_unit}, {wanted_unit} is none",
    Reason.RESULT_UNIT: "it has the dimension {found_unit}, wanted is {wanted_unit}",
    Reason.TURNS_FOR_ANGLES: (
        "{left} counts turns ({left_unit}), {right} is an angle per time ({right_unit}): a turn is "
        "2*pi, write it in the model"
    ),
    Reason.SCALE_CHANGED: (
        "{part} is a value on the scale {found_unit}; such values are only added, subtracted "
        "and compared"
    ),
    # units
    Reason.UNIT_BLANK_AFTER_SLASH: "after “/” a blank has two readings; write brackets",
    Reason.UNIT_BRACKET_MISSING: "“{part}” is missing",
    Reason.UNIT_COMPOUND_POINT: "a temperature is a point, a compound unit is not",
    Reason.UNIT_DIMENSIONS: "the dimensions differ, {part} ≠ {other}",
    Reason.UNIT_FACTOR: "the factor is beyond any use",
    Reason.UNIT_FOREIGN: "“{part}” is not part of a unit",
    Reason.UNIT_LEVEL: "a level converts only where its reference is known",
    Reason.UNIT_MONEY: "money is in no system of units",
    Reason.UNIT_NAME_MISSING: "a unit is missing",
    Reason.UNIT_NOT_HERE: "“{part}” is not expected here",
    Reason.UNIT_NUMBER: "only 1 and powers of 10 are numbers of a unit",
    Reason.UNIT_POINT: "a temperature is a point; a step is {part}",
    Reason.UNIT_POWER: "a power is a whole number up to {most}",
    Reason.UNIT_POWER_MISSING: "a power is missing",
    Reason.UNIT_POWER_ZERO: "the power divides by zero",
    Reason.UNIT_SCALE: "a reference scale has no conversion factor",
    Reason.UNIT_TOO_DEEP: "more than {most} deep",
    Reason.UNIT_TOO_LONG: "longer than {most} characters",
    Reason.UNIT_TOTAL_POWER: "powers above {most}",
    Reason.UNIT_WAVEFORM: "the ratio of the two depends on the waveform",
    # data from outside
    Reason.DECIMAL_TEXT_NEEDED: "a decimal as text is expected here",
    Reason.FINITE_NEEDED: "a finite number is expected here",
    Reason.LIST_NEEDED: "a list is expected here",
    Reason.NAME_NEEDED: "a name is letters, digits and _, first no digit, and no word such as if",
    Reason.NUMBER_OR_NULL: "a number or null is expected here",
    Reason.OBJECT_NEEDED: "an object is expected here",
    Reason.PLAIN_NUMBER_NEEDED: "a number is expected here",
    Reason.TEXT_MISSING: "“{part}” is missing or not text",
    Reason.TEXT_NEEDED: "text is expected here",
    Reason.WHOLE_NEEDED: "a whole number is expected here",
    Reason.JSON_CHARACTER: "“{part}” is no character of a text",
    Reason.JSON_CONSTANT: "{part} is not a number of JSON",
    Reason.JSON_DEPTH: "it is nested too deeply",
    Reason.JSON_DIGITS: "a number has too many digits",
    Reason.JSON_SYNTAX: "it is not JSON from line {line}, column {column} on",
    Reason.NOT_UTF8: "not UTF-8 at byte {part}",
    # limits, rules and CMCs
    Reason.ACCEPTANCE_LOWER: "tolerance and acceptance must both have, or both lack, the lower one",
    Reason.ACCEPTANCE_UPPER: "tolerance and acceptance must both have, or both lack, the upper one",
    Reason.BOTH_LIMITS: "{part} needs a lower and an upper one",
    Reason.CMC_READING_ONLY: "{part}: a CMC depends on the reading only, not on {other}",
    Reason.CMC_ROW: "{part} is not a value and its CMC",
    Reason.FOUR_VERDICTS: "w ≥ 0 for four verdicts",
    Reason.LIMIT_NEGATIVE: "a limit is negative",
    Reason.LIMIT_TYPE: "the type “{part}” is not one of {allowed}",
    Reason.NO_LIMITS: "there is neither a lower nor an upper one",
    Reason.NO_ROW: "every row of the limit",
    Reason.NO_SERVICE_FACTOR: "it has no factor for use in service",
    Reason.NOT_ASCENDING: "{part} do not ascend",
    Reason.PART_NOT_NUMBER: "“{part}” is not a number",
    Reason.PFA_TOO_SMALL: "≥ {least}, the PFA of a result in the middle",
    Reason.ROW_FIELDS: "{part} is not an object with either mpe, or by and values",
    Reason.ROW_WHEN: "{part} has no when; only the last row may be without one",
    Reason.ROWS_LIST: "rows are a list of when with mpe, or of when with by and values",
    Reason.RULE_NEEDS_BOTH: "the rule “{part}” rests on the TUR and needs a lower and an upper one",
    Reason.SHARE_NO_ZERO: "a share of a value in {part} has no meaning, the zero is agreed",
    Reason.SINGLE_LIMIT: "> 0.5 for a single limit",
    Reason.STEP_FIELDS: "a step or range has an upto and an mpe",
    Reason.STEPS_ASCEND: "the bounds of the steps or ranges do not ascend",
    Reason.STEPS_CLASSES: "steps need classes",
    Reason.STEPS_LIST: "steps and ranges are lists of upto and mpe",
    Reason.TEST_SPREAD: "the test alone has σ = {part}",
    Reason.TUR_TOO_SMALL: "a TUR at which “{part}” leaves something to accept",
    Reason.VALUES_BY_TEXT: "{part} is not an object with an amount for each text",
    # specifications
    Reason.SPEC_BRACKET: "the bracket is not closed at the end",
    Reason.SPEC_OF_WHAT: "“{part}” does not say of what: reading, range or span",
    Reason.SPEC_PART: "“{part}” is not a number with % of something or a unit",
    Reason.SPEC_UNIT: "“{part}” is neither a unit nor one of: reading, range, span, digits",
    # statistics and numerical methods
    Reason.ALL_EQUAL: "all readings are equal",
    Reason.ALL_EQUAL_OF: "all values of {part} are equal",
    Reason.EACH_NAME_ONCE: "each name once",
    Reason.FIT_OVERFLOW: "a coefficient or its covariance is beyond the largest float",
    Reason.FLAT_SLOPE: "the slope does not differ from 0 at 95 %",
    Reason.NEAR_DATA: "near {low} … {high}",
    Reason.NOT_CONVERGING: "it does not converge",
    Reason.NOT_FINITE: "it is not finite",
    Reason.PRIOR_IMPOSSIBLE: "the result is impossible by the prior knowledge",
    Reason.SPREAD_TOO_LARGE: "the spread of the draws is too large for floating-point numbers",
    Reason.STRAIGHT_ONLY: "only of a straight line",
    Reason.U_ZERO: "u is zero",
    Reason.FAILED: "the computation fails: {part}",
    Reason.FIT_OTHER_WAY: "the u of the data gave the uncertainties, or the scatter did",
    Reason.NOT_REACHED: "the limit is not reached within the horizon",
    Reason.NO_SECOND_ORDER: "the second-order terms are not known",
    Reason.NU_UNDEFINED: "ν_eff is not defined",
    # correlations
    Reason.CORRELATED_TWICE: "{part}: more than one coefficient",
    Reason.CORRELATED_WITH_ITSELF: "{part}: {other} with itself",
    Reason.IMPOSSIBLE_MATRIX: "λ_min = {least} < 0; {part}",
    Reason.IMPOSSIBLE_TRIO: (
        "λ_min = {least} < 0; r({x}, {y}) = {xy}, r({y}, {z}) = {yz}, r({x}, {z}) = {xz}; "
        "r({x}, {z}) ∈ [{low}; {high}]"
    ),
    Reason.JOINT_DOF: (
        "Monte Carlo, {part}: {count} observations together give {most} quantities no ν = n − N ≥ 1"
    ),
    Reason.JOINT_MIXED: "Monte Carlo, {part}: coefficients and paired observations in one group",
    Reason.JOINT_UNFIXED: (
        "Monte Carlo, {part}: a coefficient fixes the joint distribution only of normal "
        "inputs, or of inputs with one t component each and one common ν; give paired "
        "observations, or write what the inputs share as an input of its own"
    ),
    Reason.JOINT_UNNAMED: (
        "Monte Carlo, {part}: observed together, but no correlation named for {other}"
    ),
    Reason.NOT_PAIRED: "{part} and {other} have no paired observations",
}

_LONGEST_PART = 40
# The words of the sentence of the code itself.
_OF_THE_CODE = frozenset({"found", "target", "name", "place"})


def refusal(
    code: Code, why: Reason, *, place: int | str | None = None, **params: str
) -> MetrologyError:
    """Make the error of a code with its reason.

    `found`, `name` and `target` belong to the code's sentence, `place` is the column from 1; every
    other of `params` fills the sentence of the reason and is cut at 40 characters. Where the
    code's sentence has no reason, the reason tells what is allowed.
    """
    words = {
        name: text if name in _OF_THE_CODE else shortened(text, _LONGEST_PART)
        for name, text in params.items()
        if name != "name" or text
    }
    if place is not None:
        words["place"] = str(place)
    text = WORDS[why].format(**words)
    told = "reason" if "{reason}" in MESSAGES[code] else "allowed"
    return MetrologyError(code, **{**words, told: text, "why": why.value})


def cannot_compute(
    source: str, why: Reason, *, place: int | str | None = None, **words: str
) -> MetrologyError:
    """Make `cannot_compute` for a part of a formula."""
    return refusal(Code.CANNOT_COMPUTE, why, found=source, place=place, **words)
