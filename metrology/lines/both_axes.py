"""A straight line with uncertainties in both axes (York et al., Am. J. Phys. 72 (2004) 367)."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from metrology.bounds import finite, not_negative, out_of_range
from metrology.decimals import Number
from metrology.errors import Code, MetrologyError
from metrology.lines.fits import Fit
from metrology.reasons import Reason, refusal
from metrology.statistics.sums import Scaled, as_integers, require, require_pairs, scaled

_ROUNDS = 500
_SETTLED = 1e-15
# The last digits of a slope can go to and fro; this much is still said to have settled.
_NEARLY_SETTLED = 1e-12


class _Point(NamedTuple):
    """A point about the centre of the data, its variances and its covariance."""

    x: float
    y: float
    var_x: float
    var_y: float
    cov: float

    def weight(self, slope: float) -> float:
        """1/(variance of y − slope·x)."""
        variance = self.var_y + slope * (slope * self.var_x - 2 * self.cov)
        if not variance:
            raise _unsettled()  # y without u, on a level line
        return 1 / variance


class _Line(NamedTuple):
    """Slope, the weighted middle of the points, and Σ of the weights and of their moments."""

    slope: float
    middle_x: float
    middle_y: float
    weight: float


def fit_line_xy(
    x: Sequence[Number],
    y: Sequence[Number],
    u_x: Number | Sequence[Number],
    u_y: Number | Sequence[Number],
    *,
    r: Number | Sequence[Number] = 0,
    relative: bool = False,
) -> Fit:
    """Fit a straight line to data uncertain in both axes: the maximum likelihood line of York.

    `u_x`, `u_y`: standard uncertainties, one for all points or one each; `r` the correlation of
    the two errors of a point. "wtls": uncertainties from these u, and χ². With `relative`, where
    only the ratios of the u are known ("deming"), uncertainties from the scatter; `s_residual` is
    then the factor by which the u given are to be multiplied.

    Raises, naming the place: `too_few_values` for fewer than two points (three when relative) or
    equal x; `out_of_range` for a negative u, a point with both u zero, |r| ≥ 1 or columns of
    different length; `cannot_compute` when the slope does not settle.
    """
    require_pairs(x, y, "y")
    n = require(x, 3 if relative else 2)
    columns = as_integers(x), as_integers(y, "y")
    if len(set(columns[0].integers)) == 1:
        raise MetrologyError(Code.TOO_FEW_VALUES, name="different x", found="1", allowed="2")
    centre = [round(sum(column.integers) / n) for column in columns]
    points = _points(
        columns, centre, (_each(u_x, n, "u_x"), _each(u_y, n, "u_y"), _each(r, n, "r"))
    )
    line = _settle(points)
    middle = [scaled(c, column.exponent) for c, column in zip(centre, columns, strict=True)]
    chi2 = math.fsum(
        point.weight(line.slope)
        * (point.y - line.middle_y - line.slope * (point.x - line.middle_x)) ** 2
        for point in points
    )
    factor = chi2 / (n - 2) if relative else 1.0
    shift, spread = _adjusted(points, line)
    var_slope, var_middle = factor / spread, factor / line.weight
    at = float(middle[0]) + (line.middle_x + shift)
    value = float(middle[1]) + (line.middle_y + line.slope * shift)
    return Fit(
        method="deming" if relative else "wtls",
        powers=(0, 1),
        coefficients=(value - line.slope * at, line.slope),
        covariance=(
            (var_middle + at * at * var_slope, -at * var_slope),
            (-at * var_slope, var_slope),
        ),
        n=n,
        dof=n - 2,
        s_residual=math.sqrt(factor) if relative else None,
        chi2=None if relative else chi2,
        x_least=float(scaled(min(columns[0].integers), columns[0].exponent)),
        x_most=float(scaled(max(columns[0].integers), columns[0].exponent)),
        centre=at,
        centred=(value, line.slope),
        centred_covariance=((var_middle, 0.0), (0.0, var_slope)),
    )


def _settle(points: Sequence[_Point]) -> _Line:
    """Improve the ordinary slope until it stays (York 2004, steps 1 to 6)."""
    n = len(points)
    x, y = math.fsum(p.x for p in points) / n, math.fsum(p.y for p in points) / n
    slope = math.fsum((p.x - x) * (p.y - y) for p in points)
    slope /= math.fsum((p.x - x) ** 2 for p in points)
    change = math.inf
    for _ in range(_ROUNDS):
        line = _middle(points, slope)
        better = _better(points, line)
        last, change = change, abs(better - slope)
        slope = better
        if change <= _SETTLED * abs(slope) or change >= last <= _NEARLY_SETTLED * abs(slope):
            return _middle(points, slope)
    raise _unsettled()


def _middle(points: Sequence[_Point], slope: float) -> _Line:
    weights = [point.weight(slope) for point in points]
    total = math.fsum(weights)
    x = math.fsum(w * p.x for w, p in zip(weights, points, strict=True)) / total
    y = math.fsum(w * p.y for w, p in zip(weights, points, strict=True)) / total
    return _Line(slope, x, y, total)


def _better(points: Sequence[_Point], line: _Line) -> float:
    above, below = [], []
    for point in points:
        weight, shift = point.weight(line.slope), _shift(point, line)
        above.append(weight * shift * (point.y - line.middle_y))
        below.append(weight * shift * (point.x - line.middle_x))
    divisor = math.fsum(below)
    if not divisor:
        raise _unsettled()
    return math.fsum(above) / divisor


def _shift(point: _Point, line: _Line) -> float:
    """Where on the line the point belongs, in x from the middle (β of York 2004)."""
    u, v, slope = point.x - line.middle_x, point.y - line.middle_y, line.slope
    turned = u * point.var_y + slope * v * point.var_x - (slope * u + v) * point.cov
    return point.weight(slope) * turned


def _adjusted(points: Sequence[_Point], line: _Line) -> tuple[float, float]:
    """Give the middle of the adjusted x, from that of the observed, and Σw(x_adjusted − middle)².

    The latter is the reciprocal of the variance of the slope; about the former, slope and value
    are uncorrelated (York 2004, step 7 and 8).
    """
    weights = [point.weight(line.slope) for point in points]
    shifts = [_shift(point, line) for point in points]
    middle = math.fsum(w * s for w, s in zip(weights, shifts, strict=True)) / line.weight
    spread = math.fsum(w * (s - middle) ** 2 for w, s in zip(weights, shifts, strict=True))
    if not spread:
        raise _unsettled()
    return middle, spread


def _each(value: Number | Sequence[Number], n: int, name: str) -> list[float]:
    """Give one number for each point, all finite."""
    if isinstance(value, Sequence):
        require_pairs(range(n), value, name)
        numbers = [float(each) for each in value]
    else:
        numbers = [float(value)] * n
    return [finite(f"{name}[{i}]", number) for i, number in enumerate(numbers, 1)]


def _points(
    columns: tuple[Scaled, Scaled], centre: Sequence[int], u: tuple[list[float], ...]
) -> list[_Point]:
    x, y = (
        [float(scaled(each - c, column.exponent)) for each in column.integers]
        for column, c in zip(columns, centre, strict=True)
    )
    rows = enumerate(zip(x, y, *u, strict=True), 1)
    return [_point(i, *row) for i, row in rows]


def _point(i: int, x: float, y: float, u_x: float, u_y: float, r: float) -> _Point:
    for name, u in (("u_x", u_x), ("u_y", u_y)):
        not_negative(f"{name}[{i}]", u)
    if not (u_x or u_y):
        raise out_of_range(f"u_y[{i}]", u_y, "u_x > 0 ∨ u_y > 0")
    if not abs(r) < 1:
        raise out_of_range(f"r[{i}]", r, "−1 < r < 1")
    return _Point(x, y, u_x * u_x, u_y * u_y, r * u_x * u_y)


def _unsettled() -> MetrologyError:
    return refusal(Code.CANNOT_COMPUTE, Reason.NOT_CONVERGING, found="slope")
