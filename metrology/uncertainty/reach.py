"""Whether a model is still what its derivatives say it is, as far as its inputs reach.

Derivatives know one point. A kink beside it (|x| near 0, a limit by min or max), x³ at 0 or a
ripple are invisible to all of them, and u is wrong without a sign. So the model itself is asked
√3 standard uncertainties to either side: with the weights 1/6, 4/6, 1/6 these three points have the
mean and the standard deviation of a normal distribution, exact for polynomials up to degree two.
(GUM 5.1.3 note 2 computes sensitivities from such steps.)
"""

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from metrology.errors import MetrologyError

if TYPE_CHECKING:
    import numpy as np

    from metrology.formula.program import Program

    Square = np.ndarray[Any, np.dtype[np.float64]]

_REACH = math.sqrt(3)
_ROUNDING = 1e-9  # of the values and the slopes: a difference below this is noise
# A warning names the inputs of a direction that weigh at least this, beside the heaviest.
_NAMED = 0.1


class Spread(NamedTuple):
    """What the steps add to u² of first order, and the inputs they were taken in."""

    extra: float = 0.0
    inputs: tuple[str, ...] = ()


def spreads(program: "Program", x: Sequence[float], covariance: "Square") -> list[Spread]:
    """Give for every output what its values at ±√3 u say beyond its slopes.

    Steps go along each input; of correlated inputs along the directions in which they vary
    independently. A step to where the model has no value says nothing.
    """
    extra = [0.0] * len(program.outputs)
    heaviest: list[tuple[float, tuple[str, ...]]] = [(0.0, ())] * len(extra)
    values, gradients = program.values(x), program.gradient(x)
    for step in _directions(covariance):
        names = _names(program.inputs, step, covariance)
        try:
            low, high = (_moved(program, x, step, sign * _REACH) for sign in (-1, 1))
            more = [
                _more(gradients[k], step, values[k], low[k], high[k]) for k in range(len(extra))
            ]
        except (MetrologyError, OverflowError):
            continue
        extra = [sum(pair) for pair in zip(extra, more, strict=True)]
        heaviest = [max(old, (abs(new), names)) for old, new in zip(heaviest, more, strict=True)]
    return [Spread(*pair) for pair in zip(extra, (names for _, names in heaviest), strict=True)]


def _more(
    gradient: Sequence[float], step: Sequence[float], middle: float, low: float, high: float
) -> float:
    slopes = [c * d for c, d in zip(gradient, step, strict=True)]
    size = max(abs(middle), abs(low), abs(high), math.fsum(map(abs, slopes)))
    below, above = low - middle, high - middle
    if max(abs(below), abs(above)) <= _ROUNDING * size:
        return -(math.fsum(slopes) ** 2)
    return _variance(below, above) - math.fsum(slopes) ** 2


def _directions(covariance: "Square") -> Iterator[list[float]]:
    """Give steps of one standard uncertainty each, independent of one another."""
    import numpy as np

    us = np.sqrt(np.diag(covariance))
    used = np.flatnonzero(us)
    scale = us[used]
    matrix = covariance[np.ix_(used, used)] / np.outer(scale, scale)
    if not np.any(matrix - np.diag(np.diag(matrix))):
        sizes, vectors = np.ones(len(used)), np.eye(len(used))
    else:
        sizes, vectors = np.linalg.eigh(matrix)
    for size, vector in zip(sizes, vectors.T, strict=True):
        if size > _ROUNDING:
            step = np.zeros(len(us))
            step[used] = math.sqrt(size) * vector * scale
            yield step.tolist()


def _moved(
    program: "Program", x: Sequence[float], step: Sequence[float], times: float
) -> list[float]:
    return program.values([at + times * by for at, by in zip(x, step, strict=True)])


def _variance(below: float, above: float) -> float:
    """Give the variance of the three points, from how far the outer ones lie off the middle."""
    mean = (below + above) / 6
    return ((below - mean) ** 2 + (above - mean) ** 2 + 4 * mean * mean) / 6


def _names(inputs: Sequence[str], step: Sequence[float], covariance: "Square") -> tuple[str, ...]:
    weights = [abs(by) / math.sqrt(covariance[i, i]) if by else 0.0 for i, by in enumerate(step)]
    least = _NAMED * max(weights)
    return tuple(name for name, one in zip(inputs, weights, strict=True) if one > least)
