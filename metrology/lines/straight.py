"""Lines through calibration data: ordinary, weighted, through the origin, with u in both axes.

`fit_line` and `fit_polynomial` take x as certain; `fit_line_xy` does not. What comes out is a `Fit`
(see `fits`). Data are numbers as typed; the sums are exact (see `least_squares`).
"""

import math
from collections.abc import Sequence

from metrology.bounds import between, finite, out_of_range
from metrology.decimals import Number
from metrology.errors import Code, MetrologyError
from metrology.lines.both_axes import fit_line_xy
from metrology.lines.fits import Fit, Method, Prediction
from metrology.lines.least_squares import Solution, solve
from metrology.reasons import Reason, refusal
from metrology.statistics.sums import Scaled, as_integers, require, require_pairs, scaled

__all__ = ["Fit", "Prediction", "fit_line", "fit_line_xy", "fit_polynomial"]

HIGHEST_DEGREE = 10
_SQUARABLE = 1e150  # from 1/this to this a number has a square that is neither 0 nor infinite


def fit_line(
    x: Sequence[Number],
    y: Sequence[Number],
    *,
    u_y: Sequence[Number] | None = None,
    weights: Sequence[Number] | None = None,
    through_origin: bool = False,
) -> Fit:
    """Fit a straight line by least squares (GUM H.3): see `fit_polynomial`, of degree 1."""
    return fit_polynomial(x, y, 1, u_y=u_y, weights=weights, through_origin=through_origin)


def fit_polynomial(
    x: Sequence[Number],
    y: Sequence[Number],
    degree: int,
    *,
    u_y: Sequence[Number] | None = None,
    weights: Sequence[Number] | None = None,
    through_origin: bool = False,
) -> Fit:
    """Fit a polynomial by least squares, without its constant when `through_origin`.

    Alone: "ols", uncertainties from the scatter about the fit. With `u_y`, the standard uncertainty
    of each y: "wls", weights 1/u², uncertainties from these u, and χ². With `weights` known up to a
    factor, such as numbers of readings: "relative", uncertainties from the scatter.

    Raises, naming the place: `too_few_values` for fewer points than coefficients (one more where
    the scatter must be estimated) or too few different x; `out_of_range` for columns of different
    length, a u or weight that is not positive, a degree outside 1 … 10, both u_y and weights;
    `not_a_number`.
    """
    if not 1 <= degree <= HIGHEST_DEGREE:
        raise out_of_range("degree", degree, f"1 … {HIGHEST_DEGREE}")
    if u_y is not None and weights is not None:
        raise out_of_range("weights", "u_y, weights", "u_y ∨ weights")
    powers = tuple(range(1 if through_origin else 0, degree + 1))
    require_pairs(x, y, "y")
    require(x, len(powers) + (u_y is None), "x")
    columns = as_integers(x), as_integers(y, "y")
    _require_different(columns[0], powers)
    factors = _weights(x, u_y, weights)
    method: Method = "wls" if u_y is not None else "ols" if weights is None else "relative"
    try:
        return _fit(method, columns[0], solve(*columns, factors, powers), powers)
    except OverflowError as problem:
        raise refusal(Code.CANNOT_COMPUTE, Reason.FIT_OVERFLOW, found="fit") from problem


def _fit(method: Method, x: Scaled, solution: Solution, powers: tuple[int, ...]) -> Fit:
    coefficients, inverse = solution.uncentred(powers)
    n, dof = len(x.integers), len(x.integers) - len(powers)
    absolute = method == "wls"
    variance = 1 if absolute else solution.squares / dof
    return Fit(
        method=method,
        powers=powers,
        coefficients=tuple(float(each) for each in coefficients),
        covariance=tuple(tuple(float(each * variance) for each in row) for row in inverse),
        n=n,
        dof=dof,
        s_residual=None if absolute else math.sqrt(variance),
        chi2=float(solution.squares) if absolute else None,
        x_least=float(scaled(min(x.integers), x.exponent)),
        x_most=float(scaled(max(x.integers), x.exponent)),
        centre=float(solution.centre),
        centred=tuple(float(each) for each in solution.coefficients),
        centred_covariance=tuple(
            tuple(float(each * variance) for each in row) for row in solution.inverse
        ),
    )


def _weights(
    x: Sequence[Number], u_y: Sequence[Number] | None, weights: Sequence[Number] | None
) -> list[float] | None:
    if u_y is not None:
        require_pairs(x, u_y, "u_y")
        return [_weight(f"u_y[{i}]", u, squared=True) for i, u in enumerate(u_y, 1)]
    if weights is not None:
        require_pairs(x, weights, "weights")
        return [_weight(f"weights[{i}]", w, squared=False) for i, w in enumerate(weights, 1)]
    return None


def _weight(name: str, value: Number, *, squared: bool) -> float:
    """Give 1/u² or the weight itself: positive, finite."""
    number = between(name, finite(name, float(value)), 1 / _SQUARABLE, _SQUARABLE)
    return 1 / (number * number) if squared else number


def _require_different(x: Scaled, powers: tuple[int, ...]) -> None:
    different = set(x.integers) - ({0} if powers[0] else set())
    if len(different) < len(powers):
        raise MetrologyError(
            Code.TOO_FEW_VALUES,
            name="different x",
            found=str(len(different)),
            allowed=str(len(powers)),
        )
