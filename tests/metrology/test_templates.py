"""The worked examples of the two first procedure templates, through the whole chain."""

from decimal import Decimal
from typing import Any

import pytest

from metrology.conformity.decisions import decide
from metrology.conformity.limits import Limit
from metrology.formula.expressions import compile_expression
from tests.metrology.golden import published

TEMPLATES = published("templates")
GAUGE, SCALE = TEMPLATES["pressure-gauge"], TEMPLATES["scale-platform"]
GAUGE_LIMIT = {name: GAUGE["mpe"][name] for name in ("type", "expr")}  # the rest is for people
GAUGE_FIELDS = {"range_min", "range_max", "cls"}
GAUGE_COLUMNS = {"ref", "up", "down", "tap"}
SCALE_NAMES = {"max", "min", "d", "e", "cls", "load", "up", "down", "dl", "p", "e_up", "e_down"}


def decimals(row: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value if isinstance(value, str) else Decimal(str(value)) for key, value in row.items()
    }


def compute(row: dict[str, Any], columns: dict[str, str], names: set[str]) -> dict[str, Any]:
    for key, text in columns.items():
        row[key] = compile_expression(text, names=names).evaluate(row)
        names = names | {key}
    return row


def gauge_rows() -> list[dict[str, Any]]:
    given = decimals(GAUGE["worked_example"]["given"])
    mpe = Limit.from_json(GAUGE_LIMIT, names=GAUGE_FIELDS).evaluate(given)
    columns, names = GAUGE["computed"]["accuracy"], GAUGE_FIELDS | GAUGE_COLUMNS
    return [
        compute({**given, **decimals(row), "mpe": mpe}, columns, names)
        for row in GAUGE["worked_example"]["rows"]
    ]


def test_the_gauge_example() -> None:
    rows, expected = gauge_rows(), GAUGE["worked_example"]["expect"]
    assert {row["mpe"] for row in rows} == {Decimal("0.16")}
    errors = [abs(row[key]) for row in rows for key in ("e_up", "e_down")]
    assert max(errors) == Decimal(str(expected["max_abs_error"]))
    assert max(row["hyst"] for row in rows) == Decimal(str(expected["max_hysteresis"]))


def test_the_gauge_example_is_accepted() -> None:
    names = GAUGE_FIELDS | GAUGE_COLUMNS | {"e_up", "e_down", "hyst", "mpe"}
    rules = [compile_expression(text, names=names) for text in GAUGE["acceptance"][:2]]

    assert all(rule.truth(row) for rule in rules for row in gauge_rows())


def test_the_gauge_example_is_judged_by_name() -> None:
    worst = max(abs(row["e_down"]) for row in gauge_rows())
    mpe, expanded = Decimal("0.16"), Decimal("0.02")

    assert decide(error=worst, limit=mpe, expanded=expanded, rule="simple") == "pass"
    assert decide(error=worst, limit=mpe, expanded=expanded, rule="guarded") == "fail"


@pytest.mark.parametrize(
    "row", SCALE["worked_example"]["rows"], ids=lambda row: f"{row['load']} kg"
)
def test_the_scale_example(row: dict[str, Any]) -> None:
    given = decimals(SCALE["worked_example"]["given"])
    limit = Limit.from_json(SCALE["mpe"], names=SCALE_NAMES)

    assert limit.evaluate({**given, "load": Decimal(str(row["load"]))}) == Decimal(str(row["mpe"]))


def test_the_scale_indication_before_rounding() -> None:
    columns = SCALE["computed"]["accuracy"]
    row = decimals({"e": "0.05", "load": 10, "up": 10.05, "down": 10.0, "dl": 0.02})
    row["e"] = Decimal("0.05")

    with_weights = compute(dict(row), columns, SCALE_NAMES)
    without = compute({**row, "dl": None}, columns, SCALE_NAMES)

    assert (with_weights["p"], with_weights["e_up"]) == (Decimal("10.055"), Decimal("0.055"))
    assert (without["p"], without["e_up"]) == (Decimal("10.05"), Decimal("0.05"))


def test_the_scale_repeatability() -> None:
    text = SCALE["computed"]["repeatability"]["range"]
    readings = [Decimal("7.50"), Decimal("7.55"), Decimal("7.50")]

    assert compile_expression(text, names=["r", "load"]).evaluate({"r": readings}) == Decimal(
        "0.05"
    )
