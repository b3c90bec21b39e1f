"""Student's t without a numerical library: the coverage factors of GUM table G.2.

The distribution function is the regularised incomplete beta function, summed as a continued
fraction (modified Lentz, as in Numerical Recipes 6.4); the quantile is found by bisection.
"""

import math
from functools import lru_cache
from statistics import NormalDist

from metrology.errors import Code, MetrologyError

_ENOUGH = 1e-15
_TINY = 1e-300
_TERMS = 10_000
_HALVINGS = 200
# Beyond this the normal quantile with its first two corrections is better than lgamma's digits.
_NEARLY_NORMAL = 1e4


@lru_cache(maxsize=1024)
def t_factor(p: float, dof: float) -> float:
    """Give t_p(ν): the half width, in standard uncertainties, of the interval with probability p.

    Two-sided (GUM G.3.2, table G.2); `dof` may be a fraction and may be infinite. Good to about
    ten significant digits. Raises `out_of_range` unless 0 < p < 1 and dof ≥ 1.
    """
    if not 0 < p < 1:
        raise MetrologyError(Code.OUT_OF_RANGE, name="p", found=str(p), allowed="0 < p < 1")
    if not dof >= 1:
        raise MetrologyError(Code.OUT_OF_RANGE, name="ν", found=str(dof), allowed="ν ≥ 1")
    if dof > _NEARLY_NORMAL:
        return _nearly_normal(p, dof)
    return _bisect(p, dof)


def _bisect(p: float, dof: float) -> float:
    low, high = 0.0, 1.0
    while coverage(high, dof) < p:
        low, high = high, high * 2
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if coverage(middle, dof) < p else (low, middle)
    return (low + high) / 2


def coverage(t: float, dof: float) -> float:
    """Give the probability that |T| ≤ t for Student's t with `dof` degrees of freedom."""
    square = t * t
    if square > dof:
        # The tail is the small number here: compute it, not its complement.
        return 1 - _beta_ratio(dof / (dof + square), dof / 2, 0.5)
    return _beta_ratio(square / (dof + square), 0.5, dof / 2)


def _nearly_normal(p: float, dof: float) -> float:
    """Fisher's expansion in 1/ν (Abramowitz & Stegun 26.7.5); its next term is below 1e-11."""
    z = NormalDist().inv_cdf((1 + p) / 2)
    if math.isinf(dof):
        return z
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    return z + first / dof + second / dof**2


def _beta_ratio(x: float, a: float, b: float) -> float:
    """Regularised incomplete beta function I_x(a, b) (Abramowitz & Stegun 26.5.8)."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(log_front + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _continued_fraction(x, a, b) / a
    return 1 - front * _continued_fraction(1 - x, b, a) / b


def _continued_fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    result = d
    for m in range(1, _TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _not_zero(1 + term * d)
            c = _not_zero(1 + term / c)
            result *= c * d
        if abs(c * d - 1) < _ENOUGH:
            break
    return result


def _not_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
