"""The history of a standard: events are never changed; corrections and doubts stand beside them."""

import importlib
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import DatabaseError, IntegrityError, connection, transaction

from audit.check import findings
from audit.models import Event
from audit.record import history
from common.errors import Conflict, DomainError, InvalidInput, Refused
from instruments import services
from instruments.models import CalibrationDoubt, Standard, StandardCalibration, StandardValue
from instruments.queries import standards_with_calibrations, standing, watch
from instruments.states import StandardState
from tests.factories.instruments import calibrated_standard, calibration, q, standard
from tests.factories.people import NOW, TODAY, centre, user

pytestmark = pytest.mark.django_db
WHY = "Gõ nhầm số."
LINES = [(q("10 bar"), q("10.005 bar"), q("0.004 bar"), "2")]


def correct(event: StandardCalibration, **facts: Any) -> StandardCalibration:
    given: dict[str, Any] = {"why": WHY, "by": None, "at": NOW, **facts}
    return services.correct_calibration(event_id=event.pk, **given)


def doubt(event: StandardCalibration, **facts: Any) -> CalibrationDoubt:
    given: dict[str, Any] = {"why": "vượt giới hạn", "by": None, "at": NOW, **facts}
    return services.doubt_calibration(event_id=event.pk, **given)


def test_a_correction_replaces_the_event_and_keeps_it() -> None:
    of = standard(centre())
    wrong = calibration(of, certificate_number="V1", file=ContentFile(b"%PDF-1.7 x", name="v1.pdf"))
    by = user("Phạm Thị Lượng")

    right = correct(wrong, values=LINES, by=by)

    assert of.events() == [right]
    assert of.calibration_on(TODAY) == right
    assert (right.corrects, right.why, right.by, right.at) == (wrong, WHY, by, NOW)
    assert (right.certificate_number, right.on, right.valid_until, right.file_sha256) == (
        "V1", wrong.on, wrong.valid_until, wrong.file_sha256,
    )  # fmt: skip
    assert right.file.name == wrong.file.name
    assert [str(line.value) for line in right.values.all()] == ["10.005 bar"]
    assert [str(line.value) for line in wrong.values.all()] == ["10.002 bar"]
    event = history(of).last()
    assert event is not None
    assert (event.verb, event.why) == ("standard.correct", WHY)
    assert event.changes == (
        '{"values.0":["10 bar: 10.002 bar, U = 0.004 bar, k = 2",'
        '"10 bar: 10.005 bar, U = 0.004 bar, k = 2"]}'
    )
    assert list(findings()) == []


def test_a_correction_may_change_what_the_certificate_says_and_be_corrected_itself() -> None:
    of = standard(centre())
    first = calibration(of, certificate_number="V1")
    second = correct(first, certificate_number="V1a", valid_until=TODAY - timedelta(days=1))

    assert of.calibration_on(TODAY) is None
    third = correct(second, certificate_number="V1", valid_until=TODAY)

    assert of.events() == [third]
    assert of.calibration_on(TODAY) == third
    assert [str(v) for v in third.values.all()] == [str(v) for v in first.values.all()]


@pytest.mark.parametrize(
    ("facts", "field", "code"),
    [
        ({"why": "  ", "values": LINES}, "why", "required"),
        ({"why": "x" * 501, "values": LINES}, "why", "max_length"),
        ({"on": TODAY + timedelta(days=1), "valid_until": TODAY + timedelta(days=9)}, "on",
         "future"),
        ({"values": [(q("10 kg"), q("10 kg"), q("1 g"), "2")]}, "values.0.nominal",
         "wrong_quantity"),
        ({"laboratory": ""}, "laboratory", "blank"),
    ],
)  # fmt: skip
def test_a_wrong_correction_changes_nothing(facts: dict[str, Any], field: str, code: str) -> None:
    event = calibration(standard(centre()))
    before = Event.objects.count()

    with pytest.raises(InvalidInput) as refused:
        correct(event, **facts)

    assert [(f.field, f.code) for f in refused.value.faults] == [(field, code)]
    assert StandardCalibration.objects.get() == event
    assert Event.objects.count() == before


def test_a_correction_without_a_difference_is_refused() -> None:
    event = calibration(standard(centre()))

    with pytest.raises(InvalidInput):
        correct(event, laboratory=f" {event.laboratory} ")

    assert StandardCalibration.objects.get() == event


