import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from metrology.conformity.conformance import (
    Limits,
    conformance_probability,
    measurement_capability,
    nonconformance_probability,
    process_capability,
)
from metrology.conformity.knowledge import (
    Gamma,
    Knowledge,
    Normal,
    Rectangular,
    StudentT,
    Updated,
    posterior,
)
from metrology.statistics.quadrature import integral
from tests.metrology.golden import refused

KNOWN: list[tuple[Knowledge, Any]] = [
    (Normal(1, 0.5), stats.norm(1, 0.5)),
    (StudentT(1, 0.5, 4.5), stats.t(4.5, 1, 0.5)),
    (Rectangular(-1, 2), stats.uniform(-1, 3)),
    (Gamma(4, 0.25), stats.gamma(4, scale=0.25)),
    (Gamma(1, 2), stats.gamma(1, scale=2)),
]
IDS = ["normal", "t", "rectangular", "gamma", "exponential"]


@pytest.mark.parametrize(("known", "oracle"), KNOWN, ids=IDS)
@pytest.mark.parametrize("limits", [Limits(0.5, 1.7), Limits(lower=1.2), Limits(upper=-0.3)])
def test_probabilities_of_every_distribution(known: Knowledge, oracle: Any, limits: Limits) -> None:
    inside = oracle.cdf(limits.high) - oracle.cdf(limits.low)

    assert conformance_probability(known, limits) == pytest.approx(inside, abs=1e-13)
    assert nonconformance_probability(known, limits) == pytest.approx(1 - inside, abs=1e-13)


def test_a_small_risk_keeps_its_digits() -> None:
    # Twelve standard uncertainties from the limit: 1.8e-33, and not 1 − 1.
    far = Normal(0, 1)

    assert nonconformance_probability(far, Limits(-12, 12)) == pytest.approx(2 * stats.norm.sf(12))
    assert conformance_probability(far, Limits(12, 13)) == pytest.approx(
        stats.norm.sf(12) - stats.norm.sf(13)
    )
    assert conformance_probability(far, Limits(-13, -12)) == pytest.approx(
        stats.norm.sf(12) - stats.norm.sf(13)
    )


def test_a_gamma_distribution_by_its_moments() -> None:
    known = Gamma.of(1, 0.5)  # the ball bearings of JCGM 106, 9.5.4

    assert (known.shape, known.scale) == (4, 0.25)


def test_a_normal_posterior_is_the_weighted_mean() -> None:
    # JCGM 106, 6.2: equal weights give the middle and u/√2.
    assert posterior(Normal(10, 1), 12, 1) == Normal(11, math.sqrt(0.5))


@pytest.mark.parametrize("prior", [Gamma(4, 0.25), Gamma(1, 1), Rectangular(0, 1.5)])
@pytest.mark.parametrize("value", [-0.2, 0.1, 1.6, 2.4])
def test_any_posterior_against_scipy(prior: Gamma | Rectangular, value: float) -> None:
    oracle = stats.uniform(0, 1.5)
    if isinstance(prior, Gamma):
        oracle = stats.gamma(prior.shape, scale=prior.scale)

    def density(x: float) -> float:
        return float(oracle.pdf(x) * stats.norm.pdf(value, x, 0.25))

    high = min(8.0, prior.reach[1])
    whole, inside = (
        integrate.quad(density, low, end, epsabs=1e-15, limit=400, points=[min(end, 1.0)])[0]
        for low, end in ((0, high), (0.3, 1.2))
    )
    known = posterior(prior, value, 0.25)
    assert isinstance(known, Updated)
    assert conformance_probability(known, Limits(0.3, 1.2)) == pytest.approx(
        inside / whole, rel=1e-8
    )
    assert known.cdf(0.7) + known.survival(0.7) == pytest.approx(1, abs=1e-12)


def test_capabilities() -> None:
    assert measurement_capability(Limits(9, 11), 0.125) == 4  # T/(4u)
    assert process_capability(10.5, 0.25, Limits(9, 11)) == pytest.approx(2 / 3)
    assert process_capability(10.5, 0.25, Limits(lower=9)) == 2


@pytest.mark.parametrize(
    ("lower", "upper", "code"),
    [
        (None, None, "bad_limit"),
        (1, 1, "out_of_range"),
        (2, 1, "out_of_range"),
        (math.nan, 1, "not_a_number"),
        (None, math.inf, "not_a_number"),
    ],
)
def test_limits_between_which_something_can_lie(
    lower: float | None, upper: float | None, code: str
) -> None:
    with refused(code):
        Limits(lower, upper)


def test_limits_are_permissible_values() -> None:
    assert Limits(0.1, 0.3).contains(0.3)
    assert not Limits(0.1, 0.3).contains(0.1 + 0.2)  # 0.30000000000000004 as it is written
    assert Limits.symmetric(2, about=1) == Limits(-1, 3)


@pytest.mark.parametrize(
    ("make", "code", "name"),
    [
        (lambda: Normal(0, 0), "out_of_range", "σ"),
        (lambda: Normal(0, -1), "out_of_range", "σ"),
        (lambda: Normal(math.nan, 1), "not_a_number", None),
        (lambda: StudentT(0, 1, 0.5), "out_of_range", "ν"),
        (lambda: StudentT(0, 0, 5), "out_of_range", "scale"),
        (lambda: Rectangular(1, 1), "out_of_range", "upper − lower"),
        (lambda: Gamma(0.5, 1), "out_of_range", "shape"),
        (lambda: Gamma(2, 0), "out_of_range", "scale"),
        (lambda: Gamma.of(-1, 1), "out_of_range", "mean"),
        (lambda: posterior(Normal(0, 1), 0, 0), "out_of_range", "u"),
        (lambda: posterior(Gamma(2, 1), 0, -1), "out_of_range", "u"),
        (lambda: measurement_capability(Limits(upper=1), 1), "bad_limit", None),
        (lambda: measurement_capability(Limits(0, 1), 0), "out_of_range", "u"),
        (lambda: process_capability(0, 0, Limits(0, 1)), "out_of_range", "σ"),
        (lambda: posterior(Rectangular(0, 1), -9, 0.1).cdf(1), "cannot_compute", None),
    ],
)
def test_what_is_no_knowledge_is_named(make: Any, code: str, name: str | None) -> None:
    with refused(code, **({} if name is None else {"name": name})):
        make()


@given(
    degree=st.integers(0, 22), low=st.floats(-3, 3), width=st.floats(0.01, 5),
)  # fmt: skip
def test_one_panel_integrates_polynomials_exactly(degree: int, low: float, width: float) -> None:
    high = low + width
    exact = (high ** (degree + 1) - low ** (degree + 1)) / (degree + 1)

    size = max(abs(low), abs(high)) ** degree * width
    assert integral(lambda x: x**degree, low, high) == pytest.approx(
        exact, abs=1e-12 * max(size, 1)
    )


def test_an_integral_that_does_not_settle_is_refused() -> None:
    assert integral(math.exp, 1, 1) == integral(math.exp, 2, 1) == 0
    with refused("cannot_compute"):
        integral(lambda x: math.sin(1e7 * x), 0, 1)
    with refused("cannot_compute"):
        integral(lambda _x: math.nan, 0, 1)
