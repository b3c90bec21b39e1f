"""What a formula of a worksheet can hold and what may be done with it, in 40 digits."""

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow

from metrology.errors import Code, MetrologyError
from metrology.formula import series
from metrology.reasons import Reason, cannot_compute

CONTEXT = Context(
    prec=40,
    rounding=ROUND_HALF_EVEN,
    Emin=-9999,
    Emax=9999,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)

Result = Decimal | bool | str | None
Value = Result | list[Decimal]
Env = Mapping[str, Decimal | list[Decimal] | str | bool | None]
Function = Callable[[Sequence[Decimal], str], Decimal]


def number(value: object, source: str) -> Decimal:
    """Insist on a finite number: a blank is `missing_value`, anything else `cannot_compute`."""
    if value is None:
        raise MetrologyError(Code.MISSING_VALUE, name=source)
    if not isinstance(value, Decimal) or not value.is_finite():
        raise cannot_compute(source, Reason.NOT_NUMBER)
    return value


def truth(value: object, source: str) -> bool:
    """Insist on yes or no: a number is neither."""
    if value is None:
        raise MetrologyError(Code.MISSING_VALUE, name=source)
    if not isinstance(value, bool):
        raise cannot_compute(source, Reason.NOT_TRUTH)
    return value


def arithmetic(sign: str, left: Decimal, right: Decimal, source: str) -> Decimal:
    """Compute left sign right in 40 digits."""
    if sign == "/" and right.is_zero():
        raise cannot_compute(source, Reason.DIVIDES_BY_ZERO)
    return _ARITHMETIC[sign](left, right)


_ARITHMETIC: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": CONTEXT.add,
    "-": CONTEXT.subtract,
    "*": CONTEXT.multiply,
    "/": CONTEXT.divide,
}
_ORDER: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": Decimal.__lt__,
    "<=": Decimal.__le__,
    ">": Decimal.__gt__,
    ">=": Decimal.__ge__,
    "==": Decimal.__eq__,
    "!=": Decimal.__ne__,
}


def compare(sign: str, left: Value, right: Value, left_source: str, right_source: str) -> bool:
    """Compare two numbers, or two texts for equality; never one of each."""
    if isinstance(left, str) and isinstance(right, str) and sign in {"==", "!="}:
        return (left == right) is (sign == "==")
    return _ORDER[sign](number(left, left_source), number(right, right_source))


def _sqrt(values: Sequence[Decimal], source: str) -> Decimal:
    if values[0] < 0:
        raise cannot_compute(source, Reason.NEGATIVE_ROOT)
    return CONTEXT.sqrt(values[0])


def _sum(values: Sequence[Decimal]) -> Decimal:
    total = Decimal(0)
    for value in values:
        total = CONTEXT.add(total, value)
    return total


def _mean(values: Sequence[Decimal], source: str) -> Decimal:
    _at_least(1, values, source)
    return CONTEXT.divide(_sum(values), Decimal(len(values)))


def _stdev(values: Sequence[Decimal], source: str) -> Decimal:
    """Experimental standard deviation, GUM 4.2.2, about the mean and not by the sum of squares."""
    _at_least(2, values, source)
    mean = _mean(values, source)
    deviations = [CONTEXT.subtract(value, mean) for value in values]
    squares = _sum([CONTEXT.multiply(deviation, deviation) for deviation in deviations])
    return CONTEXT.sqrt(CONTEXT.divide(squares, Decimal(len(values) - 1)))


def _extreme(choose: Callable[[Sequence[Decimal]], Decimal]) -> Function:
    def extreme(values: Sequence[Decimal], source: str) -> Decimal:
        _at_least(1, values, source)
        return choose(values)

    return extreme


def _at_least(least: int, values: Sequence[Decimal], source: str) -> None:
    if len(values) < least:
        raise cannot_compute(source, Reason.TOO_FEW, count=str(len(values)))


def _logarithm(take: Callable[[Decimal], Decimal]) -> Function:
    def logarithm(values: Sequence[Decimal], source: str) -> Decimal:
        if values[0] <= 0:
            raise cannot_compute(source, Reason.LOGARITHM)
        return take(values[0])

    return logarithm


def _angle(take: series.Function) -> Function:
    def angle(values: Sequence[Decimal], source: str) -> Decimal:
        if values[0].copy_abs() > series.LARGEST_ANGLE:
            raise cannot_compute(source, Reason.LARGE_ANGLE)
        return CONTEXT.plus(take(values[0]))

    return angle


def _inverse(take: series.Function) -> Function:
    def inverse(values: Sequence[Decimal], source: str) -> Decimal:
        if values[0].copy_abs() > 1:
            raise cannot_compute(source, Reason.NOT_DEFINED)
        return CONTEXT.plus(take(values[0]))

    return inverse


def _smooth(take: series.Function) -> Function:
    def smooth(values: Sequence[Decimal], source: str) -> Decimal:
        value = take(values[0])
        if not value.is_finite():
            raise cannot_compute(source, Reason.TOO_LARGE)
        return CONTEXT.plus(value)

    return smooth


def _atan2(values: Sequence[Decimal], source: str) -> Decimal:
    if values[0].is_zero() and values[1].is_zero():
        raise cannot_compute(source, Reason.NOT_DEFINED)
    return CONTEXT.plus(series.atan2(values[0], values[1]))


FUNCTIONS: dict[str, Function] = {
    "abs": lambda values, _source: values[0].copy_abs(),
    "sqrt": _sqrt,
    "min": _extreme(min),
    "max": _extreme(max),
    "mean": _mean,
    "stdev": _stdev,
    "len": lambda values, _source: Decimal(len(values)),
    "exp": lambda values, _source: CONTEXT.exp(values[0]),
    "log": _logarithm(CONTEXT.ln),
    "log10": _logarithm(CONTEXT.log10),
    "sin": _angle(series.sin),
    "cos": _angle(series.cos),
    "tan": _angle(series.tan),
    "asin": _inverse(series.asin),
    "acos": _inverse(series.acos),
    "atan": _smooth(series.atan),
    "atan2": _atan2,
    "sinh": _smooth(series.sinh),
    "cosh": _smooth(series.cosh),
    "tanh": _smooth(series.tanh),
}
