"""Statistics of draws: intervals by their definition, moments, histogram, curves."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from metrology.montecarlo.curves import normal_density, t_density
from metrology.montecarlo.streams import Floats, generator
from metrology.montecarlo.summary import (
    covered,
    histogram,
    intervals,
    least_draws,
    merged,
    moments,
    skewness,
)
from metrology.montecarlo.tolerance import numerical_tolerance
from tests.metrology.golden import refused


def by_definition(values: Floats, p: float) -> list[float]:
    """GUM-S1 7.7.2 and 7.7.3 word for word, with r from 1."""
    y, m = sorted(values.tolist()), len(values)
    q = int(p * m) if p * m == int(p * m) else int(p * m + 0.5)
    r = (m - q) // 2 if (m - q) % 2 == 0 else (m - q + 1) // 2
    shortest = min(range(1, m - q + 1), key=lambda each: y[each - 1 + q] - y[each - 1])
    return [y[r - 1], y[r - 1 + q], y[shortest - 1], y[shortest - 1 + q]]


def shaped(shape: str, seed: int, count: int) -> Floats:
    draws = np.random.default_rng(seed)
    match shape:
        case "normal":
            return draws.standard_normal(count)
        case "t":
            return draws.standard_t(1, count)
        case "steps":
            return np.round(draws.standard_normal(count))
        case "sorted":
            return np.sort(draws.exponential(size=count))
        case _:
            return np.full(count, 1e9)


@given(
    seed=st.integers(0, 2**32),
    count=st.integers(200, 30_000),
    p=st.sampled_from([0.5, 0.6827, 0.9, 0.95, 0.9545, 0.99]),
    shape=st.sampled_from(["normal", "t", "steps", "constant", "sorted"]),
)
def test_intervals_are_the_order_statistics_of_the_supplement(
    seed: int, count: int, p: float, shape: str
) -> None:
    values = shaped(shape, seed, count)

    symmetric, shortest = intervals(values, p)

    found = [symmetric.low, symmetric.high, shortest.low, shortest.high]
    assert found == by_definition(values, p)


def test_a_misleading_sample_changes_nothing_but_time() -> None:
    """Every sampled draw lies low: what is cut off by the sample is not enough."""
    values = generator(1, 0).standard_normal(100_000) + 100
    values[::20] -= 200

    symmetric, shortest = intervals(values, 0.95)

    found = [symmetric.low, symmetric.high, shortest.low, shortest.high]
    assert found == by_definition(values, 0.95)


def test_an_interval_contains_p_of_the_draws() -> None:
    values = generator(3, 0).standard_exponential(100_000)

    for interval in intervals(values, 0.9):
        inside = np.count_nonzero((values >= interval.low) & (values <= interval.high))
        assert inside == covered(0.9, 100_000) + 1


def test_the_shortest_interval_of_an_exponential_begins_at_zero() -> None:
    symmetric, shortest = intervals(generator(3, 0).standard_exponential(1_000_000), 0.95)

    assert shortest.low == pytest.approx(0, abs=1e-3)
    assert shortest.high == pytest.approx(-math.log(0.05), abs=0.02)
    assert symmetric.low == pytest.approx(-math.log(0.975), abs=0.001)
    assert shortest.expanded < symmetric.expanded


@given(
    seed=st.integers(0, 2**32),
    cuts=st.lists(st.integers(1, 4_999), max_size=6, unique=True),
    offset=st.sampled_from([0.0, -3.0, 1e9]),
)
def test_moments_of_blocks_are_the_moments_of_all(
    seed: int, cuts: list[int], offset: float
) -> None:
    values = np.random.default_rng(seed).standard_exponential((2, 5_000))
    values[1] += values[0]
    values += offset

    parts = [moments(each) for each in np.split(values, sorted(cuts), axis=1)]
    of = merged(parts)

    assert of.draws == 5_000
    assert of.mean == pytest.approx(values.mean(axis=1), rel=1e-14)
    near = 1e-6 if offset == 1e9 else 1e-10
    assert of.products / 4_999 == pytest.approx(np.cov(values), rel=near)
    exact = (values - values.mean(axis=1, keepdims=True))[0]
    assert skewness(of, 0) == pytest.approx(stats.skew(exact), rel=max(near, 1e-9))


def test_a_constant_has_exactly_no_spread() -> None:
    parts = [moments(np.full((1, 10_000), 0.1)) for _ in range(3)]

    of = merged(parts)

    assert of.mean.tolist() == [0.1]
    assert of.products.tolist() == [[0.0]]
    assert skewness(of, 0) is None


@given(seed=st.integers(0, 2**32), shape=st.sampled_from(["normal", "t", "steps", "constant"]))
def test_a_histogram_counts_every_draw_once(seed: int, shape: str) -> None:
    values = shaped(shape, seed, 25_000)

    found = histogram(values, values.min(), values.max(), intervals(values, 0.95)[0])

    assert found.below + sum(found.counts) + found.above == 25_000
    assert found.below == pytest.approx(np.count_nonzero(values < found.low), abs=2)
    end = values > found.high if found.high == values.max() else values >= found.high
    assert found.above == pytest.approx(np.count_nonzero(end), abs=2)


def test_a_histogram_is_that_of_numpy_inside_its_range() -> None:
    values = generator(3, 0).standard_t(2, 100_000)

    found = histogram(values, values.min(), values.max(), intervals(values, 0.95)[0])

    inside = values[(values >= found.low) & (values <= found.high)]
    theirs, edges = np.histogram(inside, bins=100, range=(found.low, found.high))
    assert found.edges == pytest.approx(edges.tolist())
    assert found.counts == pytest.approx(theirs.tolist(), abs=2)
    assert found.below > 0
    assert found.above > 0


def test_the_density_lies_on_the_curve() -> None:
    values = generator(3, 0).standard_normal(1_000_000) * 2 + 5

    found = histogram(values, values.min(), values.max(), intervals(values, 0.95)[0])

    middles = [(a + b) / 2 for a, b in zip(found.edges, found.edges[1:], strict=False)]
    assert found.density == pytest.approx(normal_density(middles, 5, 2), abs=0.005)


@pytest.mark.parametrize("dof", [1, 2.5, 8, 1000, math.inf])
def test_curves_are_those_of_scipy(dof: float) -> None:
    points = [-4.0, 0.0, 1.0, 1.5, 30.0]
    theirs = stats.norm(1, 2) if math.isinf(dof) else stats.t(dof, 1, 2)

    assert t_density(points, 1, 2, dof) == pytest.approx(theirs.pdf(points), rel=1e-10)
    assert t_density(points, 1, 0, dof) == ()


@pytest.mark.parametrize(
    ("u", "digits", "tolerance"),
    [
        # GUM-S1 7.9.2, examples 1 to 3
        (0.00035, 2, 0.5e-5),
        (0.00035, 1, 0.5e-4),
        (2, 1, 0.5),
        # 9.96 with two digits is 10: c = 10, l = 0
        (9.96, 2, 0.5),
        (9.94, 2, 0.05),
        (0, 2, 0),
    ],
)
def test_the_numerical_tolerance_of_the_supplement(u: float, digits: int, tolerance: float) -> None:
    assert numerical_tolerance(u, digits) == tolerance


@pytest.mark.parametrize("digits", [0, 5])
def test_meaningless_digits_are_refused(digits: int) -> None:
    with refused("out_of_range", name="digits"):
        numerical_tolerance(1, digits)


def test_the_least_number_of_draws_is_j() -> None:
    """GUM-S1 7.9.4 b: J = 100/(1 − p)."""
    assert [least_draws(p) for p in (0.95, 0.99, 0.5)] == [2_000, 10_000, 200]
