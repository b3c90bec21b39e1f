"""Each field of the reference format, in small cases made by hand; answers by hand or by SciPy."""

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

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
