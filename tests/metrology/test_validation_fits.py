"""Fields of the reference format: lines and calibration intervals, by hand, NumPy or SciPy."""

import math
from typing import Any

import numpy as np
import pytest
from scipy import optimize, stats

from tests.metrology.asking import Fields, ask, says

# Lines

X = [0.0, 1.0, 2.0, 4.0]
Y = [1.0, 3.5, 4.5, 9.0]
LINE: Fields = {"data": {"x": X, "y": Y}, "fit": {"x": "x", "y": "y"}}
SCIPY = stats.linregress(X, Y)
S = math.sqrt(
    sum((y - SCIPY.intercept - SCIPY.slope * x) ** 2 for x, y in zip(X, Y, strict=True)) / 2
)
MEAN, SXX = 1.75, sum((x - 1.75) ** 2 for x in X)


@pytest.mark.parametrize(
    ("quantity", "details", "answer"),
    [
        ("intercept", {}, SCIPY.intercept),
        ("slope", {}, SCIPY.slope),
        ("u_intercept", {}, SCIPY.intercept_stderr),
        ("u_slope", {}, SCIPY.stderr),
        ("s_residual", {}, S),
        ("dof", {}, 2),
        ("covariance", {}, -MEAN * S**2 / SXX),
        ("correlation", {}, -MEAN * S**2 / SXX / SCIPY.stderr / SCIPY.intercept_stderr),
        ("predict", {"at": 3}, SCIPY.intercept + 3 * SCIPY.slope),
        ("u_predict", {"at": 3}, S * math.sqrt(1 / 4 + 1.25**2 / SXX)),
        ("u_predict_single", {"at": 3}, S * math.sqrt(1 + 1 / 4 + 1.25**2 / SXX)),
        (
            "u_predict_single",
            {"at": 3, "readings": 4},
            S * math.sqrt(1 / 4 + 1 / 4 + 1.25**2 / SXX),
        ),
        ("predict_single", {"at": 3}, SCIPY.intercept + 3 * SCIPY.slope),
        ("x_from_y", {"at": 5}, (5 - SCIPY.intercept) / SCIPY.slope),
    ],
)
def test_ordinary_line(quantity: str, details: Fields, answer: float) -> None:
    assert ask("line_fit", LINE, quantity, "ols", **details) == pytest.approx(answer)


@pytest.mark.parametrize(
    ("data", "fit"),
    [
        ({"t_degC": [20, 21, 22, 24], "b": Y}, {"x": "t_degC - 20", "y": "b"}),
        ({"x": X, "half": [y / 2 for y in Y]}, {"y": "2*half"}),
        ({"x": X, "y": Y, "other": [1, 2]}, {"model": "y = intercept + slope*x"}),
        ({"x": X, "y": Y}, {"model": "y = slope*x + intercept", "weights": "equal"}),
        ({"x": X, "y": Y}, {"weights": "equal, s estimated from residuals"}),
        ({"x": X, "y": Y, "n": [3, 3, 3, 3]}, {"weights": "n"}),
    ],
)
def test_columns_by_any_name_and_as_formulas(data: Fields, fit: Fields) -> None:
    slope = ask("line_fit", {"data": data, "fit": fit}, "slope", "ols")
    assert slope == pytest.approx(SCIPY.slope)


def weighted(weights: list[float], *, origin: bool = False) -> Any:
    """The normal equations, by NumPy."""
    columns = [X] if origin else [np.ones(4), X]
    a = np.array(columns).T
    w = np.diag(weights)
    inverse = np.linalg.inv(a.T @ w @ a)
    return inverse @ a.T @ w @ np.array(Y), inverse


