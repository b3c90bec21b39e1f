from decimal import Decimal
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrology.readings import format_number
from metrology.stating import not_below, round_half_up_int, round_to, state
from tests.metrology.golden import case_ids, published, refused

D = Decimal
ROUNDING, FLOORS = published("rounding"), published("cmc_floor")
STATED = [case for case in ROUNDING if "u" in case]
STEPS = [case for case in ROUNDING if "examples" in case]
VALUES = st.decimals(min_value=-(10**9), max_value=10**9, places=9)
EXPANDED = st.decimals(min_value=D("1e-9"), max_value=10**6, places=9)


@pytest.mark.parametrize("case", STATED, ids=case_ids(STATED))
def test_published_statements(case: dict[str, Any]) -> None:
    stated = state(D(str(case["value"])), D(str(case["u"])))

    assert (stated.value, stated.U) == (
        case["expected"]["value_text"],
        case["expected"]["u_text"],
    )


@pytest.mark.parametrize("case", STEPS, ids=case_ids(STEPS))
def test_published_rounding(case: dict[str, Any]) -> None:
    ties: Literal["even", "up"] = "up" if case["mode"] == "half_up" else "even"

    for example in case["examples"]:
        got = round_to(D(example["given"]), D(str(case["rounding_range"])), ties=ties)
        assert got == D(example["result"])


@pytest.mark.parametrize(
    ("value", "expanded", "shown"),
    [
        ("9.6", "0.996", ("9.6", "1.0", 1)),
        ("123.456", "9.96", ("123", "10", 0)),
        ("123.456", "9.94", ("123.5", "9.9", 1)),
        ("123.456", "99.6", ("120", "100", -1)),
        ("36228.77", "1250", ("36200", "1200", -2)),
        ("36250", "1350", ("36200", "1400", -2)),
        ("0.015", "0.0585", ("0.015", "0.058", 3)),
        ("0.0155", "0.0595", ("0.016", "0.060", 3)),
        ("-0.0004", "0.012", ("0.000", "0.012", 3)),
        ("-4", "99.7", ("0", "100", -1)),
        ("0", "0.02", ("0.000", "0.020", 3)),
        ("1", "0.1", ("1.00", "0.10", 2)),
        ("1e-7", "3.21e-8", ("0.000000100", "0.000000032", 9)),
        ("1e12", "0.001", ("1000000000000.0000", "0.0010", 4)),
    ],
)
def test_two_digits_and_the_value_to_match(
    value: str, expanded: str, shown: tuple[str, str, int]
) -> None:
    assert state(D(value), D(expanded)) == shown


def test_rounding_upwards_only() -> None:
    assert state(D(1), D("0.0401"), up_only=True).U == "0.041"
    assert state(D(1), D("0.0400"), up_only=True).U == "0.040"
    assert state(D(1), D("0.0991"), up_only=True) == ("1.00", "0.10", 2)


def test_the_printed_uncertainty_is_never_below_the_cmc() -> None:
    assert state(D(1), D("0.010"), floor=D("0.020")).U == "0.020"
    assert state(D(1), D("0.030"), floor=D("0.020")).U == "0.030"
    assert state(D(1), D("0.010"), floor=D("0.0584")).U == "0.059"
    assert state(D(1), D("0.0584"), floor=D("0.0580")).U == "0.058"


@pytest.mark.parametrize("expanded", ["0", "-0.1"])
def test_an_unknown_uncertainty_is_not_printed_as_zero(expanded: str) -> None:
    with refused("out_of_range", name="U"):
        state(D(1), D(expanded))


@pytest.mark.parametrize(("value", "expanded"), [("NaN", "1"), ("1", "NaN"), ("Infinity", "1")])
def test_only_numbers_are_stated(value: str, expanded: str) -> None:
    with refused("not_a_number"):
        state(D(value), D(expanded))


@given(value=VALUES, expanded=EXPANDED, up_only=st.booleans())
def test_laws_of_stating(value: Decimal, expanded: Decimal, *, up_only: bool) -> None:
    stated = state(value, expanded, up_only=up_only)
    step = D(1).scaleb(-stated.decimals)

    assert abs(D(stated.value) - value) <= step / 2
    assert D(stated.U) >= expanded if up_only else abs(D(stated.U) - expanded) <= step / 2
    assert D("9.5") * step <= D(stated.U) < 100 * step
    assert D(stated.value) % step == D(stated.U) % step == 0
    assert format_number(stated.value, "en") == stated.value
    assert not (stated.value.startswith("-") and D(stated.value) == 0)


@given(expanded=EXPANDED, floor=EXPANDED)
def test_law_of_the_floor(expanded: Decimal, floor: Decimal) -> None:
    assert D(state(D(0), expanded, floor=floor).U) >= floor


@pytest.mark.parametrize("case", FLOORS, ids=case_ids(FLOORS))
def test_published_floors(case: dict[str, Any]) -> None:
    assert not_below(D(str(case["U"])), D(str(case["cmc"]))) == D(str(case["expected"]))


@pytest.mark.parametrize(
    ("value", "whole"), [("0.5", 1), ("1.5", 2), ("2.5", 3), ("2.4999", 2), ("-0.5", -1), ("-2.5", -3),
                         ("1234567890123456789012345678901234567.5", 1234567890123456789012345678901234568)],
)  # fmt: skip
def test_half_up(value: str, whole: int) -> None:
    assert round_half_up_int(D(value)) == whole


def test_a_step_is_positive() -> None:
    with refused("out_of_range", name="step"):
        round_to(D(1), D(0))


def test_ties_of_negative_values_go_to_the_larger_magnitude() -> None:
    assert round_to(D("-1225.0"), D(10), ties="up") == D(-1230)
