"""Every procedure of the house: how its standards enter its results, and what a correction moves."""

import copy
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from calibration.definition import compile_definition
from calibration.models import StandardUse
from calibration.procedures import TEMPLATES
from certificates.impact import findings
from certificates.impact.computing import touched
from certificates.impact.findings import Point, Suspect
from certificates.impact.moving import Way, way_of
from certificates.states import Effect
from instruments.models import StandardCalibration
from instruments.services import correct_calibration
from metrology.quantities.quantity import Quantity
from tests.calibration.test_worked_examples import CODES, EXAMPLES, Work

pytestmark = pytest.mark.django_db

WAYS = {
    ("balance-calibration", "accuracy"): Way.CORRECTED,
    ("breath-alcohol", "accuracy"): Way.CORRECTED,
    ("digital-multimeter", "points"): Way.NOMINAL,
    ("electricity-meter", "basic_error"): Way.UNTOLD,
    ("fuel-dispenser", "volume"): Way.CORRECTED,
    ("pressure-gauge", "accuracy"): Way.NOMINAL,
    ("scale-platform", "repeatability"): Way.APART,
    ("scale-platform", "eccentricity"): Way.NOMINAL,
    ("thermometer", "points"): Way.CORRECTED,
    ("vernier-caliper", "inside"): Way.NOMINAL,
    ("water-meter", "flow"): Way.UNTOLD,
    ("weights", "mass"): Way.CORRECTED,
}


@pytest.mark.parametrize(("code", "table"), WAYS)
def test_how_the_standard_enters(code: str, table: str) -> None:
    text = (TEMPLATES / f"{code}.json").read_text(encoding="utf-8")

    found = way_of(compile_definition(json.loads(text)).by_key[table])

    assert found == WAYS[code, table]


def done(code: str) -> list[StandardCalibration]:
    """The worked example handed in; the events it leaned on."""
    return done_as(EXAMPLES[code])


def done_as(example: Mapping[str, Any]) -> list[StandardCalibration]:
    """As `done`, of an example that was changed."""
    work = Work(example)
    work.start()
    work.key()
    work.post("submit", None, 200)
    uses = StandardUse.objects.filter(worksheet__job=work.job).values("calibration")
    return list(StandardCalibration.objects.filter(pk__in=uses).order_by("pk"))


def points(event: StandardCalibration, right: StandardCalibration) -> list[Point]:
    return [each for job in touched(Suspect(event, right)) for each in job.points]


@pytest.mark.parametrize("code", CODES)
def test_a_mistyped_number_of_a_certificate_moves_nothing(code: str) -> None:
    found = []
    for event in done(code):
        right = correct_calibration(
            event_id=event.pk,
            why="Số gõ nhầm",
            certificate_number="ĐÚNG-1",
            by=None,
            at=timezone.now(),
        )
        found += points(event, right)

    assert found
    assert [point for point in found if point.old != point.new] == []
    assert {point.effect for point in found} == {Effect.WITHIN}


def offset(event: StandardCalibration, by: str) -> StandardCalibration:
    """`event` corrected: the standard truly gives `by` more, in its own unit."""
    values = [
        (
            line.nominal,
            Quantity(format(line.value.value + Decimal(by), "f"), line.value.unit),
            line.expanded,
            line.k,
        )
        for line in event.values.all()
    ]
    return correct_calibration(
        event_id=event.pk, why="Sai", values=values, by=None, at=timezone.now()
    )


@pytest.mark.parametrize(("code", "by"), [("thermometer", "0.05"), ("micrometer", "0.002")])
def test_an_offset_moves_the_error_against_it(code: str, by: str) -> None:
    event = done(code)[0]

    found = [point for point in points(event, offset(event, by)) if point.change]

    assert found
    assert {Decimal(point.change) for point in found} == {-Decimal(by)}
    assert Effect.UNKNOWN not in {point.effect for point in found}


def test_a_value_that_enters_through_a_reading_excludes_nothing() -> None:
    event = done("electricity-meter")[0]

    found = [p for p in points(event, offset(event, "0.1")) if p.section == "basic_error"]

    assert {(point.effect, point.why) for point in found} == {
        (Effect.UNKNOWN, findings.NOT_IN_METHOD)
    }


def test_of_pieces_put_together_nobody_can_exclude_an_effect() -> None:
    example = copy.deepcopy(EXAMPLES["balance-calibration"])
    lines = example["standards"][0]["values"]
    lines[:] = [line for line in lines if line[0] != "150 g"]  # made up of 100 g and 50 g
    event = done_as(example)[0]

    found = [p for p in points(event, offset(event, "0.001")) if p.section == "accuracy"]

    assert {p.reference: (p.effect, p.why) for p in found if p.effect == Effect.UNKNOWN} == {
        "150": (Effect.UNKNOWN, findings.NOT_COVERED)
    }
    assert {Decimal(p.change) for p in found if p.effect != Effect.UNKNOWN} == {Decimal("-0.001")}