def test_line_through_the_origin_with_counts_as_weights() -> None:
    data = {"x": X, "y": Y, "n": [1, 2, 3, 4]}
    for model in ("y = beta*x", "y = slope*x"):
        given = {"data": data, "fit": {"model": model, "weights": "n"}}
        [beta], inverse = weighted([1, 2, 3, 4], origin=True)
        rest = sum(n * (y - beta * x) ** 2 for n, x, y in zip([1, 2, 3, 4], X, Y, strict=True)) / 3
        assert ask("line_fit", given, "beta", "ols") == pytest.approx(beta)
        u = ask("line_fit", given, "u_beta", "ols")
        assert u == pytest.approx(math.sqrt(rest * inverse[0, 0]))
        assert ask("line_fit", given, "intercept", "ols") == 0


U = [0.1, 0.2, 0.1, 0.4]


@pytest.mark.parametrize(
    ("columns", "fit"),
    [
        ({"u_y": U}, {}),
        ({"uy": U}, {"weights": "u(y)"}),
        ({"s": U}, {"weights": "1/s^2"}),
        ({"s": [2 * u for u in U], "n": [4] * 4}, {"weights": "n/s^2"}),
        ({"spread": U}, {"u_y": "spread"}),
        ({"s": U}, {}),
        ({"s": [3 * u for u in U], "n": [9] * 4}, {"weights": "u(y)"}),
        ({"spread": [2 * u for u in U]}, {"u_y": "spread/2", "weights": "u(y)"}),
        # a column of uncertainties is not a column of weights
        ({"u_y": U}, {"weights": "u_y"}),
        ({"uy": U}, {"weights": "uy"}),
        ({"u_y": U}, {"weights": "1/u(y)^2"}),
        ({"u_y": U}, {"weights": "1 / u_y**2"}),
        ({"sigma": U}, {"weights": "u(y)"}),
        ({"sigma_y": U}, {}),
        ({"s_y": U}, {"weights": "u(y)"}),
        ({"u": U}, {"weights": "u(y)"}),
        ({"w_y": [1 / u**2 for u in U]}, {"weights": "u(y)"}),
        ({"v": Y, "u_v": U}, {"y": "v", "weights": "u(v)"}),
        ({"v": Y, "u_v": U}, {"y": "v", "weights": "u_v"}),
    ],
)
def test_weighted_line(columns: Fields, fit: Fields) -> None:
    given = {"data": {"x": X, "y": Y} | columns, "fit": fit}
    (a, b), inverse = weighted([1 / u**2 for u in U])
    chi2 = sum(((y - a - b * x) / u) ** 2 for x, y, u in zip(X, Y, U, strict=True))
    answers = {
        "intercept": a, "slope": b, "u_intercept": math.sqrt(inverse[0, 0]),
        "u_slope": math.sqrt(inverse[1, 1]), "covariance": inverse[0, 1], "chi2": chi2, "dof": 2,
    }  # fmt: skip
    for quantity, answer in answers.items():
        assert ask("line_fit", given, quantity, "wls") == pytest.approx(answer), quantity


def test_the_inverse_of_a_line_with_known_uncertainties() -> None:
    given = {"data": {"x": X, "y": Y, "u_y": U}, "fit": {"weights": "u(y)"}}
    (a, b), inverse = weighted([1 / u**2 for u in U])
    x = (5 - a) / b
    assert ask("line_fit", given, "x_from_y", "wls", at=5) == pytest.approx(x)
    line = np.array([1, x]) @ inverse @ np.array([1, x])
    u = ask("line_fit", given, "u_x_from_y", "wls", at=5, u_reading=0.3)
    assert u == pytest.approx(math.sqrt(line + 0.09) / b)
    assert "u_reading" in says("line_fit", given, "u_x_from_y", "wls", at=5)


