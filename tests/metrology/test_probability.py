import math
from collections.abc import Callable
from statistics import NormalDist
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from metrology.errors import MetrologyError
from metrology.statistics.probability import (
    beta_cdf,
    beta_pdf,
    beta_quantile,
    beta_survival,
    chi2_cdf,
    chi2_quantile,
    chi2_survival,
    coverage,
    f_cdf,
    f_quantile,
    f_survival,
    gamma_cdf,
    gamma_pdf,
    gamma_quantile,
    gamma_survival,
    normal_cdf,
    normal_pdf,
    normal_quantile,
    normal_survival,
    t_cdf,
    t_factor,
    t_pdf,
    t_quantile,
    t_survival,
)
from tests.metrology.golden import cases, refused

TABLE = [
    (case["id"], expected) for case in cases("coverage_factor") for expected in case["expected"]
]
DOFS = [1, 1.5, 2, 4.7, 9, 50, 333.3, 1e4, 9.9e4, 1.1e5, 1e7, math.inf]
TS = [1e-3, 0.1, 0.5, 1, 1.7, 2, 3, 5, 8, 20]
TAILS = [1e-100, 1e-15, 1e-6, 0.001, 0.02275, 0.1, 0.3, 0.49, 0.5, 0.6, 0.9, 0.999]
SHAPES = [(0.5, 0.5), (0.5, 2), (15, 6), (1, 1), (100, 3), (0.5, 5e4), (4e4, 5e4), (3, 1e5)]
SIZES = [0.5, 1, 1.5, 10, 25, 300, 1e4, 1e5]
DOF_PAIRS = [(1, 1), (2, 36), (9, 40), (1, 46), (500, 3), (8, 1991), (5, 17000)]


def agree(got: float, want: float, rel: float = 1e-12) -> None:
    assert got == pytest.approx(float(want), rel=rel, abs=1e-290)


@pytest.mark.parametrize(("case", "row"), TABLE, ids=lambda each: str(each)[:40])
def test_gum_table_g_2_and_ea_4_02_table_e_1(case: str, row: dict[str, Any]) -> None:
    assert row["quantity"] == "k", case
    assert abs(t_factor(row["p"], row["dof"]) - row["value"]) <= row["tolerance"]


@pytest.mark.parametrize("z", [-37, -9, -1.96, 0, 0.5, 3, 9, 20])
def test_normal_against_scipy(z: float) -> None:
    norm = stats.norm

    agree(normal_pdf(z), norm.pdf(z))
    agree(normal_cdf(z), norm.cdf(z))
    agree(normal_survival(z), norm.sf(z))
    agree(normal_quantile(normal_cdf(-abs(z) - 0.1)), -abs(z) - 0.1)


@pytest.mark.parametrize("dof", DOFS)
def test_t_against_scipy(dof: float) -> None:
    student = stats.t

    for t in TS:
        # SciPy's density is good to about 2e-12 in the tail at ν = 1e4.
        agree(t_pdf(t, dof), student.pdf(t, dof), rel=1e-11)
        agree(t_survival(t, dof), student.sf(t, dof))
        agree(t_cdf(t, dof), student.cdf(t, dof))
        agree(t_cdf(-t, dof), student.sf(t, dof))
        agree(coverage(t, dof), student.cdf(t, dof) - student.cdf(-t, dof), rel=1e-9)
    for tail in TAILS:
        agree(-t_quantile(tail, dof), student.isf(tail, dof))
    assert t_pdf(0, dof) == pytest.approx(student.pdf(0, dof), rel=1e-12)


@pytest.mark.parametrize(("a", "b"), SHAPES)
def test_beta_against_scipy(a: float, b: float) -> None:
    beta = stats.beta

    for x in [1e-100, 1e-10, 1e-4, 0.01, 0.25, 0.5, 0.7, 0.99]:
        agree(beta_cdf(x, a, b), special.betainc(a, b, x))
        # SciPy loses digits of the upper tail where a/b is far from 1.
        agree(beta_survival(x, a, b), special.betaincc(a, b, x), rel=2e-12)
        agree(beta_pdf(x, a, b), beta.pdf(x, a, b))
    for p in TAILS:
        agree(beta_quantile(p, a, b), special.betaincinv(a, b, p), rel=2e-12)


@pytest.mark.parametrize(("dof1", "dof2"), DOF_PAIRS)
def test_f_against_scipy(dof1: float, dof2: float) -> None:
    ratio = stats.f

    for f in [0.0, 0.001, 0.5, 1, 2, 16, 100, 2000]:
        agree(f_cdf(f, dof1, dof2), ratio.cdf(f, dof1, dof2))
        agree(f_survival(f, dof1, dof2), ratio.sf(f, dof1, dof2))
    for p in TAILS:
        agree(f_quantile(p, dof1, dof2), ratio.ppf(p, dof1, dof2))


@pytest.mark.parametrize("shape", SIZES)
def test_gamma_and_chi2_against_scipy(shape: float) -> None:

    for x in [1e-8, 0.01, 0.5, 1, 3, 10, 30, 250, 9.7e3, 1.03e4, 1e5, 1.01e5]:
        agree(gamma_pdf(x, shape, 2.0), stats.gamma.pdf(x, shape, scale=2))
        agree(gamma_cdf(x, shape, 1.0), special.gammainc(shape, x))
        agree(gamma_survival(x, shape, 1.0), special.gammaincc(shape, x))
        agree(chi2_cdf(x, 2 * shape), stats.chi2.cdf(x, 2 * shape))
        agree(chi2_survival(x, 2 * shape), stats.chi2.sf(x, 2 * shape))
    for p in TAILS:
        agree(gamma_quantile(p, shape, 3.0), 3 * special.gammaincinv(shape, p))
        agree(chi2_quantile(p, 2 * shape), 2 * special.gammaincinv(shape, p))


