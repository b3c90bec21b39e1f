"""Type A evaluation of repeated observations (GUM 4.2): mean, s, u of the mean, pooled s.

Every sum is exact: readings are decimals as typed, added as integers (see `sums`). Results keep the
unit of the readings.
"""

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from metrology.decimals import CONTEXT, Number, from_fraction, root, to_decimal
from metrology.errors import Code, MetrologyError
from metrology.reasons import Reason, refusal
from metrology.statistics.probability import t_factor
from metrology.statistics.sums import Scaled, as_integers, exact, require, require_pairs, scaled


class TypeA(NamedTuple):
    """A Type A evaluation: mean, standard deviation s, u of the mean, degrees of freedom."""

    mean: Decimal
    s: Decimal
    u: Decimal
    dof: int


class FloatTypeA(NamedTuple):
    """The same in floats: mean, standard deviation s, u of the mean, degrees of freedom."""

    mean: float
    s: float
    u: float
    dof: int


class Pooled(NamedTuple):
    """A pooled standard deviation of one observation, in its unit, and its degrees of freedom."""

    s: Decimal
    dof: int


class MeanInterval(NamedTuple):
    """An interval about a mean, in its unit: limits, half width U = k·u, and k = t_p(ν)."""

    low: Decimal
    high: Decimal
    U: Decimal
    k: Decimal


def type_a(values: Sequence[Number]) -> TypeA:
    """Evaluate repeated observations (GUM 4.2): s has n − 1, u = s/√n, all in their unit.

    Sums are exact, so observations that differ in the ninth digit lose nothing. Assumes
    independent observations: see `autocorrelation`. Raises `too_few_values` below two,
    `not_a_number` naming the place.
    """
    n = require(values, 2)
    numbers = as_integers(values)
    variance = _sum_of_squares(numbers) / (n - 1)
    return TypeA(from_fraction(numbers.total() / n), root(variance), root(variance / n), n - 1)


def type_a_floats(values: Sequence[float]) -> FloatTypeA:
    """Evaluate binary floats as they are, in two passes of exactly rounded sums (GUM 4.2).

    The quick form for arrays of draws and for models: about 1e-15 of the floats given. What the
    float itself has lost of a typed reading stays lost; `type_a` loses nothing. In the unit of
    the values. Raises `too_few_values` below two, `not_a_number`, `out_of_range` for squares
    beyond the largest float.
    """
    n = require(values, 2)
    try:
        mean = math.fsum(values) / n
    except (OverflowError, ValueError):  # beyond the largest float; ∞ − ∞
        mean = math.nan
    if not math.isfinite(mean):
        raise _not_finite(values)
    deviations = [value - mean for value in values]
    rest = math.fsum(deviations)  # what the rounding of the mean left over
    squares = math.fsum([each * each for each in deviations])
    if math.isinf(squares):
        _refuse("x", f"{min(values)} … {max(values)}", "|x| < 10^150")
    s = math.sqrt(max(0.0, squares - rest * rest / n) / (n - 1))
    return FloatTypeA(mean + rest / n, s, s / math.sqrt(n), n - 1)


def pooled(series: Sequence[Sequence[Number]]) -> Pooled:
    """Pool the scatter of several series about their own means (GUM 4.2.4, H.3.6 note).

    s² = Σ(n_i − 1)s_i² / Σ(n_i − 1), ν = Σ(n_i − 1); a series of one reading adds nothing. In the
    unit of the readings. Raises `too_few_values` when no series has two.
    """
    squares, dof = Fraction(0), 0
    for index, values in enumerate(series, 1):
        squares += _sum_of_squares(as_integers(values, f"x{index}"))
        dof += max(0, len(values) - 1)
    if dof < 1:
        raise MetrologyError(Code.TOO_FEW_VALUES, name="x", found="0", allowed="1")
    return Pooled(root(squares / dof), dof)


def pooled_from_s(deviations: Sequence[Number], dofs: Sequence[int]) -> Pooled:
    """Pool standard deviations already known, each with its degrees of freedom (GUM 4.2.4).

    In their common unit. Raises `out_of_range` for a negative s, a ν below 1, or lists of
    different length.
    """
    require(deviations, 1, "s")
    require_pairs(deviations, dofs, "ν")
    squares = Fraction(0)
    for index, (s, dof) in enumerate(zip(deviations, dofs, strict=True), 1):
        if not dof >= 1:
            _refuse(f"ν[{index}]", dof, "ν ≥ 1")
        value = exact(s, f"s[{index}]")
        if value < 0:
            _refuse(f"s[{index}]", s, "s ≥ 0")
        squares += value**2 * dof
    return Pooled(root(squares / sum(dofs)), sum(dofs))