@pytest.mark.parametrize(
    ("columns", "fit"),
    [
        ({"u_x": [0.2] * 4, "u_y": U}, {"weights": "u(x)+u(y)"}),
        ({"u_x": 0.2, "u_y": U}, {"weights": "u(x) + u(y)"}),
        ({"dx": [0.2] * 4, "dy": U}, {"u_x": "dx", "u_y": "dy"}),
        ({"sigma_x": [0.2] * 4, "sigma_y": U}, {}),
        ({"wx": [25] * 4, "wy": [1 / u**2 for u in U]}, {"weights": "u(x), u(y)"}),
    ],
)
def test_line_with_both_axes_uncertain(columns: Fields, fit: Fields) -> None:
    given = {"data": {"x": X, "y": Y} | columns, "fit": fit}

    def chi2(line: Any) -> float:
        a, b = line
        terms = zip(X, Y, U, strict=True)
        return float(sum((y - a - b * x) ** 2 / (u**2 + b**2 * 0.04) for x, y, u in terms))

    found = optimize.minimize(
        chi2, [1, 2], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12}
    )
    assert ask("line_fit", given, "intercept", "wtls") == pytest.approx(found.x[0], abs=1e-6)
    assert ask("line_fit", given, "slope", "wtls") == pytest.approx(found.x[1], abs=1e-6)
    assert ask("line_fit", given, "chi2", "wtls") == pytest.approx(found.fun, abs=1e-8)


def test_inverse_from_the_mean_of_a_column() -> None:
    data = {"x": X, "y": Y, "seen": [4.0, 6.0]}
    words = "x0 from the mean of seen"
    scatter = "; its uncertainty includes the scatter of those 2 readings"
    x0 = (5 - SCIPY.intercept) / SCIPY.slope
    part = 1 / 4 + (x0 - MEAN) ** 2 / SXX
    for inverse, more in ((words, 0), (words + scatter, 1 / 2)):
        given = {"data": data, "fit": {"inverse": inverse}}
        assert ask("line_fit", given, "x_from_y", "ols") == pytest.approx(x0)
        u = ask("line_fit", given, "u_x_from_y", "ols")
        assert u == pytest.approx(S / SCIPY.slope * math.sqrt(more + part))


@pytest.mark.parametrize(
    ("changes", "quantity", "method", "word"),
    [
        ({"fit": {"model": "y = a*x^2"}}, "slope", "ols", "fit.model"),
        ({"fit": {"x": "t"}}, "slope", "ols", "t"),
        ({"fit": {"colour": "x"}}, "slope", "ols", "colour"),
        ({"fit": {"weights": "m"}}, "slope", "ols", "m"),
        ({}, "slope", "wls", "u(y)"),
        ({"fit": {"weights": "u(y)"}}, "slope", "wls", "u_y"),
        ({}, "slope", "wtls", "u_x"),
        ({}, "x_from_y", "ols", "fit.inverse"),
        ({"fit": {"inverse": "x from the mean of z"}}, "x_from_y", "ols", "z"),
        ({"data": {"x": X, "y": Y[:3]}}, "slope", "ols", "y"),
        ({"data": {"x": X, "y y": Y}}, "slope", "ols", "y y"),
        ({"data": {"x": X, "y": [*Y[:3], "NaN"]}}, "slope", "ols", "data.y[3]"),
        ({}, "chi2", "ols", "chi2"),
    ],
)
def test_line_refuses(changes: Fields, quantity: str, method: str, word: str) -> None:
    assert word in says("line_fit", LINE | changes, quantity, method)


# Intervals

A3: Fields = {
    "history": {"pass": [1] * 8 + [0] * 2, "interval_days": 365},
    "target_reliability": 0.95,
    "current_interval_days": 365,
}


def test_a3() -> None:
    rejection = 1 - 2 * stats.binom.cdf(8, 10, 0.95)
    answers = {
        "observed_reliability": 0.8,
        "rejection_confidence": rejection,
        "interval_days": 365 * 10 ** (rejection * (0.8 - 0.95)),
        "reliability_low": stats.beta.ppf(0.25, 8, 3),
        "reliability_high": stats.beta.ppf(0.75, 9, 2),
    }
    for quantity, answer in answers.items():
        assert ask("interval", A3, quantity, "A3") == pytest.approx(answer), quantity
    wider = A3 | {"confidence": 0.9}
    low = ask("interval", wider, "reliability_low", "A3")
    assert low == pytest.approx(stats.beta.ppf(0.05, 8, 3))


