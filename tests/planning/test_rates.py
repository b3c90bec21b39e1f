from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from planning.rates import Rate, Standing


@pytest.mark.parametrize(
    ("actual", "plan", "shown", "word"),
    [
        (5, 6, "83,3 %", "chưa đạt"),
        (3_247_000_000, 1_500_000_000, "216,5 %", "vượt"),  # seed 1: 216,4666…, once rounded
        (10_365_000_000, 8_784_000_000, "118 %", "vượt"),  # seed 0
        (1_000, 1_000, "100 %", "đạt"),
        (9_999_999, 10_000_000, "100 %", "chưa đạt"),  # shown 100, judged by the numbers
        (0, 10, "0 %", "chưa đạt"),
        (10, 0, "–", "–"),
        (10, None, "–", "–"),
    ],
)
def test_a_rate_is_rounded_once_and_judged_unrounded(
    actual: int, plan: int | None, shown: str, word: str
) -> None:
    with override("vi"):
        rate = Rate(actual, plan)

        assert (rate.shown, rate.word) == (shown, word)


def test_english_has_a_decimal_point() -> None:
    with override("en"):
        assert Rate(5, 6).shown == "83.3 %"


@given(st.integers(0, 10**15), st.integers(1, 10**15))
def test_the_percent_is_the_nearest_tenth(actual: int, plan: int) -> None:
    percent = Rate(actual, plan).percent

    assert percent is not None
    assert abs(percent * plan - 100 * actual) <= Decimal(plan) / 20
    assert (Rate(actual, plan).standing is Standing.MET) == (actual == plan)
