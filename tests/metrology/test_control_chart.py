"""The control chart of intermediate checks: lines of the first n, and the rules by name."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrology.errors import MetrologyError
from metrology.intervals.control_chart import RULES, ControlChart, control_chart

# Mean 10, s exactly 1: the lines are at 8, 12 and 7, 13.
BASE = ("9", "11", "9", "11", "10")


def chart(*later: str, **limits: Decimal) -> ControlChart:
    return control_chart([Decimal(x) for x in (*BASE, *later)], first=len(BASE), **limits)


def test_the_lines_are_those_of_the_first_checks_alone() -> None:
    alone, longer = chart(), chart("12.9", "7.2", "500")

    assert alone.lines is not None
    assert (alone.lines.mean, alone.lines.s) == (Decimal(10), Decimal(1))
    assert alone.lines.warning == (Decimal(8), Decimal(12))
    assert alone.lines.action == (Decimal(7), Decimal(13))
    assert longer.lines == alone.lines


@pytest.mark.parametrize(
    ("later", "last"),
    [
        (["10"], ()),
        (["12"], ()),  # on the line is not beyond it
        (["12.1"], ("warning",)),
        (["7.9"], ("warning",)),
        (["13.1"], ("action",)),
        (["12.1", "10", "12.1"], ("two_of_three",)),
        (["12.1", "10", "7.9"], ("warning",)),  # not the same side
        (["12.1", "10", "10", "12.1"], ("warning",)),  # not of three
        (["12.1", "10", "10"], ()),
        (["10.1"] * 7, ()),
        (["10.1"] * 8, ("run",)),
        (["10.1"] * 7 + ["9.9"], ()),
        (["10.1"] * 7 + ["13.5"], ("action", "run")),
        (["12.5", "13.5"], ("action", "two_of_three")),
    ],
)
def test_each_rule_by_name(later: list[str], last: tuple[str, ...]) -> None:
    assert chart(*later).signals[-1] == last


def test_agreed_limits_judge_from_the_first_check_on() -> None:
    values = [Decimal("10.4"), Decimal("10.6"), Decimal("9.4")]

    found = control_chart(values, first=5, lower=Decimal("9.5"), upper=Decimal("10.5"))

    assert found.lines is None
    assert found.signals == ((), ("limits",), ("limits",))


def test_equal_values_have_no_lines() -> None:
    found = control_chart([Decimal("10.00")] * 5 + [Decimal("10.01")], first=5)

    assert found.lines is None
    assert found.signals == ((),) * 6


def test_wrong_questions_are_refused() -> None:
    for given_values, more in (
        (["1", "2"], {"first": 2}),
        (["NaN"], {"first": 3}),
        (["1"], {"first": 3, "lower": Decimal(2), "upper": Decimal(1)}),
    ):
        with pytest.raises(MetrologyError):
            control_chart([Decimal(x) for x in given_values], **more)


@given(
    st.lists(st.decimals(-1000, 1000, places=3), min_size=3, max_size=30),
    st.decimals(-1000, 1000, places=3),
)
def test_a_shift_of_all_values_shifts_the_mean_and_keeps_s(
    values: list[Decimal], shift: Decimal
) -> None:
    there = control_chart(values, first=3)
    moved = control_chart([value + shift for value in values], first=3)

    assert (there.lines is None) == (moved.lines is None)
    assert all(rule in RULES for rules in moved.signals for rule in rules)
    if there.lines is not None and moved.lines is not None:
        assert abs(moved.lines.mean - there.lines.mean - shift) < Decimal("1e-25")
        assert abs(moved.lines.s - there.lines.s) < Decimal("1e-25")


@given(st.lists(st.decimals(-1000, 1000, places=3), min_size=3, max_size=30))
def test_a_later_value_changes_no_earlier_signal(values: list[Decimal]) -> None:
    whole = control_chart(values, first=3)
    part = control_chart(values[:-1], first=3) if len(values) > 3 else None

    assert part is None or whole.signals[:-1] == part.signals
