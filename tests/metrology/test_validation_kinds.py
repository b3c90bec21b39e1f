"""Each field of the reference format, in small cases made by hand; answers by hand or by SciPy."""

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from metrology.validation import monte_carlo
from metrology.validation.rows import row
from tests.metrology.asking import Fields, ask, results, says

# Type A

READINGS: Fields = {"data": {"anything": [1, 2, 3, 4]}}


@pytest.mark.parametrize(
    ("quantity", "details", "answer"),
    [
        ("value", {}, 2.5),
        ("s", {}, math.sqrt(5 / 3)),
        ("u", {}, math.sqrt(5 / 12)),
        ("variance", {}, 5 / 12),
        ("dof", {}, 3),
        ("n", {}, 4),
        ("lag1_autocorrelation", {}, 0.25),  # (0.75 - 0.25 + 0.75)/5
        ("k", {"p": 0.95}, stats.t.ppf(0.975, 3)),
        ("k", {"p": 0.95, "dof": 10}, stats.t.ppf(0.975, 10)),
        ("U", {"p": 0.9}, stats.t.ppf(0.95, 3) * math.sqrt(5 / 12)),
    ],
)
def test_type_a(quantity: str, details: Fields, answer: float) -> None:
    assert ask("type_a", READINGS, quantity, "type_a", **details) == pytest.approx(answer)


def test_type_a_interval() -> None:
    half = stats.t.ppf(0.975, 3) * math.sqrt(5 / 12)
    found = ask("type_a", READINGS, "interval", "type_a", p=0.95)
    assert found == pytest.approx((2.5 - half, 2.5 + half))


def test_type_a_takes_one_series() -> None:
    assert "one series" in says("type_a", {"data": {"x": [1, 2], "y": [1, 2]}}, "u", "type_a")
    assert "data.x[1]" in says("type_a", {"data": {"x": [1, "b"]}}, "u", "type_a")
    assert "too few" in says("type_a", {"data": {"x": [1]}}, "u", "type_a")


# Type B: the table of components


@pytest.mark.parametrize(
    ("component", "u"),
    [
        ({"distribution": "normal", "std": 2}, 2),
        ({"distribution": "normal", "U": 3, "k": 2}, 1.5),
        ({"distribution": "normal", "U": 3, "p": 0.95}, 3 / stats.norm.ppf(0.975)),
        ({"distribution": "rectangular", "half_width": 3}, math.sqrt(3)),
        ({"distribution": "rectangular", "lower": 1, "upper": 7}, math.sqrt(3)),
        ({"distribution": "triangular", "half_width": 6}, math.sqrt(6)),
        ({"distribution": "arcsine", "half_width": 2}, math.sqrt(2)),
        ({"distribution": "arcsine", "std": 2}, 2),
        ({"distribution": "ctrap", "half_width": 3, "d": 3}, 2),
        ({"distribution": "t", "scale": 2, "nu": 4}, 2),
        ({"distribution": "t", "std": 2, "nu": 4}, 2),
        ({"distribution": "t", "U": 3, "p": 0.95, "nu": 4}, 3 / stats.t.ppf(0.975, 4)),
        ({"distribution": "type_a", "observations": [1, 2, 3, 4]}, math.sqrt(5 / 12)),
        ({"distribution": "pooled", "s": 4, "n": 4, "dof": 9}, 2),
        ({"distribution": "resolution", "resolution": 1}, 1 / math.sqrt(12)),
    ],
)  # fmt: skip
def test_type_b(component: Fields, u: float) -> None:
    given = {"component": component, "unit": "mm"}
    assert ask("type_b", given, "u", "type_b") == pytest.approx(u)
    assert ask("type_b", given, "variance", "type_b") == pytest.approx(u * u)


