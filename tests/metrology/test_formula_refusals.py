"""Models without a value: the part, its column and the points are named."""

import math

import numpy as np
import pytest

from tests.metrology.golden import refused
from tests.metrology.programs import program, value


@pytest.mark.parametrize(
    ("text", "found", "why", "place"),
    [
        ("2 + b/(a - 1)", "b/(a - 1)", "divides_by_zero", "5"),
        ("b * (a - 1)**-2", "(a - 1)**-2", "divides_by_zero", "5"),
        ("b + sqrt(a - 3)", "sqrt(a - 3)", "negative_root", "5"),
        ("b + (a - 3)**0.5", "(a - 3)**0.5", "negative_root", "5"),
        ("b + (a - 3)**1.5", "(a - 3)**1.5", "not_defined", "5"),
        ("b + (a - 1)**-1.5", "(a - 1)**-1.5", "divides_by_zero", "5"),
        ("log(a - 1)", "log(a - 1)", "logarithm", "1"),
        ("log10(-a)", "log10(-a)", "logarithm", "1"),
        ("asin(2*a)", "asin(2*a)", "not_defined", "1"),
        ("acos(-2*a)", "acos(-2*a)", "not_defined", "1"),
        ("atan2(a - 1, b - 2)", "atan2(a - 1, b - 2)", "not_defined", "1"),
        ("exp(1000*a)", "exp(1000*a)", "too_large", "1"),
        ("cosh(1000*a)", "cosh(1000*a)", "too_large", "1"),
        ("1/(exp(300*a) * exp(300*b))", "exp(300*a) * exp(300*b)", "too_large", "4"),
        ("1/(1e99**3 * (1e12*a))", "1e99**3 * (1e12*a)", "too_large", "4"),
        ("1 + 1/0*a", "1/0", "divides_by_zero", "5"),
        ("b if b < a else 1/(a - 1)", "1/(a - 1)", "divides_by_zero", "17"),
        ("(a + b)*(a + b)/(b - 2*a)", "(a + b)*(a + b)/(b - 2*a)", "divides_by_zero", "1"),
    ],
)
def test_a_part_without_a_value_is_named(text: str, found: str, why: str, place: str) -> None:
    x = {"a": 1.0, "b": 2.0}
    made = program(text, inputs=list(x))
    for compute in (made.values, made.values_and_gradient):
        with refused("cannot_compute", found=found, why=why, place=place, name="y"):
            compute(list(x.values()))
    with refused("cannot_compute", found=found, place=place, count="2", most="2"):
        made.values([np.full(2, each) for each in x.values()])


def test_a_number_beyond_all_floats_is_refused_when_prepared() -> None:
    with refused("cannot_compute", found="9" * 79 + "…", why="too_large", place="5"):
        program("a + " + "9" * 400)


@pytest.mark.parametrize(
    ("text", "why"),
    [("abs(a)", "kink"), ("max(a, 0)", "kink"), ("min(a, -a)", "kink"), ("sqrt(a)", "no_derivative"),
     ("sqrt(a*a + b*b)", "no_derivative"), ("a ** 0.5", "no_derivative"), ("stdev(a, b)", "no_derivative")],
)  # fmt: skip
def test_a_slope_that_does_not_exist_is_refused(text: str, why: str) -> None:
    made = program(text, inputs=["a", "b"])

    assert made.values([0.0, 0.0]) == [0.0]
    with refused("cannot_compute", found=text, why=why, place="1"):
        made.gradient([0.0, 0.0])
    with refused("cannot_compute", found=text, why="no_derivative_there", count="1", most="2"):
        made.gradient([np.array([0.0, 1.0]), np.array([0.0, 0.5])])


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_an_input_must_be_finite(bad: float) -> None:
    made = program("atan(a) + b", inputs=["a", "b"])

    with refused("cannot_compute", found="a", why="not_number"):
        made.values([bad, 1.0])
    with refused("cannot_compute", found="a", count="1", most="3"):
        made.values([np.array([0.0, bad, 1.0]), np.zeros(3)])


def test_the_first_bad_part_and_its_points_are_counted() -> None:
    made = program("1/sqrt(a - 2) + b", inputs=["a", "b"])

    with refused("cannot_compute", found="sqrt(a - 2)", place="3", count="2", most="4"):
        made.values([np.array([0.0, 1.0, 3.0, 4.0]), np.zeros(4)])


def test_a_branch_that_is_not_taken_need_not_exist() -> None:
    made = program("1/a if a != 0 and 1/a > 0.2 else b", inputs=["a", "b"])

    assert made.values([0.0, 7.0]) == [7.0]
    found = made.values([np.array([0.0, 2.0, 10.0]), np.array([7.0, 8.0, 9.0])])[0]
    assert list(found) == [7.0, 0.5, 9.0]


def test_large_finite_values_are_no_error() -> None:
    assert value("a*1e99*1e99*1e99 + b*0", a=1e10, b=1.7e308) == 1e307
    assert program("a - b", inputs=["a", "b"]).values([np.full(9, 1.7e308)] * 2)[0][0] == 0