def type_a_pooled(readings: Sequence[Number], spread: Pooled) -> TypeA:
    """Evaluate m readings made now with a pooled s from before: u = s_p/√m with its ν (GUM 4.2.4).

    One reading will do. In the unit of the readings, which is that of s. Raises `too_few_values`
    for none.
    """
    m = require(readings, 1)
    mean = as_integers(readings).total() / m
    return TypeA(from_fraction(mean), spread.s, root(Fraction(spread.s) ** 2 / m), spread.dof)


def mean_interval(result: TypeA, p: float) -> MeanInterval:
    """Give the interval about the mean that Student's t gives p (GUM G.3.2), in its unit."""
    k = to_decimal(t_factor(p, result.dof))
    half = CONTEXT.multiply(k, result.u)
    low, high = CONTEXT.subtract(result.mean, half), CONTEXT.add(result.mean, half)
    return MeanInterval(low, high, half, k)


def correlation(x: Sequence[Number], y: Sequence[Number]) -> float:
    """Give the correlation coefficient of paired observations (GUM C.3.6), which their means share.

    Dimensionless, −1 to 1. Raises `too_few_values` below two pairs, `out_of_range` for lists of
    different length, `cannot_compute` where one of the two does not vary.
    """
    products, squares_x, squares_y, _ = _cross_products(x, y)
    for name, squares in (("x", squares_x), ("y", squares_y)):
        if not squares:
            raise refusal(Code.CANNOT_COMPUTE, Reason.ALL_EQUAL_OF, found=f"r({name})", part=name)
    r = root(Fraction(products * products, squares_x * squares_y))
    return float(r.copy_sign(Decimal(1 if products >= 0 else -1)))


def covariance_of_means(x: Sequence[Number], y: Sequence[Number]) -> Decimal:
    """Give s(x̄, ȳ) = Σ(x − x̄)(y − ȳ) / (n(n − 1)) of paired observations (GUM 5.2.3).

    In the unit of x times the unit of y. Refuses as `correlation` does.
    """
    products, _, _, exponent = _cross_products(x, y)
    n = len(x)
    return from_fraction(scaled(products, exponent) / (n * n * n * (n - 1)))


def _cross_products(x: Sequence[Number], y: Sequence[Number]) -> tuple[int, int, int, int]:
    """Give Σdxdy, Σdx², Σdy² of n times the deviations, as integers, and the scale of dxdy."""
    require(x, 2)
    require_pairs(x, y, "y")
    one, other = as_integers(x), as_integers(y, "y")
    dx, dy = _deviations(one.integers), _deviations(other.integers)
    products = sum(a * b for a, b in zip(dx, dy, strict=True))
    return products, _squares(dx), _squares(dy), one.exponent + other.exponent


def _deviations(integers: Sequence[int]) -> list[int]:
    """Give n times the deviation from the mean of each."""
    n, total = len(integers), sum(integers)
    return [n * each - total for each in integers]


def _squares(integers: Iterable[int]) -> int:
    return sum(each * each for each in integers)


def _sum_of_squares(numbers: Scaled) -> Fraction:
    """Give Σ(x − x̄)², exactly, in the unit squared; 0 of none."""
    n, total = len(numbers.integers), sum(numbers.integers)
    if not n:
        return Fraction(0)
    squares = n * _squares(numbers.integers) - total * total
    return scaled(squares, 2 * numbers.exponent) / n


def _not_finite(values: Sequence[float]) -> MetrologyError:
    for i, value in enumerate(values, 1):
        if not math.isfinite(value):
            return MetrologyError(Code.NOT_A_NUMBER, name=f"x[{i}]", found=f"x[{i}] = {value}")
    return MetrologyError(
        Code.OUT_OF_RANGE, name="x", found=f"{min(values)} … {max(values)}", allowed="|x| < 10^150"
    )


def _refuse(name: str, found: object, allowed: str) -> None:
    raise MetrologyError(Code.OUT_OF_RANGE, name=name, found=str(found), allowed=allowed)
