from decimal import Decimal
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrology.quantities.readings import format_number
from metrology.uncertainty.stating import (
    FORMS,
    ROUNDING_RULES,
    Form,
    RoundingRule,
    express,
    express_relative,
    not_below,
    relative,
    round_to,
    rounded_text,
    state,
)
from tests.metrology.golden import case_ids, cases, refused

D = Decimal
ROUNDING = cases("rounding")
FLOORS = cases("cmc_floor")
STATED = [case for case in ROUNDING if "u" in case]
STEPS = [case for case in ROUNDING if "examples" in case]
VALUES = st.decimals(min_value=-(10**9), max_value=10**9, places=9)
EXPANDED = st.decimals(min_value=D("1e-9"), max_value=10**6, places=9)


def expected(case: dict[str, Any]) -> dict[str, Any]:
    return {each["quantity"]: each["value"] for each in case["expected"]}


@pytest.mark.parametrize("case", STATED, ids=case_ids(STATED))
def test_published_statements(case: dict[str, Any]) -> None:
    stated = state(D(str(case["value"])), D(str(case["u"])))

    assert {"value_text": stated.value, "u_text": stated.U} == expected(case)


@pytest.mark.parametrize("case", STEPS, ids=case_ids(STEPS))
def test_published_rounding(case: dict[str, Any]) -> None:
    ties: Literal["even", "up"] = "up" if case["mode"] == "half_up" else "even"
    step = D(str(case["rounding_range"]))

    texts = [rounded_text(D(each["given"]), step, ties=ties) for each in case["examples"]]
    assert {"texts": texts} == expected(case)


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
    reported = not_below(D(str(case["U_calculated"])), D(str(case["U_cmc"])))

    assert {"U_reported": float(reported)} == expected(case)


@pytest.mark.parametrize(
    ("value", "whole"), [("0.5", 1), ("1.5", 2), ("2.5", 3), ("2.4999", 2), ("-0.5", -1), ("-2.5", -3),
                         ("1234567890123456789012345678901234567.5", 1234567890123456789012345678901234568)],
)  # fmt: skip
def test_half_up(value: str, whole: int) -> None:
    assert round_to(D(value), D(1), ties="up") == whole


def test_a_step_is_positive() -> None:
    with refused("out_of_range", name="step"):
        round_to(D(1), D(0))


def test_ties_of_negative_values_go_to_the_larger_magnitude() -> None:
    assert round_to(D("-1225.0"), D(10), ties="up") == D(-1230)


@pytest.mark.parametrize(
    ("value", "expanded", "rule", "digits", "shown"),
    [
        ("1", "0.125", "half_even", 2, ("1.00", "0.12", 2)),
        ("1", "0.125", "half_up", 2, ("1.00", "0.13", 2)),
        ("0.125", "0.25", "half_even", 2, ("0.12", "0.25", 2)),
        ("0.125", "0.25", "half_up", 2, ("0.13", "0.25", 2)),
        ("-0.125", "0.25", "half_up", 2, ("-0.13", "0.25", 2)),
        ("1", "0.121", "up_only", 2, ("1.00", "0.13", 2)),
        ("1.23", "0.96", "half_even", 1, ("1", "1", 0)),
        ("36228.77", "49.93", "half_even", 1, ("36230", "50", -1)),  # as EA-4/02 S5 prints it
        ("1", "0.0414", "half_even", 1, ("1.00", "0.04", 2)),
        # EA-4/02, 6.3: 0.14 → 0.1 would lose 29 %.
        ("1", "0.14", "half_even", 1, ("1.0", "0.2", 1)),
        ("1", "0.0425", "half_up", 1, ("1.00", "0.05", 2)),
    ],
)
def test_rules_by_name(
    value: str, expanded: str, rule: RoundingRule, digits: int, shown: tuple[str, str, int]
) -> None:
    assert state(D(value), D(expanded), rule=rule, digits=digits) == shown


def test_rules_are_worded_and_cited() -> None:
    assert set(ROUNDING_RULES) == {"half_even", "half_up", "up_only"}
    assert all(all(wording) for wording in ROUNDING_RULES.values())


