"""Warnings of what no derivative at the estimates shows, and none where first order holds."""

import math
from typing import Any

import numpy as np
import pytest

from metrology.uncertainty.measurement import Measurement
from metrology.uncertainty.propagated import Result
from metrology.uncertainty.propagation import propagate


def result(model: str, *inputs: tuple[float, float], r: float | None = None) -> Result:
    """One output of normal inputs x, y, with value and u each."""
    rows: list[dict[str, Any]] = [
        {"name": name, "value": value, "unit": "1",
         "components": [{"distribution": "normal", "std": u}]}
        for name, (value, u) in zip("xy", inputs, strict=False)
    ]  # fmt: skip
    data: dict[str, Any] = {"inputs": rows, "outputs": [{"name": "z", "unit": "1", "model": model}]}
    if r is not None:
        data["correlations"] = [{"a": "x", "b": "y", "r": r}]
    return propagate(Measurement.from_json(data)).result("z")


@pytest.mark.parametrize(
    ("model", "x", "u"),
    [("x**3", 0.0, 1.0), ("x**4", 0.0, 0.1), ("1 + x**3", 0.0, 1e-3), ("sin(x)**3", 0.0, 0.2)],
)
def test_no_uncertainty_at_a_point_flat_to_second_order_is_warned_of(
    model: str, x: float, u: float
) -> None:
    found = result(model, (x, u))
    assert found.u == 0
    [warning] = found.warnings
    assert (warning.code, warning.params["inputs"]) == ("stationary", "x")


@pytest.mark.parametrize(
    ("model", "x", "u"),
    [
        ("abs(x)", 0.1, 1.0),
        ("max(x, 0)", 0.5, 1.0),
        ("min(x, 1)", 0.9, 0.5),
        ("sqrt(x**2)", 0.001, 1.0),
        ("abs(x) + 3", -0.2, 0.3),
    ],
)
def test_a_kink_within_reach_is_warned_of(model: str, x: float, u: float) -> None:
    found = result(model, (x, u))
    [warning] = found.warnings
    assert (warning.code, warning.params["inputs"], warning.params["first"]) == (
        "curvature", "x", found.u,
    )  # fmt: skip
    # what it names as the other u is nearer to the draws'
    names = {"abs": np.abs, "max": np.maximum, "min": np.minimum, "sqrt": np.sqrt}
    draws = np.random.default_rng(1).normal(x, u, 100_000)
    drawn = float(np.std(eval(model, {"__builtins__": {}, **names}, {"x": draws})))  # noqa: S307
    assert abs(float(warning.params["second"]) - drawn) < abs(found.u - drawn)


@pytest.mark.parametrize(
    ("model", "inputs", "r"),
    [
        ("abs(x)", [(5.0, 1.0)], None),
        ("max(x, 0)", [(3.0, 1.0)], None),
        ("x*y", [(10.0, 0.1), (5.0, 0.1)], None),
        ("x/y", [(10.0, 0.1), (5.0, 0.1)], 0.9),
        ("exp(x)", [(0.0, 0.1)], None),
        # what cancels, cancels: no u, and no warning of it
        ("x - y", [(1.0, 0.1), (1.0, 0.1)], 1.0),
        ("3*x - y", [(0.1, 0.1), (0.3, 0.3)], 1.0),
        ("x**2 - y**2", [(1.0, 0.1), (1.0, 0.1)], 1.0),
        ("x**3 + y**3", [(1.0, 0.01), (-1.0, 0.01)], -1.0),
        ("cos(x)**2 + sin(x)**2", [(0.7, 0.3)], None),
    ],
)
def test_where_first_order_holds_nothing_is_said(
    model: str, inputs: list[tuple[float, float]], r: float | None
) -> None:
    assert result(model, *inputs, r=r).warnings == ()


def test_a_step_to_where_the_model_has_no_value_says_nothing() -> None:
    found = result("sqrt(x) + 100*y", (1.0, 0.6), (0.0, 1.0))
    assert math.isclose(found.u, 100, rel_tol=1e-3)
    assert found.warnings == ()


def test_a_kink_under_correlation_is_seen_along_what_varies() -> None:
    # x − y has u = 0.1 although x and y have 1 each
    nearly = 1 - 0.1**2 / 2
    assert [each.code for each in result("abs(x - y)", (2.05, 1.0), (2.0, 1.0), r=nearly).warnings]
    assert result("abs(x - y)", (3.0, 1.0), (2.0, 1.0), r=nearly).warnings == ()
