"""One error for everything this package refuses, with a code that others translate."""

from enum import StrEnum

_LONGEST_QUOTE = 80


class Code(StrEnum):
    """Why something was refused. The value is stable: translations hang on it."""

    AMBIGUOUS_NUMBER = "ambiguous_number"
    AMBIGUOUS_UNIT = "ambiguous_unit"
    BAD_CORRELATION = "bad_correlation"
    BAD_EXPRESSION = "bad_expression"
    BAD_LIMIT = "bad_limit"
    BLANK = "blank"
    CANNOT_COMPUTE = "cannot_compute"
    CYCLE = "cycle"
    MISSING_UNIT = "missing_unit"
    MISSING_VALUE = "missing_value"
    NO_CONVERSION = "no_conversion"
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"
    TOO_FEW_VALUES = "too_few_values"
    TOO_MANY_DIGITS = "too_many_digits"
    UNKNOWN_FIELD = "unknown_field"
    UNKNOWN_NAME = "unknown_name"
    UNKNOWN_UNIT = "unknown_unit"
    WRONG_DIMENSION = "wrong_dimension"
    WRONG_QUANTITY = "wrong_quantity"


MESSAGES: dict[Code, str] = {
    Code.AMBIGUOUS_NUMBER: "“{found}” can mean {first} or {second}; write one of the two",
    Code.AMBIGUOUS_UNIT: "“{found}” is the name of several units; write one of: {named}",
    Code.BAD_CORRELATION: "the correlations are not possible: {reason}",
    Code.BAD_EXPRESSION: "the expression “{found}” is refused at {place}: {reason}",
    Code.BAD_LIMIT: "the limit is not usable: {reason}",
    Code.BLANK: "a number is needed, nothing was written",
    Code.CANNOT_COMPUTE: "“{found}” cannot be computed: {reason}",
    Code.CYCLE: "{found} is computed from itself: {reason}",
    Code.MISSING_UNIT: "“{found}” has no unit; allowed: {allowed}",
    Code.MISSING_VALUE: "{name} has no value",
    Code.NO_CONVERSION: "{found} cannot be converted to {target}: {reason}",
    Code.NOT_A_NUMBER: "“{found}” is not a number",
    Code.OUT_OF_RANGE: "{name} = {found} is outside {allowed}",
    Code.TOO_FEW_VALUES: "{found} values are too few, {allowed} are needed",
    Code.TOO_MANY_DIGITS: "“{found}” has too many digits; at most {allowed}",
    Code.UNKNOWN_FIELD: "{name}: the field “{found}” is not known; allowed: {allowed}",
    Code.UNKNOWN_NAME: "“{found}” is not known; allowed: {allowed}",
    Code.UNKNOWN_UNIT: "“{found}” is not a known unit; did you mean: {allowed}",
    Code.WRONG_DIMENSION: "“{found}” in {name}: {reason}",
    Code.WRONG_QUANTITY: "{found} is a unit of {found_quantity}; allowed: {allowed}",
}


class MetrologyError(ValueError):
    """Input the science cannot accept: a code, the words to fill in, an English message.

    `code` is one of `Code`; `params` are the values a translated sentence for that code needs,
    all text. Quoted input is cut at 80 characters, so a message never carries a whole file.
    """

    def __init__(self, code: Code | str, **params: str) -> None:
        """Make the message from the code; a code outside `Code` is a programming error."""
        known = Code(code)
        self.code: str = known.value
        self.params: dict[str, str] = {
            name: shortened(value) if name == "found" else value for name, value in params.items()
        }
        super().__init__(MESSAGES[known].format(**self.params))

    def __reduce__(self) -> tuple[object, ...]:
        """Survive pickling: a task queue carries the error between processes."""
        return (_rebuild, (self.code, self.params))


def _rebuild(code: str, params: dict[str, str]) -> MetrologyError:
    return MetrologyError(code, **params)


def shortened(text: str, most: int = _LONGEST_QUOTE) -> str:
    """Cut a quotation to a number of characters, the last of them "…"."""
    return text if len(text) <= most else text[: most - 1] + "…"
