import math
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from metrology.lines.straight import Fit, fit_line, fit_line_xy, fit_polynomial
from metrology.statistics.type_a import type_a
from tests.metrology.golden import case_ids, cases, refused

PUBLISHED = cases("line_fit")
NAMES = {"beta": "slope", "covariance": "covariance_ab"}

# Pearson's points with York's weights: York et al., Am. J. Phys. 72 (2004) 367, table II.
YORK_X = [0, 0.9, 1.8, 2.6, 3.3, 4.4, 5.2, 6.1, 6.5, 7.4]
YORK_Y = [5.9, 5.4, 4.4, 4.6, 3.5, 3.7, 2.8, 2.8, 2.4, 1.5]
YORK_U_X = [w**-0.5 for w in [1000, 1000, 500, 800, 200, 80, 60, 20, 1.8, 1]]
YORK_U_Y = [w**-0.5 for w in [1, 1.8, 4, 8, 20, 20, 70, 70, 100, 500]]

POINTS = st.lists(
    st.tuples(st.decimals(-100, 100, places=2), st.decimals(-100, 100, places=3)),
    min_size=4,
    max_size=10,
    unique_by=lambda point: point[0],
)


def close(value: Any, rel: float = 1e-12, absolute: float = 0.0) -> Any:
    return pytest.approx(value, rel=rel, abs=absolute)


def fitted(case: dict[str, Any]) -> Fit:
    data, fit = case["data"], case["fit"]
    if fit["model"] == "y = beta*x":
        return fit_line(data["x"], data["y"], weights=data[fit["weights"]], through_origin=True)
    name, _, origin = fit["x"].partition(" - ")
    x = [Decimal(str(value)) - int(origin or 0) for value in data[name]]
    return fit_line(x, data[fit["y"]])


@pytest.mark.parametrize("case", PUBLISHED, ids=case_ids(PUBLISHED))
def test_published_numbers(case: dict[str, Any]) -> None:
    fit = fitted(case)
    sample = case["data"].get("A_sample")

    for expected in case["expected"]:
        name = expected["quantity"]
        if name in {"predict", "u_predict"}:
            got = fit.predict(expected["at"])[name == "u_predict"]
        elif name == "u_predict_single":
            got = fit.predict_single(expected["at"]).u
        elif name in {"x_from_y", "u_x_from_y"}:
            found = fit.x_from_y(float(type_a(sample).mean), readings=len(sample))
            got = found[name == "u_x_from_y"]
        else:
            got = getattr(fit, NAMES.get(name, name))
        assert abs(got - expected["value"]) <= expected["tolerance"], name


def test_nist_strd_no_int_1_and_2() -> None:
    one = fit_line(range(60, 71), range(130, 141), through_origin=True)
    two = fit_line([4, 5, 6], [3, 4, 4], through_origin=True)

    assert one.slope == close(2.07438016528926, 3e-15)
    assert one.u_slope == close(0.0165289256198347, 3e-15)
    assert one.s_residual == close(3.56753034006338, 3e-15)
    assert two.slope == close(0.727272727272727, 1e-15)
    assert two.u_slope == close(0.0420827318078432, 3e-15)
    assert (two.dof, two.intercept, two.u_intercept, two.correlation) == (2, 0, 0, 0)


def test_nist_strd_wampler_1_to_3() -> None:
    x = list(range(21))
    one = fit_polynomial(x, [sum(t**k for k in range(6)) for t in x], 5)
    two = fit_polynomial(x, [sum(Decimal(t**k).scaleb(-k) for k in range(6)) for t in x], 5)
    noise = [759, -2048, 2048, -2048, 2523, -2048, 2048, -2048, 1838, -2048, 2048]
    noise = [*noise, *noise[9::-1]]
    three = fit_polynomial(x, [sum(t**k for k in range(6)) + noise[t] for t in x], 5)

    assert list(one.coefficients) == [1] * 6
    assert list(one.u_coefficients) == [0] * 6
    assert one.s_residual == 0
    assert list(two.coefficients) == [1, 0.1, 0.01, 0.001, 0.0001, 0.00001]
    assert list(three.coefficients) == [1] * 6
    certified = [2152.32624678170, 2363.55173469681, 779.343524331583]
    certified += [101.475507550350, 5.64566512170752, 0.112324854679312]
    assert list(three.u_coefficients) == close(certified, 5e-15)
    assert three.s_residual == close(2360.14502379268, 5e-15)


