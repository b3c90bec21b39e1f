"""Fields of the reference format for propagation, in small cases; answers by hand or by SciPy."""

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from metrology.validation import monte_carlo
from tests.metrology.asking import Fields, ask, says


def normal(name: str, value: float, u: float, **more: Any) -> Fields:
    component = {"distribution": "normal", "std": u} | more
    return {"name": name, "value": value, "unit": "1", "components": [component]}


PRODUCT: Fields = {
    "inputs": [normal("a", 2, 0.3, dof=4), normal("b", 3, 0.4)],
    "outputs": [{"name": "y", "unit": "1", "model": "a*b"},
                {"name": "z", "unit": "1", "model": "a + b"}],
}  # fmt: skip
U_Y = math.hypot(0.9, 0.8)
DOF = U_Y**4 / (0.9**4 / 4)  # Welch-Satterthwaite: 12.8


@pytest.mark.parametrize(
    ("quantity", "method", "details", "answer"),
    [
        ("value", "lpu", {}, 6),
        ("u", "lpu", {}, U_Y),
        ("variance", "lpu", {}, U_Y**2),
        ("dof", "lpu", {}, DOF),
        ("k", "lpu", {"p": 0.95}, stats.t.ppf(0.975, 12)),  # truncated
        ("k", "lpu", {"p": 0.95, "dof": 16}, stats.t.ppf(0.975, 16)),
        ("U", "lpu", {"k": 2}, 2 * U_Y),
        ("U", "lpu", {"k_from": {"p": 0.99, "dof": 7}}, stats.t.ppf(0.995, 7) * U_Y),
        ("U", "lpu", {"k_from": {"p": 0.99}}, stats.t.ppf(0.995, 12) * U_Y),
        ("U", "lpu", {"p": 0.9}, stats.t.ppf(0.95, 12) * U_Y),
        ("interval_low", "lpu", {"k": 2}, 6 - 2 * U_Y),
        ("interval_high", "lpu", {"p": 0.95}, 6 + stats.t.ppf(0.975, 12) * U_Y),
        ("component", "lpu", {"input": "a"}, 0.9),
        ("component", "lpu", {"input": "b"}, 0.8),
        ("sensitivity", "lpu", {"input": "b"}, 2),
        ("correlation", "lpu", {"with_output": "z"}, (0.9 * 0.3 + 0.8 * 0.4) / U_Y / 0.5),
        # GUM 5.1.2: the mixed derivative adds u(a)²u(b)²
        ("value", "lpu2", {}, 6),
        ("u", "lpu2", {}, math.sqrt(U_Y**2 + 0.09 * 0.16)),
        ("variance", "lpu2", {}, U_Y**2 + 0.09 * 0.16),
        ("U", "lpu2", {"k": 2}, 2 * math.sqrt(U_Y**2 + 0.09 * 0.16)),
        ("k", "trapezoid", {"p": 0.95, "a1": 1, "a2": 0}, 0.95 * math.sqrt(3)),
        ("k", "trapezoid", {"p": 0.95, "a1": 1, "a2": 1}, (1 - math.sqrt(0.05)) * math.sqrt(6)),
        ("k", "dominant_rectangular", {"p": 0.95}, 0.95 * math.sqrt(3)),
    ],
)
def test_propagation(quantity: str, method: str, details: Fields, answer: float) -> None:
    assert ask("propagation", PRODUCT, quantity, method, **details) == pytest.approx(answer)


@pytest.mark.parametrize("interval_type", ["symmetric", "shortest"])
def test_interval_of_first_order(interval_type: str) -> None:
    found = ask("propagation", PRODUCT, "interval", "lpu", p=0.95, interval_type=interval_type)
    half = stats.t.ppf(0.975, 12) * U_Y
    assert found == pytest.approx((6 - half, 6 + half))


def test_derived_inputs() -> None:
    a: Fields = {"name": "a", "value": 2, "unit": "mm", "components": [
        {"distribution": "type_a", "observations": [1, 2, 3]},
        {"distribution": "rectangular", "half_width": 3},
    ]}  # fmt: skip
    b = a | {"name": "b", "components": [{"distribution": "type_a", "observations": [2, 2, 5]}]}
    a_alone = a | {"components": a["components"][:1]}
    given = {"inputs": [a, b], "outputs": [{"name": "y", "unit": "mm", "model": "a + b"}]}
    of_a = {"output": "a_in", "quantity_of": "input"}
    assert ask("propagation", given, "value", "lpu", **of_a) == 2
    assert ask("propagation", given, "u", "lpu", **of_a) == pytest.approx(math.sqrt(1 / 3 + 3))
    assert ask("propagation", given, "dof", "lpu", **of_a) == pytest.approx(2 * (10 / 3) ** 2 * 9)
    paired = given | {"inputs": [a_alone, b], "correlations": "from_observations"}
    r = ask("propagation", paired, "correlation", "lpu", with_output="b_in", **of_a)
    assert r == pytest.approx(np.corrcoef([1, 2, 3], [2, 2, 5])[0, 1])


