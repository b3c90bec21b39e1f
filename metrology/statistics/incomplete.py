"""The incomplete beta and gamma functions under `probability`: both tails, each with its digits.

Loader's saddle-point form of the binomial and Poisson terms does not lose digits to lgamma;
continued fractions are summed after Lentz (DLMF 8.17, 8.9.2). Quantiles go by Newton's method on
the logarithm of a tail, in logit x (beta) or log x (gamma): there it is concave, so after one step
all others come from one side and none can leave the way.
"""

import math
from collections.abc import Callable

from metrology.errors import Code, MetrologyError
from metrology.reasons import Reason, refusal

_CONVERGED = 3e-16
_TINY = 1e-300
_TERMS = 20_000
_STEPS = 200
_NOWHERE = 1e-9
_SETTLED = 1e-14  # a step of so little is rounding
_NEAR = 1e-6  # from here on steps shrink; one that does not is rounding too
_ROOT_2_PI = math.sqrt(2 * math.pi)
_HALF_LOG_2_PI = math.log(2 * math.pi) / 2
_STIRLING_FROM = 16.0


def beta_term(x: float, y: float, a: float, b: float) -> float:
    """Give x^a y^b / B(a, b), where y = 1 − x comes with digits of its own."""
    if x <= 0 or y <= 0:
        return 0.0
    whole, distance = a + b, a * y - b * x
    exponent = stirling_error(whole) - stirling_error(a) - stirling_error(b)
    exponent -= _deviance(a, whole * x, distance) + _deviance(b, whole * y, -distance)
    return math.exp(exponent) * math.sqrt(a / whole * b) / _ROOT_2_PI


def beta_parts(x: float, y: float, a: float, b: float) -> tuple[float, float]:
    """Give I_x(a, b) and its complement, where y = 1 − x comes with digits of its own."""
    if x <= 0:
        return 0.0, 1.0
    if y <= 0:
        return 1.0, 0.0
    term = beta_term(x, y, a, b)
    if x < (a + 1) / (a + b + 2):
        lower = term * _beta_fraction(x, y, a, b)
        return lower, 1 - lower
    upper = term * _beta_fraction(y, x, b, a)
    return 1 - upper, upper


def beta_logit(part: float, a: float, b: float, *, upper: bool) -> float:
    """Give log(x/(1 − x)) where I_x(a, b), or with `upper` its complement, is `part`."""
    goal = math.log(part)

    def distance(s: float) -> tuple[float, float]:
        x, y = 1 / (1 + _exp(-s)), 1 / (1 + _exp(s))
        found = beta_parts(x, y, a, b)[upper]
        return _log_ratio(found, goal), _slope(beta_term(x, y, a, b), found, upper=upper)

    return _newton(distance, math.log(a / b))


def gamma_term(x: float, a: float) -> float:
    """Give x^a e^(−x) / Γ(a)."""
    if x <= 0:
        return 0.0
    exponent = -stirling_error(a) - _deviance(a, x, a - x)
    return math.exp(exponent) * math.sqrt(a) / _ROOT_2_PI


def gamma_parts(x: float, a: float) -> tuple[float, float]:
    """Give the incomplete gamma functions P(a, x) and Q(a, x)."""
    if x <= 0:
        return 0.0, 1.0
    if math.isinf(x):
        return 1.0, 0.0
    term = gamma_term(x, a)
    if x < a + 1:
        lower = term * _gamma_series(x, a) / a
        return lower, 1 - lower
    upper = term * _gamma_fraction(x, a)
    return 1 - upper, upper


def gamma_log(part: float, a: float, *, upper: bool) -> float:
    """Give log x where P(a, x), or with `upper` Q(a, x), is `part`."""
    goal = math.log(part)

    def distance(s: float) -> tuple[float, float]:
        x = _exp(s)
        found = gamma_parts(x, a)[upper]
        return _log_ratio(found, goal), _slope(gamma_term(x, a), found, upper=upper)

    return _newton(distance, math.log(a))