def test_an_upper_tail_at_large_degrees_of_freedom() -> None:
    """P(T > 2) for ν = 99000 by mpmath with 40 digits, where lgamma would lose five."""
    assert t_survival(2, 99000) == pytest.approx(0.0227514953629658552753816, rel=1e-14)


@pytest.mark.parametrize("p", [0.5, 0.6827, 0.95, 0.9545, 0.99, 0.9973, 0.999999])
def test_closed_forms(p: float) -> None:
    """ν = 1, 2 and 4 have exact quantiles, ν = ∞ is the normal distribution."""
    alpha = 1 - p * p
    turned = 4 * math.cos(math.acos(math.sqrt(alpha)) / 3) / math.sqrt(alpha)

    assert t_factor(p, 1) == pytest.approx(math.tan(math.pi * p / 2), rel=1e-9)
    assert t_factor(p, 2) == pytest.approx(p * math.sqrt(2 / alpha), rel=1e-9)
    assert t_factor(p, 4) == pytest.approx(math.sqrt(turned - 4), rel=1e-9)
    assert t_factor(p, math.inf) == pytest.approx(NormalDist().inv_cdf((1 + p) / 2), rel=1e-11)


@pytest.mark.parametrize("p", [0.5, 0.9545, 0.9973])
def test_the_two_ways_meet(p: float) -> None:
    below, above = t_factor(p, 99_999.999_99), t_factor(p, 100_000.000_01)

    assert below == pytest.approx(above, rel=1e-14)
    assert coverage(2, 99_999.999_99) == pytest.approx(coverage(2, 100_000.000_01), rel=1e-14)


@pytest.mark.parametrize("dof", [1, 3, 40, 1e6, math.inf])
@pytest.mark.parametrize("p", [1e-12, 1e-5, 0.3])
def test_a_narrow_interval_keeps_its_digits(p: float, dof: float) -> None:
    narrow = t_factor(p, dof)

    assert coverage(narrow, dof) == pytest.approx(p, rel=1e-13)
    assert t_quantile(0.5, dof) == 0


@given(p=st.floats(0.01, 0.999), dof=st.floats(1, 5_000))
def test_the_quantile_inverts_the_distribution(p: float, dof: float) -> None:
    assert coverage(t_factor(p, dof), dof) == pytest.approx(p, rel=1e-13)


@given(p=st.floats(0.1, 0.99), one=st.integers(1, 200), other=st.integers(1, 200))
def test_fewer_degrees_of_freedom_widen_the_interval(p: float, one: int, other: int) -> None:
    few, many = sorted((one, other))

    assert t_factor(p, few) >= t_factor(p, many) >= t_factor(p, math.inf)


@pytest.mark.parametrize(("p", "dof"), [(0, 5), (1, 5), (-1, 5), (0.95, 0), (0.95, 0.9),
                                        (0.95, math.nan), (math.nan, 5)])  # fmt: skip
def test_what_has_no_factor_is_refused(p: float, dof: float) -> None:
    with refused("out_of_range"):
        t_factor(p, dof)
    with refused("out_of_range"):
        t_quantile(p, dof)


REFUSED: list[tuple[str, Callable[[], object]]] = [
    ("p", lambda: normal_quantile(1)),
    ("ν", lambda: t_survival(1, 0.5)),
    ("ν", lambda: coverage(1, math.nan)),
    ("a", lambda: beta_cdf(0.5, 0, 1)),
    ("x", lambda: beta_cdf(1.5, 1, 1)),
    ("x", lambda: beta_pdf(0, 1, 1)),
    ("p", lambda: beta_quantile(0, 1, 1)),
    ("F", lambda: f_survival(-1, 1, 1)),
    ("F", lambda: f_survival(math.nan, 1, 1)),
    ("dof2", lambda: f_quantile(0.95, 1, 0)),
    ("x", lambda: gamma_cdf(-1, 1)),
    ("shape", lambda: gamma_survival(1, -1)),
    ("scale", lambda: gamma_quantile(0.5, 1, 0)),
    ("x", lambda: gamma_pdf(0, 1)),
]


@pytest.mark.parametrize(("name", "call"), REFUSED)
def test_a_refusal_names_the_parameter(name: str, call: Callable[[], object]) -> None:
    with refused("out_of_range", name=name):
        call()


def test_not_a_number_and_no_convergence_are_said() -> None:
    with refused("not_a_number", name="t"):
        t_cdf(math.nan, 5)
    with refused("not_a_number", name="dof2"):
        f_quantile(0.95, 1, math.inf)
    with pytest.raises(MetrologyError, match="does not converge"):
        beta_cdf(0.5, 1e13, 1e13)
    with pytest.raises(MetrologyError, match="does not converge"):
        t_quantile(1e-300, 1)  # beyond the largest float


def test_the_ends_of_the_scale() -> None:
    assert (beta_cdf(0, 2, 3), beta_survival(1, 2, 3)) == (0, 0)
    assert (f_cdf(math.inf, 2, 3), f_survival(math.inf, 2, 3)) == (1, 0)
    assert (gamma_cdf(0, 2), gamma_survival(math.inf, 2)) == (0, 0)
    assert (t_survival(math.inf, 3), t_cdf(math.inf, 3), t_survival(-math.inf, 3)) == (0, 1, 1)