@pytest.mark.parametrize(
    "correlations",
    [[{"a": "a", "b": "b", "r": 0.5}], [{"a": "b", "b": "a", "r": 0.5}]],
)
def test_correlated_inputs(correlations: list[Fields]) -> None:
    u = ask("propagation", PRODUCT | {"correlations": correlations}, "u", "lpu", output="z")
    assert u == pytest.approx(math.sqrt(0.09 + 0.16 + 0.12))


def test_correlation_of_named_pairs_from_their_observations() -> None:
    inputs = [
        {"name": name, "value": 0, "unit": "1",
         "components": [{"distribution": "type_a", "observations": seen}]}
        for name, seen in (("a", [1, 2, 3]), ("b", [3, 2, 1]), ("c", [1, 2, 3]))
    ]  # fmt: skip
    given = {
        "inputs": inputs,
        "outputs": [{"name": "y", "unit": "1", "model": "a + b + c"}],
        "correlations": [{"a": "a", "b": "b", "r": "from_observations"}],
    }
    # a and b cancel; c stays, uncorrelated because nothing says otherwise
    assert ask("propagation", given, "u", "lpu") == pytest.approx(math.sqrt(1 / 3))


def test_trapezoid_of_the_two_widest_rectangles() -> None:
    given = {
        "inputs": [
            {"name": name, "value": 0, "unit": "1",
             "components": [{"distribution": "rectangular", "half_width": a}]}
            for name, a in (("a", 0.1), ("b", 3.0), ("c", 0.5))
        ],
        "outputs": [{"name": "y", "unit": "1", "model": "a + b + 6*c"}],
    }  # fmt: skip
    k = ask("propagation", given, "k", "trapezoid", p=0.95)
    assert k == pytest.approx((1 - math.sqrt(0.05)) * math.sqrt(6))


@pytest.fixture
def _fewer_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monte_carlo, "DRAWS", 1_000_000)


@pytest.mark.usefixtures("_fewer_draws")
@pytest.mark.parametrize(
    ("quantity", "details", "answer"),
    [
        ("value", {}, 1 / 3),
        ("u", {}, math.sqrt(4 / 45)),  # of x², x even in -1 … 1
        ("variance", {}, 4 / 45),
        ("interval", {"p": 0.9}, (0.05**2, 0.95**2)),
        ("interval", {"p": 0.9, "interval_type": "shortest"}, (0, 0.81)),
        ("interval_low", {"p": 0.8}, 0.01),
        ("interval_high", {"p": 0.8}, 0.81),
        ("U", {"p": 0.9, "interval_type": "shortest"}, 0.405),
        ("k", {"p": 0.9}, (0.95**2 - 0.05**2) / 2 / math.sqrt(4 / 45)),
        ("correlation", {"with_output": "z"}, 0),
    ],
)
def test_monte_carlo(quantity: str, details: Fields, answer: Any) -> None:
    rectangle = {"distribution": "rectangular", "half_width": 1}
    given = {
        "inputs": [{"name": "x", "value": 0, "unit": "1", "components": [rectangle]}],
        "outputs": [{"name": "y", "unit": "1", "model": "x**2"},
                    {"name": "z", "unit": "1", "model": "x"}],
    }  # fmt: skip
    found = ask("propagation", given, quantity, "mc", **details)
    assert found == pytest.approx(answer, abs=0.005)


@pytest.mark.parametrize(
    ("changes", "quantity", "details", "word"),
    [
        ({}, "u", {"output": "w"}, "expected[0].output"),
        ({}, "u", {"output": "a_in"}, "quantity_of"),
        ({}, "u", {"output": "q_in", "quantity_of": "input"}, "q_in"),
        ({}, "u", {"output": "a_in", "quantity_of": "output"}, "quantity_of"),
        ({}, "component", {"input": "c"}, "c"),
        ({}, "component", {}, "expected[0].input"),
        ({}, "correlation", {"with_output": "w"}, "with_output"),
        ({}, "U", {}, "k_from"),
        ({}, "U", {"k_from": {"dof": 3}}, "k_from.p"),
        ({}, "U", {"k_from": {"p": 0.95, "nu": 3}}, "nu"),
        ({}, "interval", {"p": 0.95, "interval_type": "widest"}, "symmetric, shortest"),
        ({}, "u", {"input": "a"}, "“input”"),
        ({"inputs": []}, "u", {}, "a"),
        ({"inputs": [{"name": "a", "value": 1, "unit": "1", "u": 1}]}, "u", {}, "“u”"),
        ({"correlations": [{"a": "a", "b": "b", "rho": 1}]}, "u", {}, "correlations[0]"),
        ({"extra": 1}, "u", {}, "“extra”"),
        (
            {"outputs": [{"name": "y", "unit": "1", "model": "__import__('os')"}]},
            "u",
            {},
            "__import__",
        ),
    ],
)
def test_propagation_refuses(changes: Fields, quantity: str, details: Fields, word: str) -> None:
    assert word in says("propagation", PRODUCT | changes, quantity, "lpu", **details)