def test_type_b_says_what_else_a_component_is() -> None:
    bounds = {"component": {"distribution": "rectangular", "lower": 1, "upper": 7}}
    assert ask("type_b", bounds, "mean_shift", "type_b") == 4
    assert ask("type_b", bounds, "half_width", "type_b") == 3
    stated = {"component": {"distribution": "normal", "U": 3, "k": 2, "dof": 8}}
    assert ask("type_b", stated, "k", "type_b") == 2
    assert ask("type_b", stated, "k", "type_b", meaning="u/U") == 0.5
    assert ask("type_b", stated, "dof", "type_b") == 8
    assert "U/u, u/U" in says("type_b", stated, "k", "type_b", meaning="other")
    assert "half_widht" in says(
        "type_b", {"component": {"distribution": "triangular", "half_widht": 1}}, "u", "type_b"
    )


# Coverage factor


@pytest.mark.parametrize(
    ("details", "answer"),
    [
        ({"p": 0.95, "dof": 5}, stats.t.ppf(0.975, 5)),
        ({"p": 0.6827, "dof": 7.5}, stats.t.ppf(0.5 + 0.6827 / 2, 7.5)),
        ({"p": 0.999, "dof": None}, stats.norm.ppf(0.9995)),
        ({"p": 0.5}, stats.norm.ppf(0.75)),
    ],
)  # fmt: skip
def test_coverage_factor(details: Fields, answer: float) -> None:
    assert ask("coverage_factor", {}, "k", "student_t", **details) == pytest.approx(answer)


def test_infinite_degrees_of_freedom_are_null() -> None:
    component = {"distribution": "normal", "std": 1}
    [found] = results("type_b", {"component": component}, {
        "quantity": "dof", "method": "type_b", "value": None, "tolerance": 0,
    })  # fmt: skip
    assert found.passed
    assert (row(found)["computed"], row(found)["expected"]) == (None, None)
    [found] = results("type_b", {"component": component | {"dof": 9}}, {
        "quantity": "dof", "method": "type_b", "value": None, "tolerance": 0,
    })  # fmt: skip
    assert not found.passed


def test_coverage_factor_refuses() -> None:
    assert "expected[0].p" in says("coverage_factor", {}, "k", "student_t", dof=5)
    assert "p" in says("coverage_factor", {}, "k", "student_t", p=1.5)
    assert "ν" in says("coverage_factor", {}, "k", "student_t", p=0.95, dof=0.5)


# CMC floor and rounding


@pytest.mark.parametrize(("calculated", "cmc", "stated"), [(1, 2, 2), (2, 1, 2), (1, 1, 1)])
def test_cmc_floor(calculated: float, cmc: float, stated: float) -> None:
    given = {"U_calculated": calculated, "U_cmc": cmc}
    assert ask("cmc_floor", given, "U_reported", "max") == stated
    assert "U_cmc" in says("cmc_floor", given | {"U_cmc": -1}, "U_reported", "max")


@pytest.mark.parametrize(
    ("given", "value", "u"),
    [
        ({"value": 10.05762, "u": 0.027}, "10.058", "0.027"),
        ({"value": "2.500", "u": "0.0996"}, "2.50", "0.10"),
        ({"value": 1234, "u": 123}, "1230", "120"),
        ({"value": 1, "u": 0.125, "mode": "half_even"}, "1.00", "0.12"),
        ({"value": 1, "u": 0.125, "mode": "half_up"}, "1.00", "0.13"),
        ({"value": 1, "u": 0.121, "mode": "up_only"}, "1.00", "0.13"),
        ({"value": -0.001, "u": 0.5}, "0.00", "0.50"),
    ],
)
def test_stating(given: Fields, value: str, u: str) -> None:
    told = given | {"rule": "2 significant digits of U, value to the same place"}
    assert ask("rounding", told, "value_text", "rounding") == value
    assert ask("rounding", told, "u_text", "rounding") == u


def test_stating_with_one_digit() -> None:
    told = {
        "value": 10.05762,
        "u": 0.0298,
        "rule": "1 significant digit of u, value to the same place",
    }
    assert ask("rounding", told, "value_text", "rounding") == "10.06"
    assert ask("rounding", told, "u_text", "rounding") == "0.03"


