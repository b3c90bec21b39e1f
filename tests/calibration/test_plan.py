"""Points and limits from the instrument's facts: worked examples, and what cannot be planned."""

import json
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration.definition import Definition, compile_definition
from calibration.facts import facts_for
from calibration.plan import make_plan
from calibration.procedures import TEMPLATES
from common.errors import Refused


def template_of(name: str) -> Any:
    return json.loads((TEMPLATES / f"{name}.json").read_text())


def definition(name: str) -> Definition:
    return compile_definition(template_of(name))


GAUGE, SCALE = definition("pressure-gauge"), definition("scale-platform")
BAR = {"range_min": "0 bar", "range_max": "10 bar", "accuracy": "1.6", "resolution": "0.2 bar"}
KG = {
    "range_min": "0.5 kg",
    "range_max": "15 kg",
    "accuracy": "IIII",
    "resolution": "50 g",
    "e": "50 g",
}


def plan(of: Definition, values: dict[str, str]) -> dict[str, Any]:
    facts, faults = facts_for(of, values)
    assert faults == []
    return make_plan(of, facts)


def column(made: dict[str, Any], name: str, table: int = 0) -> list[Any]:
    return [row.get(name) for row in made["tables"][table]["rows"]]


def test_the_gauge_of_the_worked_example() -> None:
    made = plan(GAUGE, BAR)

    assert made["unit"] == "bar"
    assert column(made, "reference") == ["0", "2", "4", "6", "8", "10"]
    assert column(made, "limit") == ["0.16"] * 6


def test_a_fine_gauge_has_eleven_points() -> None:
    made = plan(GAUGE, BAR | {"accuracy": "0,6"})

    assert column(made, "reference") == [str(n) for n in range(11)]
    assert set(column(made, "limit")) == {"0.06"}


def test_a_compound_gauge_counts_both_sides() -> None:
    made = plan(GAUGE, BAR | {"range_min": "-1 bar", "range_max": "5 bar", "accuracy": "1"})

    assert column(made, "reference") == ["-1", "0.2", "1.4", "2.6", "3.8", "5"]
    assert set(column(made, "limit")) == {"0.06"}


def test_a_gauge_in_other_units_is_exact() -> None:
    made = plan(GAUGE, BAR | {"range_min": "0 kPa", "range_max": "1.6 MPa"})

    assert made["unit"] == "MPa"
    assert column(made, "reference") == ["0", "0.32", "0.64", "0.96", "1.28", "1.6"]
    assert set(column(made, "limit")) == {"0.0256"}


def test_the_scale_of_the_worked_example() -> None:
    made = plan(SCALE, KG)

    assert column(made, "reference") == ["0.5", "2.5", "7.5", "10", "15"]
    assert column(made, "limit") == ["0.025", "0.025", "0.05", "0.05", "0.075"]
    assert column(made, "reference", 1) == ["7.5"]
    assert column(made, "reference", 2) == ["5"] * 5
    assert column(made, "parameters", 2) == [{"load": "5"}] * 5
    assert column(made, "label", 2)[0] == {"vi": "Giữa", "en": "Centre"}
    assert column(made, "reference", 3) == ["0.5", "7.5", "15"]
    assert column(made, "limit", 3) == [None] * 3


def test_a_scale_of_class_three_has_the_loads_where_the_limit_changes() -> None:
    made = plan(
        SCALE,
        KG
        | {
            "range_min": "400 g",
            "range_max": "60 kg",
            "accuracy": "Cấp III",
            "e": "20 g",
            "resolution": "20 g",
        },
    )

    assert column(made, "reference") == ["0.4", "10", "30", "40", "60"]
    assert column(made, "limit") == ["0.01", "0.01", "0.02", "0.02", "0.03"]


def test_loads_are_multiples_of_e() -> None:
    made = plan(SCALE, KG | {"range_max": "100 kg", "accuracy": "III"})

    assert column(made, "reference") == ["0.5", "16.65", "25", "50", "66.65", "100"]


def test_many_supports_share_the_load() -> None:
    made = plan(SCALE, KG | {"supports": "6"})

    assert set(column(made, "reference", 2)) == {"3"}


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"accuracy": ""}, "instrument.accuracy", "required"),
        ({"accuracy": "5"}, "instrument.accuracy", "not_allowed"),
        ({"accuracy": "tốt"}, "instrument.accuracy", "not_allowed"),
        ({"range_max": "10 kg"}, "instrument.range_max", "wrong_quantity"),
        ({"resolution": "nhỏ"}, "instrument.resolution", "not_a_number"),
    ],
)
def test_facts_that_do_not_serve_are_named(change: dict[str, str], field: str, code: str) -> None:
    _facts, faults = facts_for(GAUGE, BAR | change)

    assert [(fault.field, fault.code) for fault in faults] == [(field, code)]


def test_an_impossible_range_has_no_plan() -> None:
    facts, _ = facts_for(GAUGE, BAR | {"range_min": "10 bar"})

    with pytest.raises(Refused) as refused:
        make_plan(GAUGE, facts)

    assert (refused.value.code, refused.value.faults[0].field) == ("no_plan", "accuracy")


def test_a_scale_beyond_its_class_has_no_plan() -> None:
    facts, _ = facts_for(SCALE, KG | {"range_max": "60 kg"})

    with pytest.raises(Refused) as refused:
        make_plan(SCALE, facts)

    assert refused.value.faults[0].code == "out_of_range"


@given(
    low=st.decimals(-100, 100, places=3),
    span=st.decimals("0.001", 1000, places=3),
    cls=st.sampled_from(["0.1", "0.25", "0.6", "1", "1.6", "2.5", "4", "6"]),
)
def test_gauge_points_run_evenly_over_the_whole_range(
    low: Decimal, span: Decimal, cls: str
) -> None:
    high = low + span
    values = {"range_min": f"{low:f} bar", "range_max": f"{high:f} bar", "accuracy": cls}

    made = plan(GAUGE, BAR | values)

    points = [Decimal(str(each)) for each in column(made, "reference")]
    steps = {after - before for before, after in pairwise(points)}
    assert (points[0], points[-1], len(steps)) == (low, high, 1)
    assert {Decimal(str(each)) for each in column(made, "limit")} == {Decimal(cls) * span / 100}
    assert len(points) == (11 if Decimal(cls) <= Decimal("0.6") else 6)


@pytest.mark.parametrize(
    ("definition", "card", "change", "field"),
    [
        (GAUGE, BAR, {"resolution": "0 bar"}, "instrument.resolution"),
        (GAUGE, BAR, {"resolution": "-0.2 bar"}, "instrument.resolution"),
        (GAUGE, BAR, {"range_max": "0 bar"}, "instrument.range_max"),
        (SCALE, KG, {"e": "0 g"}, "instrument.e"),
        (SCALE, KG, {"resolution": "0.000 kg"}, "instrument.resolution"),
        (SCALE, KG, {"range_min": "20000 g"}, "instrument.range_max"),
    ],
)
def test_a_step_is_positive_and_a_range_runs_upwards(
    definition: Definition, card: dict[str, str], change: dict[str, str], field: str
) -> None:
    _facts, faults = facts_for(definition, {**card, **change})

    assert [(one.field, one.code) for one in faults] == [(field, "out_of_range")]