def test_iso_ts_28037_weighted_line() -> None:
    """ISO/TS 28037:2010, 6.5: six points, u(y) = 0.5."""
    fit = fit_line(range(1, 7), [3.3, 5.6, 7.1, 9.3, 10.7, 12.1], u_y=[0.5] * 6)

    assert fit.intercept == close(1.867, absolute=5e-4)
    assert fit.slope == close(1.757, absolute=5e-4)
    assert fit.u_intercept == close(0.465, absolute=5e-4)
    assert fit.u_slope == close(0.120, absolute=5e-4)
    assert fit.covariance_ab == close(-0.050, absolute=5e-4)
    assert fit.chi2 == close(1.665, absolute=5e-4)
    assert (fit.method, fit.dof, fit.u_dof, fit.s_residual) == ("wls", 4, math.inf, None)


def test_iso_ts_28037_line_uncertain_in_both_axes() -> None:
    """ISO/TS 28037:2010, 7.4."""
    fit = fit_line_xy(
        [1.2, 1.9, 2.9, 4.0, 4.7, 5.9],
        [3.4, 4.4, 7.2, 8.5, 10.8, 13.5],
        0.2,
        [0.2, 0.2, 0.2, 0.4, 0.4, 0.4],
    )

    assert fit.intercept == close(0.5788, absolute=5e-5)
    assert fit.slope == close(2.1597, absolute=5e-5)
    assert fit.u_intercept == close(0.4764, absolute=5e-5)
    assert fit.u_slope == close(0.1355, absolute=5e-5)
    assert fit.covariance_ab == close(-0.0577, absolute=5e-5)
    assert fit.chi2 == close(2.743, absolute=5e-4)


def test_pearson_york() -> None:
    fit = fit_line_xy(YORK_X, YORK_Y, YORK_U_X, YORK_U_Y)

    assert fit.chi2 is not None
    assert fit.intercept == close(5.47991022403, 2e-12)
    assert fit.slope == close(-0.48053340745, 1e-11)
    assert fit.u_intercept == close(0.294970735, 2e-9)
    assert fit.u_slope == close(0.0579850090, 1e-9)
    assert fit.chi2 / 8 == close(1.483294149, 1e-9)
    assert fit.birge_ratio == close(math.sqrt(1.483294149), 1e-9)
    assert fit.chi2_p_value == close(0.157, absolute=5e-4)


def test_errors_that_are_correlated_least_squares_agrees() -> None:
    """The York line makes Σ(residual)²/variance least: SciPy finds the same place."""
    r = [0.5, -0.5, 0.9, 0, 0.3, -0.7, 0.1, 0.2, -0.2, 0.6]
    fit = fit_line_xy(YORK_X, YORK_Y, YORK_U_X, YORK_U_Y, r=r)

    def chi2(ab: list[float]) -> float:
        a, b = ab
        rows = zip(YORK_X, YORK_Y, YORK_U_X, YORK_U_Y, r, strict=True)
        return math.fsum(
            (y - a - b * x) ** 2 / (uy**2 + b * b * ux**2 - 2 * b * each * ux * uy)
            for x, y, ux, uy, each in rows
        )

    best = optimize.minimize(chi2, [5.4, -0.47], method="Nelder-Mead", options={"xatol": 1e-9})
    assert fit.chi2 == close(best.fun, 1e-9)
    assert [fit.intercept, fit.slope] == close(list(best.x), 1e-6)


def test_deming_closed_form() -> None:
    """Equal u in both axes: the slope of the major axis."""
    x, y = [1.0, 2.1, 2.9, 4.2, 5.0], [2.2, 3.9, 6.1, 8.0, 9.8]
    mean_x, mean_y = sum(x) / 5, sum(y) / 5
    xx = sum((a - mean_x) ** 2 for a in x)
    yy = sum((b - mean_y) ** 2 for b in y)
    xy = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    slope = (yy - xx + math.hypot(yy - xx, 2 * xy)) / (2 * xy)
    fit = fit_line_xy(x, y, 1, 1, relative=True)

    assert fit.slope == close(slope)
    assert fit.intercept == close(mean_y - slope * mean_x)
    assert fit.s_residual is not None
    absolute = fit_line_xy(x, y, fit.s_residual, fit.s_residual)
    assert absolute.u_slope == close(fit.u_slope)
    assert absolute.birge_ratio == close(1)
    with refused("missing_value", name="u_reading"):
        fit.x_from_y(5)


