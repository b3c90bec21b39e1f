"""Which standard fills which slot, which points a slot supports, and how well."""

import json
from decimal import Decimal
from typing import Any

import pytest

from calibration.checks import Block, choose, misfits, points_of
from calibration.checks.fit import Point
from calibration.checks.standards import Chosen
from calibration.definition import Definition, compile_definition
from calibration.facts import environment_of
from calibration.plan import make_plan
from calibration.procedures.templates import TEMPLATES
from common.errors import InvalidInput
from instruments.models import Standard
from metrology.quantities.units import UNITS
from tests.factories import calibration as made
from tests.factories import instruments
from tests.factories.instruments import q
from tests.factories.people import TODAY

pytestmark = pytest.mark.django_db
FACTS = {
    "range_min": "0 bar", "range_max": "10 bar", "scale_interval": "0.2 bar", "cls": "1.6",
}  # fmt: skip


def slot(key: str, quantity: str = "pressure", **more: Any) -> dict[str, Any]:
    return {"key": key, "label": {"vi": key, "en": key}, "quantity": quantity, **more}


def procedure(*slots: dict[str, Any]) -> Definition:
    """The pressure gauge's procedure with other slots."""
    data = json.loads((TEMPLATES / "pressure-gauge.json").read_text())
    data["standards"] = list(slots)
    for table in data["tables"]:
        for source in table.get("uncertainty", []):
            if "standard" in source:
                source["standard"] = slots[0]["key"]
    return compile_definition(data)


def chosen(
    definition: Definition, *standards: Standard, **slots: list[int]
) -> tuple[list[tuple[str, str]], list[str]]:
    blocks: list[Block] = []
    found = choose(definition, standards, TODAY, blocks, slots or None)
    return [(each.slot.key, each.standard.code) for each in found], [b.code for b in blocks]


@pytest.fixture
def lab() -> made.Lab:
    return made.lab()


def test_one_standard_fills_the_slots_of_every_quantity_it_covers(lab: made.Lab) -> None:
    wide = made.reference_gauge(lab.centre, also=["temperature"])
    definition = procedure(slot("p"), slot("t", "temperature"))

    assert chosen(definition, wide) == ([("p", wide.code), ("t", wide.code)], [])
    assert chosen(definition, lab.gauge) == ([("p", lab.gauge.code)], ["standard_missing"])


def test_a_needed_slot_of_the_same_quantity_takes_what_is_there(lab: made.Lab) -> None:
    both = procedure(slot("one"), slot("two"))
    spare = procedure(slot("one"), slot("two", required=False))

    assert chosen(both, lab.gauge)[0] == [("one", lab.gauge.code), ("two", lab.gauge.code)]
    assert chosen(spare, lab.gauge) == ([("one", lab.gauge.code)], [])


def test_an_optional_slot_may_stay_empty_a_needed_one_not(lab: made.Lab) -> None:
    definition = procedure(slot("p"), slot("m", "mass", required=False))

    assert chosen(definition, lab.gauge) == ([("p", lab.gauge.code)], [])
    assert chosen(definition, lab.weights) == (
        [("m", lab.weights.code)], ["standard_missing"],
    )  # fmt: skip


def test_slots_may_be_named(lab: made.Lab) -> None:
    other = made.reference_gauge(lab.centre)
    definition = procedure(slot("one"), slot("two"))

    found, blocks = chosen(definition, lab.gauge, other, one=[other.pk], two=[lab.gauge.pk])

    assert (found, blocks) == (
        [("two", lab.gauge.code), ("one", other.code)],
        [],
    )
    with pytest.raises(InvalidInput) as refused:
        chosen(definition, lab.gauge, three=[lab.gauge.pk])
    assert [(f.field, f.allowed) for f in refused.value.faults] == [("slots.three", "one, two")]


def test_a_standard_named_for_a_slot_of_another_quantity_is_refused(lab: made.Lab) -> None:
    definition = procedure(slot("p"), slot("m", "mass", required=False))

    assert chosen(definition, lab.gauge, p=[], m=[lab.gauge.pk])[1] == [
        "standard_wrong_quantity",
        "standard_missing",
    ]


def test_a_slot_supports_the_points_of_its_quantity_in_its_tables() -> None:
    definition = procedure(slot("p"), slot("t", "temperature"), {**slot("x"), "for": ["accuracy"]})
    plan = make_plan(definition, FACTS)

    found = points_of(definition, plan, definition.standards[0])

    assert list(found) == [UNITS["bar"]]
    assert [point.value for point in found[UNITS["bar"]]] == [0, 2, 4, 6, 8, 10]
    assert {point.limit for point in found[UNITS["bar"]]} == {Decimal("0.16")}
    assert points_of(definition, plan, definition.standards[1]) == {}
    assert points_of(definition, plan, definition.standards[2]) == found
    for table in plan["tables"]:
        table["key"] = table["table"] = "elsewhere"
    assert points_of(definition, plan, definition.standards[2]) == {}


@pytest.mark.parametrize(
    ("rule", "expanded", "met"),
    [
        ("U_std <= mpe/4", "0.04 bar", True),
        ("U_std <= mpe/4", "0.041 bar", False),
        ("mpe_standard <= mpe/4", "9 bar", True),  # 0.03 bar is what the standard promises
        ("mpe_standard <= mpe/6", "0.01 bar", False),
    ],
)
def test_a_requirement_on_u_is_asked_at_each_point(
    lab: made.Lab, rule: str, expanded: str, *, met: bool
) -> None:
    standard = instruments.standard(lab.centre)
    instruments.calibration(
        standard, values=[(q(f"{n} bar"), q(f"{n} bar"), q(u), "2")
                          for n, u in ((0, "0.001 bar"), (8, "0.001 bar"), (10, expanded))]
    )  # fmt: skip
    definition = procedure(slot("p", requirement=rule, uncertainty="interpolated"))
    points = points_of(definition, make_plan(definition, FACTS), definition.standards[0])
    mine = Chosen.maybe(definition.standards[0], standard, TODAY)
    assert mine is not None

    found = misfits([mine], points, environment_of(definition, FACTS))

    assert [block.code for block in found] == ([] if met else ["standard_accuracy"])


@pytest.mark.parametrize(
    ("quantity", "unit", "blocked"),
    [("temperature", "degC", ["standard_range"]), ("pressure", "bar", [])],
)
def test_zero_is_reached_by_any_certificate_except_in_temperature(
    lab: made.Lab, quantity: str, unit: str, blocked: list[str]
) -> None:
    held = instruments.standard(lab.centre, quantity=quantity, range_min=None, range_max=None)
    at, size = [q(f"{end} {unit}") for end in (20, 100)], "0.02 K" if unit == "degC" else "0.02 bar"
    instruments.calibration(held, values=[(each, each, q(size), "2") for each in at])
    one = Chosen.maybe(procedure(slot("r", quantity)).standards[0], held, TODAY)
    assert one is not None

    # A gauge at zero is open to the air; at 0 °C something must be at 0 °C.
    found = misfits([one], {UNITS[unit]: [Point(Decimal(0), None), Point(Decimal(50), None)]}, {})

    assert [block.code for block in found] == blocked