def test_an_event_is_corrected_once_and_a_number_is_not_taken_from_another() -> None:
    of = standard(centre())
    one, two = calibration(of, certificate_number="V1"), calibration(of, certificate_number="V2")
    with pytest.raises(Conflict) as taken:
        correct(two, certificate_number="V1")
    correct(one, values=LINES)

    with pytest.raises(Refused) as again:
        correct(one, values=[])
    with pytest.raises(Refused):
        doubt(one)

    assert [f.field for f in taken.value.faults] == ["certificate_number"]
    assert again.value.code == "corrected"
    assert StandardCalibration.objects.count() == 3


def test_the_database_asks_why_an_event_is_corrected() -> None:
    wrong = calibration(standard(centre()))

    with pytest.raises(IntegrityError), transaction.atomic():
        StandardCalibration.objects.create(
            standard=wrong.standard, on=wrong.on, valid_until=wrong.valid_until,
            laboratory="x", certificate_number="x", corrects=wrong, why="",
        )  # fmt: skip


@pytest.mark.parametrize("table", ["standardcalibration", "standardvalue", "calibrationdoubt",
                                   "intermediatecheck", "controllimits"])  # fmt: skip
@pytest.mark.parametrize(
    "verb", ["UPDATE instruments_{} SET id = id", "DELETE FROM instruments_{}"]
)
def test_the_database_refuses_to_change_the_history(table: str, verb: str) -> None:
    of = standard(centre())
    doubt(calibration(of))
    check: dict[str, Any] = {
        "standard_id": of.pk,
        "point": q("10 bar"),
        "item": "CA-03",
        "by": None,
        "at": NOW,
    }
    services.record_check(**check, on=TODAY, found=q("10 bar"))
    services.agree_control_limits(**check, first=5, why="x")

    refused = pytest.raises(DatabaseError, match="append-only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb.format(table))


def test_a_doubted_event_blocks_until_there_is_another() -> None:
    of = standard(centre())
    calibration(of, TODAY - timedelta(days=300))
    event = calibration(of, TODAY - timedelta(days=100))
    since = TODAY - timedelta(days=10)

    made = doubt(event, since=since)

    assert of.calibration_on(since - timedelta(days=1)) == event
    assert of.calibration_on(since) is None
    assert of.standing(TODAY)[:2] == (None, StandardState.DOUBTED)
    assert "vượt giới hạn" in of.standing(TODAY).reason
    assert standing(of, TODAY).state == StandardState.DOUBTED
    assert [each.standard for each in watch([of], TODAY).doubted] == [of]
    assert list(findings()) == []

    newer = calibration(of, TODAY)
    assert of.standing(TODAY) == (newer, StandardState.VALID, "")
    assert made.event == event


def test_a_doubt_without_a_day_reaches_back_to_the_event_and_a_correction_ends_it() -> None:
    event = calibration(standard(centre()), TODAY - timedelta(days=100))
    of = event.standard
    doubt(event, since=TODAY)
    doubt(event)

    assert of.calibration_on(event.on) is None
    right = correct(event, values=LINES)

    assert of.calibration_on(TODAY) == right


@pytest.mark.parametrize(
    ("facts", "field", "code"),
    [
        ({"why": " "}, "why", "required"),
        ({"since": TODAY - timedelta(days=201)}, "since", "order"),
        ({"since": TODAY + timedelta(days=1)}, "since", "future"),
    ],
)
def test_a_wrong_doubt_is_refused(facts: dict[str, Any], field: str, code: str) -> None:
    event = calibration(standard(centre()))

    with pytest.raises(InvalidInput) as refused:
        doubt(event, **facts)

    assert [(f.field, f.code) for f in refused.value.faults] == [(field, code)]
    assert not CalibrationDoubt.objects.exists()


def test_standing_says_why_there_is_no_event() -> None:
    never, old = standard(centre()), calibrated_standard(centre(), date(2024, 1, 5))
    resting = calibrated_standard(centre())
    services.take_out_of_use(standard_id=resting.pk, why="rơi vỡ", by=None, at=NOW)
    resting.refresh_from_db()

    said = [of.standing(TODAY) for of in (never, old, resting)]

    assert [(each.event, each.code) for each in said] == [
        (None, StandardState.UNCALIBRATED),
        (None, StandardState.OVERDUE),
        (None, StandardState.OUT_OF_USE),
    ]
    assert [word in each.reason for word, each in zip(("nào", "04/01/2025", "rơi vỡ"), said,
                                                      strict=True)] == [True] * 3  # fmt: skip


def test_a_correction_adds_to_the_nominal_value() -> None:
    of = standard(centre(), quantity="temperature", range_max=q("100 degC"))
    event = calibration(of, values=[(q("20 degC"), q("19.98 degC"), q("0.02 degC"), "2")])

    assert str(event.values.get().correction) == "-0.02 delta_degC"


def multifunction() -> Standard:
    return standard(
        centre(), quantity="voltage", also=["current", "resistance"], range_max=q("1000 V"),
        mpe=q("1 mV"),
    )  # fmt: skip


def test_one_standard_covers_several_quantities() -> None:
    of = multifunction()
    event = calibration(
        of,
        values=[
            (q("10 V"), q("10.0001 V"), q("100 uV"), "2"),
            (q("1 A"), q("1.0002 A"), q("0.1 mA"), "2"),
        ],
    )

    assert of.quantities == ("voltage", "current", "resistance")
    assert [of.covers(each) for each in ("voltage", "current", "pressure")] == [True, True, False]
    assert (of.range_of("voltage"), of.range_of("current")) == (
        (None, q("1000 V")),
        (None, None),
    )
    assert (of.mpe_of("voltage"), of.mpe_of("current")) == (q("1 mV"), None)
    assert [str(line.nominal) for line in event.values_of("current")] == ["1 A"]


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ((q("1 kg"), q("1 kg"), q("1 g"), "2"), "values.0.nominal"),
        ((q("1 A"), q("1 V"), q("1 mA"), "2"), "values.0.value"),
        ((q("1 A"), q("1 A"), q("1 mV"), "2"), "values.0.expanded"),
    ],
)
def test_a_line_is_of_one_quantity_that_the_standard_covers(line: Any, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        calibration(multifunction(), values=[line])

    assert [f.field for f in refused.value.faults] == [field]


@pytest.mark.parametrize(
    ("also", "code"),
    [
        (["warmth"], "unknown_name"),
        (["pressure"], "duplicate"),
        (["gauge_pressure"], "duplicate"),
        (["mass", "conventional_mass", "mass"], "duplicate"),
    ],
)
def test_wrong_further_quantities_are_refused(also: list[str], code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        standard(centre(), also=also)

    assert {(f.field, f.code) for f in refused.value.faults} == {("also", code)}
    assert not Standard.objects.exists()


def test_further_quantities_are_amended_and_said() -> None:
    of = standard(centre())

    services.update_standard(standard_id=of.pk, also=["mass"], by=None, at=NOW)

    of.refresh_from_db()
    assert of.also == ["mass"]
    event = history(of).last()
    assert event is not None
    assert event.changes == '{"also":["","mass"]}'


def test_an_interval_is_decided_with_a_reason() -> None:
    of = standard(centre())

    services.set_interval(standard_id=of.pk, months=18, why="ổn định", by=None, at=NOW)
    for months, why in ((0, "x"), (121, "x"), (12, " ")):
        with pytest.raises(InvalidInput):
            services.set_interval(standard_id=of.pk, months=months, why=why, by=None, at=NOW)

    of.refresh_from_db()
    assert of.interval_months == 18
    assert [(e.verb, e.changes, e.why) for e in history(of)][1:] == [
        ("standard.set_interval", '{"interval_months":[null,"18"]}', "ổn định")
    ]


def test_what_was_recorded_before_seals_is_sealed_by_the_system() -> None:
    of = standard(centre())
    event = StandardCalibration.objects.create(
        standard=of, on=TODAY, valid_until=TODAY, laboratory="Viện", certificate_number="V1"
    )
    value = StandardValue.objects.create(
        calibration=event, nominal=q("10 bar"), value=q("10.002 bar"), expanded=q("0.004 bar")
    )
    assert set(findings()) == {
        f"{row.seal_key()}: no event seals this row" for row in (event, value)
    }

    migration = importlib.import_module("instruments.migrations.0004_seal_calibrations")
    for _again in range(2):
        migration.seal(apps, None)

    assert list(findings()) == []
    assert {(e.verb, e.by_name) for e in history(of)} == {("standard.add", ""),
                                                          ("standard.seal", "")}  # fmt: skip


def test_the_states_of_many_standards_take_three_queries(django_assert_num_queries: Any) -> None:
    at = centre()
    for _ in range(5):
        doubt(calibration(standard(at)))
        calibrated_standard(at)

    with django_assert_num_queries(3):
        rows = standards_with_calibrations(Standard.objects.filter(centre=at))
        states = {standing(of, TODAY).state for of in rows}

    assert states == {StandardState.DOUBTED, StandardState.VALID}


Change = Callable[..., Any]


@pytest.mark.parametrize("change", [correct, doubt])
def test_a_refused_change_leaves_no_event(change: Change) -> None:
    event = calibration(standard(centre()))
    before = Event.objects.count()

    with pytest.raises(DomainError):
        change(event, why="")

    assert Event.objects.count() == before