@given(POINTS)
def test_a_certain_x_is_an_ordinary_weighted_line(points: list[tuple[Decimal, Decimal]]) -> None:
    x, y = [p[0] for p in points], [p[1] for p in points]
    u = [0.1 * (i + 1) for i in range(len(x))]
    plain, both = fit_line(x, y, u_y=u), fit_line_xy(x, y, 0, u)

    assert both.slope == close(plain.slope, 1e-9, 1e-9)
    assert both.predict(3).value == close(plain.predict(3).value, 1e-9, 1e-7)
    assert both.u_slope == close(plain.u_slope, 1e-9)
    assert both.predict(3).u == close(plain.predict(3).u, 1e-9)


@given(POINTS, st.integers(1, 2))
def test_numpy_agrees(points: list[tuple[Decimal, Decimal]], degree: int) -> None:
    x, y = [float(p[0]) for p in points], [float(p[1]) for p in points]
    fit = fit_polynomial(x, y, degree)
    basis = np.vander([each - fit.centre for each in x], degree + 1, increasing=True)
    found, *_ = np.linalg.lstsq(basis, y)
    assert fit.s_residual is not None
    inverse = np.linalg.inv(basis.T @ basis) * fit.s_residual**2

    assert list(fit.centred) == close([float(b) for b in found], 1e-6, 1e-7)
    for i in range(degree + 1):
        assert fit.centred_covariance[i][i] == close(float(inverse[i][i]), 1e-5, 1e-12)


@given(POINTS, st.integers(-(10**6), 10**6))
def test_moving_the_origin_of_x_moves_no_prediction(
    points: list[tuple[Decimal, Decimal]], shift: int
) -> None:
    x, y = [p[0] for p in points], [p[1] for p in points]
    here, there = fit_line(x, y), fit_line([each + shift for each in x], y)

    assert there.slope == here.slope
    assert there.s_residual == here.s_residual
    assert there.predict(shift + 5).u == close(here.predict(5).u, 1e-6)


def test_weights_known_up_to_a_factor() -> None:
    x, y, n = [1, 2, 3, 4], [1.1, 1.9, 3.2, 3.9], [6, 6, 6, 3]
    fit, scaled = fit_line(x, y, weights=n), fit_line(x, y, weights=[w * 7 for w in n])
    repeated = [
        each for each, times in zip(zip(x, y, strict=True), n, strict=True) for _ in range(times)
    ]
    spread = fit_line([p[0] for p in repeated], [p[1] for p in repeated])

    assert (fit.method, fit.u_dof) == ("relative", 2)
    assert scaled.coefficients == close(list(fit.coefficients), 1e-15)
    assert scaled.u_slope == close(fit.u_slope)
    assert spread.slope == close(fit.slope)


def test_a_prediction_says_what_it_holds() -> None:
    fit = fit_line([1, 2, 3, 4, 5], [2.1, 3.9, 6.2, 7.8, 10.1])
    line, one = fit.predict(3), fit.predict_single(3)
    certain = fit.predict_single(3, u_reading=0.5)

    assert fit.s_residual is not None
    assert line.u == close(fit.s_residual / math.sqrt(5))  # at the mean of x
    assert one.u == close(fit.s_residual * math.sqrt(1 + 1 / 5))
    assert certain.u == close(math.hypot(line.u, 0.5))
    assert certain.dof == close(3 * (certain.u / line.u) ** 4)
    assert (line.dof, one.dof, line.inside, fit.predict(6).inside) == (3, 3, True, False)
    back = fit.x_from_y(line.value, u_reading=0)
    assert (back.value, back.u) == (close(3), close(line.u / fit.slope))


def test_x_of_a_line_through_the_origin() -> None:
    fit = fit_line([1, 2, 4], [2, 4, 8], u_y=[0.1, 0.1, 0.1], through_origin=True)
    found = fit.x_from_y(6, u_reading=0.2)

    assert found.value == 3
    assert found.u == close(math.hypot(0.2, 3 * 0.1 / math.sqrt(21)) / 2)
    assert found.dof == math.inf
    with refused("missing_value", name="u_reading"):
        fit.predict_single(3)


def test_no_inverse_where_there_is_no_slope() -> None:
    with refused("cannot_compute"):
        fit_line([1, 2, 3, 4], [1, 1.2, 0.9, 1.1]).x_from_y(1)
    with refused("cannot_compute"):
        fit_line([1, 2, 3], [5, 5, 5]).x_from_y(5)
    with refused("cannot_compute"):
        fit_polynomial([1, 2, 3, 4], [1, 4, 9, 17], 2).x_from_y(5)
    exact = fit_line([1, 2, 3], [2, 4, 6]).x_from_y(5)
    assert (exact.value, exact.u) == (2.5, 0)