@pytest.mark.parametrize(
    ("value", "expanded", "form", "text"),
    [
        ("10.05762", "0.0027", "plain", "(10.0576 ± 0.0027) Ω"),
        ("10.05762", "0.0027", "auto", "(10.0576 ± 0.0027) Ω"),
        ("10.05762", "0.0027", "concise", "10.0576(27) Ω"),
        ("1.0000512", "0.00012", "concise", "1.00005(12) Ω"),
        ("10.05762", "0.0027", "scientific", "(1.00576 ± 0.00027) × 10¹ Ω"),
        ("1.2345", "0.005", "scientific", "(1.2345 ± 0.0050) Ω"),
        ("0.0012345", "0.000005", "scientific_concise", "1.2345(50) × 10⁻³ Ω"),
        ("0.0012345", "0.000005", "e", "1.2345(50)e-3 Ω"),
        # The zeros of 36200 ± 1200 say nothing: only the two digits of U are known.
        ("36228.77", "1250", "plain", "(36200 ± 1200) Ω"),
        ("36228.77", "1250", "auto", "(3.62 ± 0.12) × 10⁴ Ω"),
        ("36228.77", "1250", "concise", "3.62(12) × 10⁴ Ω"),
        ("36228.77", "49.93", "concise", "36229(50) Ω"),
        ("36228.77", "49.93", "scientific", "(3.6229 ± 0.0050) × 10⁴ Ω"),
        ("12.34", "9.9", "concise", "12.3(9.9) Ω"),
        ("-0.0004", "0.012", "concise", "0.000(12) Ω"),
        ("-0.0004", "0.012", "scientific", "(0.0 ± 1.2) × 10⁻² Ω"),
        ("-4", "99.7", "auto", "(0.0 ± 1.0) × 10² Ω"),
        ("-4", "0.21", "concise", "-4.00(21) Ω"),
    ],
)
def test_forms(value: str, expanded: str, form: Form, text: str) -> None:
    stated = state(D(value), D(expanded))

    assert express(stated, unit="Ω", form=form) == text
    assert express(stated, unit="Ω", form=form, lang="vi") == text.replace(".", ",")


def test_a_result_without_unit_and_one_of_an_angle() -> None:
    assert express(state(D(1), D("0.1"))) == "1.00 ± 0.10"
    assert express(state(D(1), D("0.1")), unit="°") == "(1.00 ± 0.10)°"
    assert express(state(D(1), D("0.1")), unit="°C") == "(1.00 ± 0.10) °C"


def test_digits_in_threes() -> None:
    narrow = "\N{NARROW NO-BREAK SPACE}"
    long, short = state(D("1234567.8912345"), D("0.00012")), state(D("1.0000512"), D("0.00012"))

    assert express(short, form="concise", grouped=True) == f"1.000{narrow}05(12)"
    assert express(long, form="concise", grouped=True, lang="vi") == (
        f"1{narrow}234{narrow}567,891{narrow}23(12)"
    )
    assert express(state(D("-10.05"), D("0.0027")), grouped=True) == "-10.0500 ± 0.0027"


def test_relative_uncertainty() -> None:
    share = relative(D("-10.05762"), D("0.0027"))

    assert share == D("0.00027")
    assert express_relative(share) == "U_rel = 2.7 × 10⁻⁴"
    assert express_relative(share, lang="vi", percent=True) == "U_rel = 0,027 %"
    assert relative(D(10), D("0.0027"), floor=D("0.003005")) == D("0.00031")
    with refused("out_of_range", name="value"):
        relative(D("0.0"), D(1))


def test_what_cannot_be_stated_is_named() -> None:
    with refused("unknown_name", found="down"):
        state(D(1), D(1), rule="down")  # type: ignore[arg-type]
    with refused("out_of_range", name="digits"):
        state(D(1), D(1), digits=3)
    with refused("unknown_name", found="short"):
        express(state(D(1), D(1)), form="short")  # type: ignore[arg-type]


def back(text: str) -> tuple[Decimal, Decimal]:
    """Read a form as a person would."""
    text, _, power = text.replace(" × 10", "e").partition("e")
    factor = D(10) ** int(power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")) or 0)
    if "±" in text:
        value, _, expanded = text.strip("()").partition(" ± ")
        return D(value) * factor, D(expanded) * factor
    value, _, expanded = text.rstrip(")").partition("(")
    step = 1 if "." in expanded else D(1).scaleb(-len(value.partition(".")[2]))
    return D(value) * factor, D(expanded) * step * factor


@given(value=VALUES, expanded=EXPANDED, form=st.sampled_from(FORMS), digits=st.sampled_from((1, 2)))
def test_every_form_says_the_same(
    value: Decimal, expanded: Decimal, form: Form, digits: int
) -> None:
    stated = state(value, expanded, digits=digits)
    text = express(stated, form=form)

    assert back(text) == (D(stated.value), D(stated.U))
    assert not (text.removeprefix("(").startswith("-") and D(stated.value) == 0)


@given(
    expanded=EXPANDED, rule=st.sampled_from(list(ROUNDING_RULES)), digits=st.sampled_from((1, 2))
)
def test_rounding_never_hides_more_than_five_per_cent(
    expanded: Decimal, rule: RoundingRule, digits: int
) -> None:
    assert D(state(D(0), expanded, rule=rule, digits=digits).U) >= expanded * D("0.95")
