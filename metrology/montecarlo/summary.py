"""Statistics of draws: moments, intervals from order statistics, histogram (GUM-S1 7.5 to 7.7)."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np

from metrology.bounds import between
from metrology.errors import Code, MetrologyError
from metrology.montecarlo.result import SHORTEST, SYMMETRIC, Histogram, Interval
from metrology.montecarlo.streams import BLOCK, Floats
from metrology.reasons import Reason, refusal

BINS = 100
_SAMPLE = 5_000
_MARGIN = 4  # standard deviations of the sample's share
_DRAWS_OUTSIDE = 100  # J = 100/(1 − p), GUM-S1 7.9.4 b


class Moments(NamedTuple):
    """Mean (k,), sums of products of deviations (k, k), third powers (k,) of k outputs."""

    draws: int
    mean: Floats
    products: Floats
    cubes: Floats


def least_draws(p: float) -> int:
    """Give J = 100/(1 − p): fewer draws leave too few outside to find an end point by."""
    return math.ceil(round(_DRAWS_OUTSIDE / (1 - p), 6))


def checked_p(p: float) -> float:
    """Refuse p outside 0 … 1: `out_of_range`."""
    return between("p", p, 0, 1)


def checked_draws(draws: int, p: float) -> int:
    """Refuse fewer than J draws: `out_of_range`."""
    if not draws >= least_draws(p):
        allowed = f"≥ {least_draws(p)} = 100/(1 − p)"
        raise MetrologyError(Code.OUT_OF_RANGE, name="draws", found=repr(draws), allowed=allowed)
    return draws


def moments(values: Floats) -> Moments:
    """Give the moments of one block, shape (k, n), in two passes.

    Raises `cannot_compute` where powers of the deviations are too large for floats.
    """
    with _refusing_overflow():
        return _moments(values)


@contextmanager
def _refusing_overflow() -> Iterator[None]:
    try:
        with np.errstate(over="raise", invalid="raise"):
            yield
    except FloatingPointError:
        raise refusal(Code.CANNOT_COMPUTE, Reason.SPREAD_TOO_LARGE, found="s") from None


def _moments(values: Floats) -> Moments:
    origin = values[:, 0]  # a constant then has no spread at all, and leading digits cost nothing
    spare = values - origin[:, None]
    off = spare.mean(axis=1)
    spare -= off[:, None]
    size = len(values)
    products = np.empty((size, size))
    for i in range(size):
        for j in range(i + 1):
            # A sum, not BLAS: its order, so its last digit, may depend on threads.
            products[i, j] = products[j, i] = np.multiply(spare[i], spare[j]).sum()
    cubes = np.array([np.multiply(np.multiply(row, row), row).sum() for row in spare])
    return Moments(values.shape[1], origin + off, products, cubes)


def merged(parts: Sequence[Moments]) -> Moments:
    """Give the moments of all blocks together, about the first mean. Raises like `moments`."""
    with _refusing_overflow():
        return _merged(parts)


def _merged(parts: Sequence[Moments]) -> Moments:
    counts = np.array([part.draws for part in parts], dtype=np.float64)
    total = float(counts.sum())
    origin = parts[0].mean
    means = np.array([part.mean for part in parts]) - origin
    mean = (counts[:, None] * means).sum(axis=0) / total
    off = means - mean
    between = (counts[:, None, None] * off[:, :, None] * off[:, None, :]).sum(axis=0)
    products = np.array([part.products for part in parts])
    squares = np.diagonal(products, axis1=1, axis2=2)
    cubes = np.array([part.cubes for part in parts])
    cubes = (cubes + 3 * off * squares + counts[:, None] * off**3).sum(axis=0)
    return Moments(int(total), origin + mean, products.sum(axis=0) + between, cubes)


def skewness(of: Moments, output: int) -> float | None:
    """Give the third standardised moment, None without spread."""
    cubed = (of.products[output, output] / of.draws) ** 1.5
    return float(of.cubes[output] / of.draws / cubed) if cubed > 0 else None


def covered(p: float, draws: int) -> int:
    """Give q, the number of draws in an interval: pM, else its integer part after +½ (7.7.1)."""
    return min(math.floor(p * draws + 0.5), draws - 1)


def intervals(values: Floats, p: float) -> tuple[Interval, Interval]:
    """Give the probabilistically symmetric and the shortest interval of draws, shape (n,).

    The order statistics of GUM-S1 7.7.2 and 7.7.3: [y(r), y(r+q)] with r = (M − q)/2, or its
    integer part after +½; shortest over r = 1 … M − q.
    """
    draws = len(values)
    q = covered(p, draws)
    outside = draws - q
    lows, highs = _ends(values, outside)  # y(r) and y(r + q) for r = 1 … M − q
    middle = (outside + 1) // 2 - 1
    narrow = int(np.argmin(highs - lows))
    return (
        Interval(SYMMETRIC, p, float(lows[middle]), float(highs[middle])),
        Interval(SHORTEST, p, float(lows[narrow]), float(highs[narrow])),
    )


def _ends(values: Floats, count: int) -> tuple[Floats, Floats]:
    """Give the smallest and the largest `count` draws, each sorted.

    A sample says about where they end; what lies a little beyond is cut off and sorted. So the
    sample decides how long this takes, never what is found.
    """
    sample = np.sort(values[:: max(1, len(values) // _SAMPLE)])
    share = count / len(values)
    beyond = share + _MARGIN * math.sqrt(share * (1 - share) / len(sample))
    rank = min(math.ceil(beyond * len(sample)), len(sample) - 1)
    low, high = values[values <= sample[rank]], values[values >= sample[-1 - rank]]
    if min(len(low), len(high)) < count:  # the sample was an unusual one
        low = high = values
    return np.sort(low)[:count], np.sort(high)[-count:]


def histogram(values: Floats, least: float, greatest: float, middle: Interval) -> Histogram:
    """Count draws in `BINS` bins around a coverage interval, shape (n,).

    The bins reach half an interval's length beyond it, and no further than the draws: the far
    ends of a t distribution would otherwise leave one bar.
    """
    reach = middle.high - middle.low
    low, high = max(least, middle.low - reach / 2), min(greatest, middle.high + reach / 2)
    width = (high - low) / BINS
    if not width > 0 or not math.isfinite(1 / width):
        inside = int(np.count_nonzero((values >= low) & (values <= high)))
        below = int(np.count_nonzero(values < low))
        return Histogram(low, high, (inside,), below, len(values) - inside - below)
    counts = np.zeros(BINS + 2, dtype=np.intp)
    for start in range(0, len(values), BLOCK):
        place = values[start : start + BLOCK] - low
        place *= 1 / width
        place += 1  # 0 is below, 1 … BINS are the bins, BINS + 1 is above
        np.clip(place, 0, BINS + 1, out=place)
        counts += np.bincount(place.astype(np.intp), minlength=BINS + 2)
    below, inside, above = int(counts[0]), counts[1:-1].tolist(), int(counts[-1])
    if high == greatest:  # the largest draw stands on the last edge, not above it
        inside[-1], above = inside[-1] + above, 0
    return Histogram(low, high, tuple(inside), below, above)