REFUSED: list[tuple[str, str, dict[str, Any]]] = [
    ("too_few_values", "x", {"x": [], "y": []}),
    ("too_few_values", "x", {"x": [1, 2], "y": [1, 2]}),
    ("too_few_values", "x", {"x": [1], "y": [1], "u_y": [1]}),
    ("too_few_values", "different x", {"x": [2, 2, 2], "y": [1, 2, 3]}),
    ("too_few_values", "different x", {"x": [0, 0], "y": [1, 2], "through_origin": True}),
    ("out_of_range", "y", {"x": [1, 2, 3], "y": [1, 2]}),
    ("out_of_range", "u_y", {"x": [1, 2, 3], "y": [1, 2, 3], "u_y": [1, 1]}),
    ("out_of_range", "u_y[2]", {"x": [1, 2, 3], "y": [1, 2, 3], "u_y": [1, 0, 1]}),
    ("out_of_range", "u_y[3]", {"x": [1, 2, 3], "y": [1, 2, 3], "u_y": [1, 1, -1]}),
    ("out_of_range", "weights[1]", {"x": [1, 2, 3], "y": [1, 2, 3], "weights": [0, 1, 1]}),
    ("out_of_range", "weights", {"x": [1, 2], "y": [1, 2], "u_y": [1, 1], "weights": [1, 1]}),
    ("not_a_number", "u_y[1]", {"x": [1, 2, 3], "y": [1, 2, 3], "u_y": [math.nan, 1, 1]}),
    ("not_a_number", "x[2]", {"x": [1, math.nan, 3], "y": [1, 2, 3]}),
    ("not_a_number", "y[3]", {"x": [1, 2, 3], "y": [1, 2, math.inf]}),
]


@pytest.mark.parametrize(("code", "name", "arguments"), REFUSED)
def test_degenerate_data_are_refused_by_place(
    code: str, name: str, arguments: dict[str, Any]
) -> None:
    with refused(code, name=name):
        fit_line(**arguments)


REFUSED_XY: list[tuple[str, str, dict[str, Any]]] = [
    ("too_few_values", "x", {"x": [1], "y": [1], "u_x": 1, "u_y": 1}),
    ("too_few_values", "x", {"x": [1, 2], "y": [1, 2], "u_x": 1, "u_y": 1, "relative": True}),
    ("too_few_values", "different x", {"x": [1, 1], "y": [1, 2], "u_x": 1, "u_y": 1}),
    ("out_of_range", "y", {"x": [1, 2], "y": [1], "u_x": 1, "u_y": 1}),
    ("out_of_range", "u_x", {"x": [1, 2], "y": [1, 2], "u_x": [1], "u_y": 1}),
    ("out_of_range", "u_x[2]", {"x": [1, 2], "y": [1, 2], "u_x": [1, -1], "u_y": 1}),
    ("out_of_range", "u_y[1]", {"x": [1, 2], "y": [1, 2], "u_x": 0, "u_y": 0}),
    ("out_of_range", "r[1]", {"x": [1, 2], "y": [1, 2], "u_x": 1, "u_y": 1, "r": 1}),
    ("not_a_number", "u_y[1]", {"x": [1, 2], "y": [1, 2], "u_x": 1, "u_y": math.nan}),
]


@pytest.mark.parametrize(("code", "name", "arguments"), REFUSED_XY)
def test_degenerate_data_in_both_axes(code: str, name: str, arguments: dict[str, Any]) -> None:
    with refused(code, name=name):
        fit_line_xy(**arguments)


def test_a_slope_that_cannot_settle_is_said() -> None:
    with refused("cannot_compute", found="slope"):
        fit_line_xy([1, 2, 3], [5, 5, 5], 0.1, 0)
    with refused("cannot_compute", found="fit"):
        fit_polynomial([each * Decimal("1e-99") for each in range(6)], [1, 2, 4, 3, 9, 7], 4)
    with refused("out_of_range", name="x"):
        fit_polynomial([1, 2, 3, 4], [1, 2, 4, 3], 2).predict(1e200)
    with refused("out_of_range", name="degree"):
        fit_polynomial([1, 2, 3], [1, 2, 3], 0)
    with refused("not_a_number", name="x"):
        fit_line([1, 2, 3], [1, 2, 4]).predict(math.nan)
    with refused("out_of_range", name="readings"):
        fit_line([1, 2, 3], [1, 2, 4]).predict_single(1, readings=0)
    with refused("out_of_range", name="u_reading"):
        fit_line([1, 2, 3], [1, 2, 4]).predict_single(1, u_reading=-1)