@pytest.mark.parametrize(
    ("step", "mode", "digits", "rounded"),
    [
        (0.1, "nearest", "12.251", "12.3"),
        (10, "half_even", "1225.0", "1220"),
        (10.0, "half_up", "1225.0", "1230"),
        ("0.5", "nearest", "1.26", "1.5"),
        (0.01, "half_up", "-1.005", "-1.01"),
        (0.01, "half_even", "-1.005", "-1.00"),
        (1, "nearest", "-0.2", "0"),
    ],
)
def test_rounding(step: Any, mode: str, digits: str, rounded: str) -> None:
    given = {"rounding_range": step, "mode": mode, "examples": [{"given": digits}]}
    assert ask("rounding", given, "texts", "rounding") == (rounded,)


def test_rounding_refuses() -> None:
    given: Fields = {"rounding_range": 0.1, "mode": "nearest", "examples": [{"given": "1.x"}]}
    assert "examples[0].given" in says("rounding", given, "texts", "rounding")
    assert "half_even" in says("rounding", given | {"mode": "down"}, "texts", "rounding")
    told = {"value": 1, "u": 0.1, "rule": "round somehow"}
    assert "round somehow" in says("rounding", told, "u_text", "rounding")
    told["rule"] = "2 significant digits of u, value to the same place"
    assert "texts" in says("rounding", told, "texts", "rounding")
    assert "rule" in says("rounding", {"value": 1, "u": 1}, "u_text", "rounding")


# Analysis of variance

GROUPS = [[1.0, 2.0, 3.0], [2.0, 4.0, 6.0], [5.0, 6.0, 10.0]]


@pytest.mark.parametrize(
    "data",
    [
        {"groups": GROUPS},
        {"groups_mV": GROUPS},
        {"means": [2, 4, 7], "s": [1, 2, math.sqrt(7)], "n": [3, 3, 3]},
        {"means_V": [2, 4, 7], "s_V": [1, 2, math.sqrt(7)], "n": [3, 3, 3]},
    ],
)
def test_anova(data: Fields) -> None:
    found = stats.f_oneway(*GROUPS)
    answers = {
        "F": found.statistic, "p_value": found.pvalue, "SS_between": 38, "SS_within": 24,
        "MS_between": 19, "MS_within": 4, "mean": 13 / 3, "s_within": 2, "dof_between": 2,
        "dof_within": 6, "s_of_means": np.std([2, 4, 7], ddof=1), "R_squared": 38 / 62,
        "u_mean_between": np.std([2, 4, 7], ddof=1) / math.sqrt(3),
        "u_mean_pooled": math.sqrt(62 / 8 / 9), "s_between_component": math.sqrt((19 - 4) / 3),
        "F_crit_95": stats.f.ppf(0.95, 2, 6), "F_crit_99": stats.f.ppf(0.99, 2, 6),
    }  # fmt: skip
    for quantity, answer in answers.items():
        computed = ask("anova", {"data": data}, quantity, "anova")
        assert computed == pytest.approx(answer, rel=1e-9), quantity
    crit = ask("anova", {"data": data}, "F_crit", "anova", p=0.975)
    assert crit == pytest.approx(stats.f.ppf(0.975, 2, 6))


def test_anova_refuses() -> None:
    assert "“values”" in says("anova", {"data": {"values": GROUPS}}, "F", "anova")
    assert "data.s" in says("anova", {"data": {"means": [1, 2], "n": [2, 2]}}, "F", "anova")
    both = {"means": [1], "means_V": [1], "s": [1], "n": [2]}
    assert "means_V" in says("anova", {"data": both}, "F", "anova")
    half = {"means": [1, 2], "s": [1, 1], "n": [2.5, 2]}
    assert "data.n[0]" in says("anova", {"data": half}, "F", "anova")


# Propagation


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
