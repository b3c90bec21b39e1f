"""The rule of the reference format: abs(result - value) <= tolerance, element by element."""

import math
from typing import Any

import pytest

from metrology.validation.cases import Expected, Value
from metrology.validation.compare import meets


def expected(value: Value, tolerance: Any = 0.5, relation: str = "") -> Expected:
    return Expected("y", "u", "lpu", value, tolerance, relation, {}, "", "expected[0]")


@pytest.mark.parametrize(
    ("computed", "published", "passes"),
    [
        (2.5, expected(2.0), True),
        (1.5, expected(2.0), True),
        (2.5000001, expected(2.0), False),
        (math.nan, expected(2.0), False),
        (math.inf, expected(2.0), False),
        (math.inf, expected(math.inf), True),
        (2.0, expected(math.inf), False),
        (9.0, expected(9, 0), True),
        (9.0000001, expected(9, 0), False),
        (2.0, expected(2.0, None), True),
        (2.1, expected(2.0, None), False),
        ("pass", expected("pass", None), True),
        ("fail", expected("pass", None), False),
        ("2", expected(2.0), False),
        (2.0, expected("2"), False),
        ((1.4, 2.0), expected((1.0, 2.0)), True),
        ((1.4, 2.6), expected((1.0, 2.0)), False),
        ((1.0,), expected((1.0, 2.0)), False),
        (1.0, expected((1.0, 2.0)), False),
        ((1.4, 2.6), expected((1.0, 2.0), (0.5, 0.7)), True),
        ((1.4, 2.6), expected((1.0, 2.0), (0.5, 0.1)), False),
        (("a", "b"), expected(("a", "b"), None), True),
        (("a", "c"), expected(("a", "b"), None), False),
        (1.9, expected(2.0, 0, "<"), True),
        (2.0, expected(2.0, 0, "<"), False),
        (2.0, expected(2.0, 0, "<="), True),
        (2.1, expected(2.0, 0, "<="), False),
        (2.1, expected(2.0, 0.2, "<="), True),
        (-5.0, expected(2.0, None, "<"), True),
        (math.nan, expected(2.0, 0, "<="), False),
        ("1", expected(2.0, 0, "<="), False),
    ],
)
def test_meets(computed: Value, published: Expected, passes: bool) -> None:  # noqa: FBT001
    assert meets(computed, published) is passes