def stirling_error(z: float) -> float:
    """Give log Γ(z + 1) less Stirling's formula, z > 0 (DLMF 5.11.1)."""
    if z < _STIRLING_FROM:
        return math.lgamma(z + 1) - (z + 0.5) * math.log(z) + z - _HALF_LOG_2_PI
    w = 1 / (z * z)
    series = 1 / 12 - w * (1 / 360 - w * (1 / 1260 - w * (1 / 1680 - w / 1188)))
    return series / z


def _deviance(x: float, mean: float, distance: float) -> float:
    """Give x·log(x/mean) + mean − x, where distance = x − mean has digits of its own (Loader)."""
    if abs(distance) > 0.1 * (x + mean):
        return x * math.log(x / mean) - distance
    v = distance / (x + mean)
    total, term, square = distance * v, 2 * x * v, v * v
    for odd in range(3, 60, 2):
        term *= square
        more = total + term / odd
        if more == total:
            break
        total = more
    return total


def _beta_fraction(x: float, y: float, a: float, b: float) -> float:
    """Give I_x(a, b) over `beta_term`: the contracted fraction of Didonato and Morris (1992).

    It is built on a − (a + b)x taken as a·y − b·x, so nothing cancels where x is near 0 or 1.
    """
    off = a * y - b * x + 1
    result = c = _not_zero(a / (a + 1) * off)
    d = 0.0
    for n in range(1, _TERMS):
        odd, cross = a + 2 * n - 1, n * (b - n) * x
        numerator = (a + n - 1) / odd * ((a + b + n - 1) / odd) * cross * x
        term = n + cross / odd + (a + n) / (odd + 2) * (off + n * (1 + y))
        d = 1 / _not_zero(term + numerator * d)
        c = _not_zero(term + numerator / c)
        result *= c * d
        if abs(c * d - 1) < _CONVERGED:
            return 1 / result
    raise _unfinished(f"I_x({a}, {b})")


def _gamma_series(x: float, a: float) -> float:
    total = term = 1.0
    for n in range(1, _TERMS):
        term *= x / (a + n)
        total += term
        if term < total * _CONVERGED / 2:
            return total
    raise _unfinished(f"P({a}, {x})")


def _gamma_fraction(x: float, a: float) -> float:
    b = x + 1 - a
    c, d = 1 / _TINY, 1 / b
    result = d
    for n in range(1, _TERMS):
        numerator = -n * (n - a)
        b += 2
        d = 1 / _not_zero(numerator * d + b)
        c = _not_zero(b + numerator / c)
        result *= c * d
        if abs(c * d - 1) < _CONVERGED:
            return result
    raise _unfinished(f"Q({a}, {x})")


def _newton(distance: Callable[[float], tuple[float, float]], start: float) -> float:
    """Find where the first of `distance` is 0; its second is the slope."""
    s, last = start, math.inf
    value, slope = distance(s)
    for _ in range(_STEPS):
        step = value / slope
        value, slope = distance(s - step)
        while not slope:  # so far out that the tail is 0 in floats: come half the way back
            step /= 2
            if abs(step) < _NOWHERE:
                raise _unfinished("quantile")
            value, slope = distance(s - step)
        s -= step
        size = abs(step)
        if size <= _SETTLED * max(1.0, abs(s)) or (last < _NEAR and size >= last):
            return s
        last = size
    raise _unfinished("quantile")


def _slope(term: float, found: float, *, upper: bool) -> float:
    """Give d log(tail)/ds, or 0 where the tail has no digits left."""
    if found < _TINY or not term:
        return 0.0
    return -term / found if upper else term / found


def _log_ratio(found: float, goal: float) -> float:
    return math.log(found) - goal if found >= _TINY else -math.inf


def _exp(s: float) -> float:
    return math.exp(s) if s < 700 else math.inf  # noqa: PLR2004  # the largest float is e^709


def _not_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def _unfinished(found: str) -> MetrologyError:
    return refusal(Code.CANNOT_COMPUTE, Reason.NOT_CONVERGING, found=found)