DRIFT: Fields = {
    "data": {"dt_days": [10, 20, 30, 40], "deviation": [0.1, 0.22, 0.29, 0.41]},
    "u0": 0.05, "y0": 5, "limits": {"lower": 3, "upper": 6}, "confidence": 0.9, "order": 1,
}  # fmt: skip


def test_variables_method() -> None:
    t, d = np.array(DRIFT["data"]["dt_days"]), np.array(DRIFT["data"]["deviation"])
    b = float(t @ d / (t @ t))
    s = math.sqrt(float(((d - b * t) ** 2).sum()) / 3)
    u_b = s / math.sqrt(float(t @ t))
    answers = {"b1": b, "s_yx": s, "cov_11": u_b**2}
    for quantity, answer in answers.items():
        assert ask("interval", DRIFT, quantity, "variables") == pytest.approx(answer), quantity
    assert ask("interval", DRIFT, "predict", "variables", at=50) == pytest.approx(50 * b)
    u = math.hypot(0.05, s, 50 * u_b)
    assert ask("interval", DRIFT, "u_predict", "variables", at=50) == pytest.approx(u)
    k = stats.t.ppf(0.95, 3)  # two limits: two-sided
    days = optimize.brentq(lambda x: 5 + b * x + k * math.hypot(0.05, s, x * u_b) - 6, 1, 400)
    assert ask("interval", DRIFT, "interval_days", "variables") == pytest.approx(days, abs=1e-3)
    k = stats.t.ppf(0.9, 3)  # one limit: one-sided
    days = optimize.brentq(lambda x: 5 + b * x + k * math.hypot(0.05, s, x * u_b) - 6, 1, 400)
    one = DRIFT | {"limits": {"upper": 6}}
    assert ask("interval", one, "interval_days", "variables") == pytest.approx(days, abs=1e-3)


def test_drift_model_by_its_words() -> None:
    words = {"model": "deviation = b1*t + b2*t^2 (no constant)"}
    given = {name: DRIFT[name] for name in ("data", "u0")} | words
    t, d = np.array(DRIFT["data"]["dt_days"], dtype=float), np.array(DRIFT["data"]["deviation"])
    a = np.array([t, t**2]).T
    b = np.linalg.lstsq(a, d, rcond=None)[0]
    s2 = float(((d - a @ b) ** 2).sum()) / 2
    covariance = s2 * np.linalg.inv(a.T @ a)
    assert ask("interval", given, "b2", "variables") == pytest.approx(b[1])
    assert ask("interval", given, "cov_12", "variables") == pytest.approx(covariance[0, 1])
    assert ask("interval", given, "cov_22", "variables") == pytest.approx(covariance[1, 1])


@pytest.mark.parametrize(
    ("given", "method", "word"),
    [
        (A3 | {"history": {"pass": [1, 2]}}, "A3", "history.pass[1]"),
        (A3 | {"history": {"pass": []}}, "A3", "0 values"),
        (A3 | {"history": {"pass": [1], "interval_days": 90}}, "A3", "history.interval_days"),
        (A3 | {"target_reliability": 1}, "A3", "target"),
        (A3 | {"u0": 1}, "A3", "u0"),
        ({"history": {"pass": [1]}}, "A3", "target_reliability"),
        (DRIFT | {"history": {"pass": [1]}}, "variables", "history"),
        (DRIFT | {"order": 1.5}, "variables", "order"),
        (DRIFT | {"model": "deviation = b1*t + b2*t^2 (no constant)"}, "variables", "order"),
        (DRIFT | {"model": "deviation = t"}, "variables", "model"),
        (DRIFT | {"limits": {}}, "variables", "lower, upper"),
        ({name: DRIFT[name] for name in ("data", "u0", "order")}, "variables", "y0"),
        (
            {name: DRIFT[name] for name in ("data", "u0", "limits", "y0", "confidence")},
            "variables",
            "order",
        ),
    ],
)
def test_interval_refuses(given: Fields, method: str, word: str) -> None:
    assert word in says("interval", given, "interval_days", method)
