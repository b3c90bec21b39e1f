"""What a number given to the science must be: each refusal names the argument.

A name may be a place in data ("inputs[2].u"): what is allowed is then said of its last part.
"""

import math
from decimal import Decimal
from typing import TypeVar

from metrology.errors import Code, MetrologyError

N = TypeVar("N", float, Decimal)


def finite(name: str, value: N) -> N:
    """Refuse NaN and infinities: `not_a_number`."""
    number: float | Decimal = value
    if not (number.is_finite() if isinstance(number, Decimal) else math.isfinite(number)):
        raise MetrologyError(Code.NOT_A_NUMBER, name=name, found=f"{name} = {value}")
    return value


def positive(name: str, value: N) -> N:
    """Refuse what is not a finite number above zero: `not_a_number`, `out_of_range`."""
    if finite(name, value) <= 0:
        raise out_of_range(name, value, f"{_last(name)} > 0")
    return value


def not_negative(name: str, value: N) -> N:
    """Refuse what is not a finite number from zero on: `not_a_number`, `out_of_range`."""
    if finite(name, value) < 0:
        raise out_of_range(name, value, f"{_last(name)} ≥ 0")
    return value


def between(name: str, value: float, low: float, high: float) -> float:
    """Refuse what is not strictly between two bounds, NaN too: `out_of_range`."""
    if not low < value < high:
        raise out_of_range(name, value, f"{low:g} < {_last(name)} < {high:g}")
    return value


def out_of_range(name: str, found: object, allowed: str) -> MetrologyError:
    """Make the refusal of an argument; `allowed` in symbols, for both languages."""
    return MetrologyError(Code.OUT_OF_RANGE, name=name, found=str(found), allowed=allowed)


def _last(name: str) -> str:
    return name.rpartition(".")[2]
