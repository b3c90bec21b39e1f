"""Units that disagree and divisions by zero are found when a procedure is approved."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from calibration.definition import compile_definition
from calibration.procedures import TEMPLATES
from calibration.procedures.formulas import formula_faults

Change = Callable[[dict[str, Any]], Any]


def gauge() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (TEMPLATES / "pressure-gauge.json").read_text(encoding="utf-8")
    )
    return found


def table(data: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = data["tables"][0]
    return found


def faults_of(data: dict[str, Any]) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in formula_faults(compile_definition(data))]


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.json")), ids=lambda path: path.stem)
def test_the_units_of_every_template_agree(path: Any) -> None:
    definition = compile_definition(json.loads(path.read_text(encoding="utf-8")))

    assert [(f.field, str(f.message)) for f in formula_faults(definition)] == []


def column(key: str, **more: Any) -> Change:
    label = {"vi": key, "en": key}
    return lambda data: table(data)["columns"].append({"key": key, "label": label, **more})


def entry(path: str, value: Any) -> Change:
    """Put a value at a path of the first table."""

    def change(data: dict[str, Any]) -> None:
        *above, last = path.split(".")
        found: Any = table(data)
        for key in above:
            found = found[int(key) if key.isdigit() else key]
        found[int(last) if last.isdigit() else last] = value

    return change


def field(**more: Any) -> Change:
    label = {"vi": "x", "en": "x"}
    return lambda data: data["fields"].append({"label": label, **more})


WRONG: list[tuple[str, list[Change], str]] = [
    ("a pressure less a class", [entry("columns.4.expr", "mean(up) - cls")],
     "tables.0.columns.4.expr"),
    ("an error that is a ratio", [entry("error", "e_up/ref")], "tables.0.error"),
    ("a limit that is a ratio", [entry("limit.expr", "cls/cls")], "tables.0.limit.expr"),
    ("a product compared with the limit", [entry("acceptance.1.expr", "hyst*ref <= mpe")],
     "tables.0.acceptance.1.expr"),
    ("a contribution of another kind", [entry("uncertainty.2.expr", "scale_interval**2")],
     "tables.0.uncertainty.2.expr"),
    ("a sensitivity that brings another kind", [entry("uncertainty.4.sensitivity", "ref")],
     "tables.0.uncertainty.4.sensitivity"),
    ("a divisor with a unit", [entry("uncertainty.4.divisor", "ref")],
     "tables.0.uncertainty.4.divisor"),
    ("a column that says another unit than it gives",
     [column("x", role="computed", expr="ref/up", unit="bar")], "tables.0.columns.7.expr"),
    ("a temperature beside a pressure",
     [column("t", role="reading", unit="degC"), entry("error", "e_up + t")], "tables.0.error"),
    ("two pressures in different units",
     [column("a", role="reading", unit="kPa"), column("b", role="reading", unit="bar"),
      column("x", role="computed", expr="a - b")], "tables.0.columns.9.expr"),
    ("a logarithm of a pressure", [column("x", role="computed", expr="log(ref)")],
     "tables.0.columns.7.expr"),
    ("a ratio stated as per cent",
     [entry("error_unit", "%"), entry("error", "(up - ref)/ref"), entry("limit.expr", "cls"),
      entry("uncertainty", []), entry("acceptance", [])], "tables.0.error"),
    ("a word in a sum", [field(key="kind", type="choice", choices=["a", "b"]),
                         column("x", role="computed", expr="up + kind")],
     "tables.0.columns.7.expr"),
    ("a word compared with a number", [field(key="kind", type="choice", choices=["1", "2"]),
                                       entry("acceptance.0.when", "kind <= 1")],
     "tables.0.acceptance.0.when"),
    ("a field of another quantity", [field(key="flow", type="quantity", quantity="volume_flow")],
     "fields.4.unit"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "path"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_units_that_disagree_are_found_at_their_place(changes: list[Change], path: str) -> None:
    data = gauge()
    for change in changes:
        change(data)

    assert faults_of(data) == [(path, "wrong_dimension")]


RIGHT: list[tuple[str, list[Change]]] = [
    ("a literal stands for what is beside it", [entry("limit.expr", "0.02 + 0.001*range_max")]),
    ("a factor may change the scale",
     [column("a", role="reading", unit="kPa"), column("b", role="reading", unit="bar"),
      column("x", role="computed", expr="a/100 - b")]),
    ("a ratio brought to per cent",
     [entry("error_unit", "%"), entry("error", "(up - ref)/ref*100"), entry("limit.expr", "cls"),
      entry("uncertainty", []), entry("acceptance", [])]),
    ("a constant of its own unit",
     [lambda data: data.update(constants=[{"key": "beta", "value": "0.00002", "unit": "1/K"}]),
      column("t", role="reading", unit="degC"),
      column("x", role="computed", expr="up*(1 + beta*(t - 20)) - ref")]),
    ("a sensitivity that brings it to the unit of errors",
     [column("t", role="reading", unit="degC"),
      entry("uncertainty.4.expr", "2*stdev(t)"), entry("uncertainty.4.sensitivity", "ref/t")]),
    ("a square root of a square", [entry("uncertainty.4.expr", "sqrt(hyst**2 + ref**2)")]),
]  # fmt: skip


@pytest.mark.parametrize("changes", [each[1] for each in RIGHT], ids=[each[0] for each in RIGHT])
def test_what_may_be_right_is_allowed(changes: list[Change]) -> None:
    data = gauge()
    for change in changes:
        change(data)

    assert faults_of(data) == []


def test_the_sentence_names_both_units() -> None:
    data = gauge()
    column("t", role="reading", unit="degC")(data)
    entry("error", "e_up + t")(data)

    (fault,) = formula_faults(compile_definition(data))

    assert str(fault.message) == (
        "“e_up” tính theo đơn vị của range_max, “t” theo °C: "
        "không cộng, trừ hay so sánh với nhau được."
    )


@pytest.mark.parametrize("denominator", ["0", "(2 - 2)", "(zero*3)", "sqrt(zero)"])
def test_a_division_that_can_only_be_by_zero_is_found(denominator: str) -> None:
    data = gauge()
    data["constants"] = [{"key": "zero", "value": "0"}]
    entry("columns.4.expr", f"(up - ref)/{denominator}")(data)

    assert ("tables.0.columns.4.expr", "divides_by_zero") in faults_of(data)


def test_a_reading_may_be_zero() -> None:
    data = gauge()
    entry("columns.4.expr", "(up - ref)*ref/down")(data)

    assert faults_of(data) == []
