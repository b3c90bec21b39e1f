"""The operations of a program, each on floats and on arrays."""

import math
import operator
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Operation = Callable[..., Any]

CONSTANT = "constant"
INPUT = "input"
SELECT = "select"
COMMUTATIVE = frozenset({"add", "mul", "min", "max", "eq", "ne"})


def _sign(x: float) -> float:
    """Give −1 or 1; abs has a kink at 0 and no derivative."""
    if x == 0:
        raise ValueError
    return math.copysign(1.0, x)


def _atan2(y: float, x: float) -> float:
    """Refuse the origin: it has no direction."""
    if y == 0 and x == 0:
        raise ValueError
    return math.atan2(y, x)


def _select(test: float, chosen: float, other: float) -> float:
    return chosen if test else other


FLOATS: Mapping[str, Operation] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "neg": operator.neg,
    "pow": math.pow,
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "log10": math.log10,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "atan2": _atan2,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "abs": operator.abs,
    "sign": _sign,
    "min": min,
    "max": max,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "eq": operator.eq,
    "ne": operator.ne,
    "not": operator.not_,
    SELECT: _select,
}


@cache
def arrays() -> Mapping[str, Operation]:
    """The same operations on arrays; only now is NumPy needed.

    Where a float operation raises, these set a floating-point flag and give inf or NaN.
    """
    import numpy as np

    def sign(x: "Array") -> "Array":
        return np.divide(x, np.abs(x))

    def atan2(y: "Array", x: "Array") -> "Array":
        angle = np.arctan2(y, x)
        if np.all(angle):
            return angle
        origin = (np.asarray(y) == 0) & (np.asarray(x) == 0)
        return np.sqrt(np.where(origin, -1.0, 1.0)) * angle if origin.any() else angle

    def where(test: "Array", chosen: "Array", other: "Array") -> "Array":
        return np.where(test, chosen, other)

    return {
        "add": np.add,
        "sub": np.subtract,
        "mul": np.multiply,
        "div": np.divide,
        "neg": np.negative,
        "pow": np.power,
        "sqrt": np.sqrt,
        "exp": np.exp,
        "log": np.log,
        "log10": np.log10,
        "sin": np.sin,
        "cos": np.cos,
        "tan": np.tan,
        "asin": np.arcsin,
        "acos": np.arccos,
        "atan": np.arctan,
        "atan2": atan2,
        "sinh": np.sinh,
        "cosh": np.cosh,
        "tanh": np.tanh,
        "abs": np.abs,
        "sign": sign,
        "min": np.minimum,
        "max": np.maximum,
        "lt": np.less,
        "le": np.less_equal,
        "gt": np.greater,
        "ge": np.greater_equal,
        "eq": np.equal,
        "ne": np.not_equal,
        "not": np.logical_not,
        SELECT: where,
    }
