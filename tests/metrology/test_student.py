import math
from statistics import NormalDist
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrology.student import coverage, t_factor
from tests.metrology.golden import published, refused

TABLE = published("coverage_factor")


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row['id']} p={row['p']}")
def test_gum_table_g_2_and_ea_4_02_table_e_1(row: dict[str, Any]) -> None:
    assert abs(t_factor(row["p"], row["dof"]) - row["value"]) <= row["tolerance"]


@pytest.mark.parametrize("p", [0.5, 0.6827, 0.95, 0.9545, 0.99, 0.9973, 0.999999])
def test_closed_forms(p: float) -> None:
    """ν = 1, 2 and 4 have exact quantiles, ν = ∞ is the normal distribution."""
    alpha = 1 - p * p
    turned = 4 * math.cos(math.acos(math.sqrt(alpha)) / 3) / math.sqrt(alpha)

    assert t_factor(p, 1) == pytest.approx(math.tan(math.pi * p / 2), rel=1e-9)
    assert t_factor(p, 2) == pytest.approx(p * math.sqrt(2 / alpha), rel=1e-9)
    assert t_factor(p, 4) == pytest.approx(math.sqrt(turned - 4), rel=1e-9)
    assert t_factor(p, math.inf) == NormalDist().inv_cdf((1 + p) / 2)


@pytest.mark.parametrize("p", [0.5, 0.9545, 0.9973])
def test_the_two_ways_meet(p: float) -> None:
    below, above = t_factor(p, 9_999.999), t_factor(p, 10_000.001)

    assert below == pytest.approx(above, rel=1e-9)


@given(p=st.floats(0.01, 0.999), dof=st.floats(1, 5_000))
def test_the_quantile_inverts_the_distribution(p: float, dof: float) -> None:
    assert coverage(t_factor(p, dof), dof) == pytest.approx(p, abs=1e-10)


@given(p=st.floats(0.1, 0.99), one=st.integers(1, 200), other=st.integers(1, 200))
def test_fewer_degrees_of_freedom_widen_the_interval(p: float, one: int, other: int) -> None:
    few, many = sorted((one, other))

    assert t_factor(p, few) >= t_factor(p, many) >= t_factor(p, math.inf)


@pytest.mark.parametrize(("p", "dof"), [(0, 5), (1, 5), (-1, 5), (0.95, 0), (0.95, 0.9),
                                        (0.95, math.nan), (math.nan, 5)])  # fmt: skip
def test_what_has_no_factor_is_refused(p: float, dof: float) -> None:
    with refused("out_of_range"):
        t_factor(p, dof)
