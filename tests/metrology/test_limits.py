from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrology.conformity.limit_json import steps_from
from metrology.conformity.limit_tables import mpe_from_steps
from metrology.conformity.limits import Limit
from tests.metrology.golden import published, refused

D = Decimal
NAMES = ("load", "e", "cls", "range_min", "range_max")
R76 = published("templates")["scale-platform"]["mpe"]
CLASS_III = steps_from(R76["classes"]["III"])


@pytest.mark.parametrize(
    ("cls", "ratio", "mpe"),
    [
        ("I", "0", "0.5"), ("I", "50000", "0.5"), ("I", "50001", "1"), ("I", "200000", "1"),
        ("I", "200001", "1.5"), ("I", "1e9", "1.5"),
        ("II", "5000", "0.5"), ("II", "5001", "1"), ("II", "20000", "1"), ("II", "20001", "1.5"),
        ("II", "100000", "1.5"),
        ("III", "500", "0.5"), ("III", "501", "1"), ("III", "2000", "1"), ("III", "2001", "1.5"),
        ("III", "10000", "1.5"), ("III", "500.0000000000000000000000001", "1"),
        ("IIII", "50", "0.5"), ("IIII", "51", "1"), ("IIII", "200", "1"), ("IIII", "201", "1.5"),
        ("IIII", "1000", "1.5"),
    ],
)  # fmt: skip
def test_oiml_r_76_table_6(cls: str, ratio: str, mpe: str) -> None:
    assert mpe_from_steps(steps_from(R76["classes"][cls]), D(ratio)) == D(mpe)


@pytest.mark.parametrize("ratio", ["10000.1", "-1", "1e9"])
def test_beyond_the_table_there_is_no_limit(ratio: str) -> None:
    with refused("out_of_range", name="m/e", allowed="0 … 10000"):
        mpe_from_steps(CLASS_III, D(ratio))


def test_steps_are_multiples_of_e() -> None:
    limit = Limit.from_json(R76, names=NAMES)

    env: dict[str, Decimal | str] = {"load": D("7.5"), "e": D("0.005"), "cls": "III"}
    assert limit.evaluate(env) == D("0.005")
    assert limit.evaluate({**env, "load": D("-7.5")}) == D("0.005")
    assert limit.evaluate({**env, "load": D("2.5")}) == D("0.0025")
    assert limit.evaluate(env, in_service=True) == D("0.010")


def test_a_limit_says_what_it_depends_on() -> None:
    formula = {"type": "expr", "expr": "0.01*range_max"}

    assert Limit.from_json(R76, names=NAMES).names == {"load", "e", "cls"}
    assert Limit.from_json(formula, names=NAMES).names == {"range_max"}


def test_a_formula_is_a_limit() -> None:
    limit = Limit.from_json({"type": "expr", "expr": "0.01*(range_max-range_min)"}, names=NAMES)

    assert limit.evaluate({"range_min": D(-1), "range_max": D(5)}) == D("0.06")


def test_an_own_selector_and_interval() -> None:
    data = {**R76, "selector": "accuracy", "unit": "d", "variable": "load/d"}
    limit = Limit.from_json(data, names=["load", "d", "accuracy"])

    assert limit.evaluate({"load": D(501), "d": D(1), "accuracy": "III"}) == D(1)


def test_a_class_may_be_a_number() -> None:
    data = {**R76, "classes": {"1.6": [{"upto": None, "mpe": 2}]}}
    limit = Limit.from_json(data, names=NAMES)

    assert limit.evaluate({"load": D(1), "e": D(1), "cls": D("1.6")}) == D(2)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"cls": "V"}, "unknown_name"),
        ({"cls": None}, "missing_value"),
        ({"e": None}, "missing_value"),
        ({"load": None}, "missing_value"),
        ({"e": D(0)}, "cannot_compute"),
        ({"e": D("-0.005")}, "out_of_range"),
        ({"load": D(51)}, "out_of_range"),
    ],
)
def test_what_has_no_limit_is_refused(change: dict[str, Any], code: str) -> None:
    limit = Limit.from_json(R76, names=NAMES)

    with refused(code):
        limit.evaluate({"load": D("7.5"), "e": D("0.005"), "cls": "III", **change})


def test_a_limit_is_not_negative() -> None:
    limit = Limit.from_json({"type": "expr", "expr": "range_max-range_min"}, names=NAMES)

    with refused("out_of_range", name="mpe", found="-1"):
        limit.evaluate({"range_min": D(1), "range_max": D(0)})


def test_in_service_needs_a_stated_factor() -> None:
    limit = Limit.from_json({"type": "expr", "expr": "1"}, names=NAMES)

    with refused("bad_limit"):
        limit.evaluate({}, in_service=True)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"type": "none"},
        {"type": "expr"},
        {"type": "expr", "expr": 3},
        {"type": "steps", "variable": "load/e"},
        {**R76, "classes": {}},
        {**R76, "classes": {"III": []}},
        {**R76, "classes": {"III": "0.5"}},
        {**R76, "classes": {"III": [5]}},
        {**R76, "classes": {"III": [{"upto": 5}]}},
        {**R76, "classes": {"III": [{"upto": 5, "mpe": "x"}]}},
        {**R76, "classes": {"III": [{"upto": 5, "mpe": True}]}},
        {**R76, "classes": {"III": [{"upto": 5, "mpe": float("nan")}]}},
        {**R76, "classes": {"III": [{"upto": 5, "mpe": -1}]}},
        {**R76, "classes": {"III": [{"upto": 5, "mpe": 1}, {"upto": 5, "mpe": 2}]}},
        {**R76, "classes": {"III": [{"upto": None, "mpe": 1}, {"upto": 5, "mpe": 2}]}},
        {**R76, "in_service_factor": "twice"},
    ],
)
def test_a_bad_template_is_refused_before_use(data: dict[str, Any]) -> None:
    with refused("bad_limit"):
        Limit.from_json(data, names=NAMES)


def test_a_template_names_only_known_fields() -> None:
    with refused("unknown_name", found="e"):
        Limit.from_json(R76, names=["load", "cls"])
    with refused("unknown_name", found="cls"):
        Limit.from_json(R76, names=["load", "e"])


@given(st.decimals(min_value=0, max_value=10000, places=3), st.decimals(0, 10000, places=3))
def test_a_heavier_load_never_has_a_smaller_limit(one: Decimal, other: Decimal) -> None:
    low, high = sorted((one, other))

    assert mpe_from_steps(CLASS_III, low) <= mpe_from_steps(CLASS_III, high)
