"""The API of a standard's history: who gets in, what it answers, how it refuses."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.permissions import Role
from audit.models import Event
from instruments.models import (
    CalibrationDoubt,
    ControlLimits,
    IntermediateCheck,
    Standard,
    StandardCalibration,
)
from tests.factories.instruments import calibration, q, standard
from tests.factories.people import api, centre, person

pytestmark = pytest.mark.django_db
V1 = "/api/v1/standards"
READ = ("calibrations/", "calibrations/{event}/", "calibrations/{event}/at/?value=5 bar",
        "drift/", "checks/", "interval/")  # fmt: skip
TODAY = timezone.localdate()
WRITE: dict[str, dict[str, Any]] = {
    "calibrations/{event}/correct/": {"why": "gõ nhầm", "laboratory": "Viện khác"},
    "calibrations/{event}/doubt/": {"why": "rơi"},
    "checks/": {"on": TODAY.isoformat(), "point": "10 bar", "found": "10.01 bar", "item": "CA-03"},
    "control-limits/": {"point": "10 bar", "item": "CA-03", "first": 5, "why": "thỏa thuận"},
    "interval/": {"months": 12, "why": "ổn định"},
}
LINES = [
    (q("0 bar"), q("0.000 bar"), q("0.004 bar"), "2"),
    (q("10 bar"), q("10.002 bar"), q("0.004 bar"), "2"),
]


@pytest.fixture
def of() -> Standard:
    made = standard(centre())
    for years in (3, 2, 1, 0):
        calibration(made, TODAY - timedelta(days=30 + 365 * years), values=LINES)
    return made


def place(of: Standard, path: str) -> str:
    return f"{V1}/{of.pk}/" + path.format(event=of.events()[0].pk)


def rows() -> list[int]:
    """How many of everything that these doors write."""
    kinds = (StandardCalibration, CalibrationDoubt, IntermediateCheck, ControlLimits, Event)
    decided = Standard.objects.exclude(interval_months=None).count()
    return [kind._default_manager.count() for kind in kinds] + [decided]


def test_a_stranger_gets_401(of: Standard) -> None:
    stranger = api(None)

    assert {stranger.get(place(of, path)).status_code for path in READ} == {401}
    assert {stranger.post(place(of, path), body).status_code for path, body in WRITE.items()} == {
        401
    }


def test_a_standard_of_another_centre_is_404(of: Standard) -> None:
    away = api(person(Role.QUALITY_OFFICER, centre()))
    before = rows()

    assert {away.get(place(of, path)).status_code for path in READ} == {404}
    assert {away.post(place(of, path), body).status_code for path, body in WRITE.items()} == {404}
    assert rows() == before


def test_an_event_of_another_standard_is_404(of: Standard) -> None:
    other = calibration(standard(of.centre))
    quality = api(person(Role.QUALITY_OFFICER, of.centre))

    for path in ("", "at/?value=5 bar"):
        url = f"{V1}/{of.pk}/calibrations/{other.pk}/{path}"
        assert quality.get(url).status_code == 404
    for path in ("correct", "doubt"):
        url = f"{V1}/{of.pk}/calibrations/{other.pk}/{path}/"
        assert quality.post(url, {"why": "x"}).status_code == 404
    assert other.standard.calibration_on(TODAY) is not None


@pytest.mark.parametrize(
    ("role", "refused"),
    [
        (Role.TECHNICIAN, set(WRITE) - {"checks/"}),
        (Role.APPROVER, set(WRITE)),
        (Role.MANAGER, set(WRITE)),
        (Role.QUALITY_OFFICER, set()),
    ],
)
def test_each_role_writes_what_permissions_say(of: Standard, role: Role, refused: set[str]) -> None:
    somebody = api(person(role, of.centre))

    answers = {path: somebody.post(place(of, path), body) for path, body in WRITE.items()}

    assert {path for path, got in answers.items() if got.status_code == 403} == refused
    assert {got.status_code for path, got in answers.items() if path not in refused} <= {200, 201,
                                                                                         409}  # fmt: skip
    assert {somebody.get(place(of, path)).status_code for path in READ} == {200}


MALFORMED = [
    ("calibrations/{event}/correct/", {"laboratory": "x"}, [("why", "required")]),
    ("calibrations/{event}/correct/", {"why": "x", "lab": "x"}, [("lab", "unknown_field")]),
    (
        "calibrations/{event}/correct/",
        {"why": "x", "values": [{"nominal": 10, "value": "10 bar", "expanded": "0.1 bar"}]},
        [("values.0.nominal", "not_a_number")],
    ),
    ("calibrations/{event}/correct/", {"why": "x"}, []),
    ("calibrations/{event}/doubt/", {"why": ""}, [("why", "blank")]),
    ("calibrations/{event}/doubt/", {"why": "x", "since": "yesterday"}, [("since", "invalid")]),
    ("calibrations/{event}/doubt/", {"why": "x", "since": "2000-01-01"}, [("since", "order")]),
    ("checks/", {}, [("on", "required"), ("point", "required"), ("found", "required"),
                     ("item", "required")]),
    ("checks/", {**WRITE["checks/"], "found": "10 kg"}, [("found", "wrong_quantity")]),
    ("checks/", {**WRITE["checks/"], "corrects": 2**63}, [("corrects", "max_value")]),
    ("checks/", {**WRITE["checks/"], "corrects": 7, "note": "x"}, [("corrects", "not_found")]),
    ("checks/", {**WRITE["checks/"], "note": "a\x00b"}, [("note", "not_text")]),
    ("control-limits/", {**WRITE["control-limits/"], "first": 2}, [("first", "min_value")]),
    ("control-limits/", {**WRITE["control-limits/"], "lower": "11 bar", "upper": "9 bar"},
     [("upper", "range_order")]),
    ("interval/", {"months": "a year", "why": "x"}, [("months", "invalid")]),
    ("interval/", {"months": 12}, [("why", "required")]),
]  # fmt: skip


@pytest.mark.parametrize(("path", "body", "faults"), MALFORMED)
def test_a_malformed_body_names_its_place_and_changes_nothing(
    of: Standard, path: str, body: dict[str, Any], faults: list[tuple[str, str]]
) -> None:
    quality = api(person(Role.QUALITY_OFFICER, of.centre))
    before = rows()

    got = quality.post(place(of, path), body)

    assert got.status_code == 400
    assert [(fault["field"], fault["code"]) for fault in got.json()["faults"]] == faults
    assert rows() == before


def test_a_correction_answers_the_event_and_the_chain_keeps_both(of: Standard) -> None:
    by = person(Role.QUALITY_OFFICER, of.centre, "Phạm Thị Lượng")
    quality, wrong = api(by), of.events()[0]
    body = {
        "why": "gõ nhầm",
        "values": [{"nominal": "10 bar", "value": "9.998 bar", "expanded": "0.004 bar"}],
    }

    got = quality.post(place(of, "calibrations/{event}/correct/"), body)
    chain = quality.get(place(of, "calibrations/")).json()
    shown = quality.get(f"{V1}/{of.pk}/calibrations/{wrong.pk}/").json()

    assert got.status_code == 201
    made = got.json()
    assert (made["corrects"], made["why"], made["by"]) == (wrong.pk, "gõ nhầm", str(by))
    assert made["certificate_number"] == wrong.certificate_number
    assert made["values"] == [
        {
            "nominal": {"value": "10", "unit": "bar"},
            "value": {"value": "9.998", "unit": "bar"},
            "correction": {"value": "-0.002", "unit": "bar"},
            "expanded": {"value": "0.004", "unit": "bar"},
            "k": "2",
        }
    ]
    assert [event["id"] for event in chain][:2] == [made["id"], wrong.pk]
    assert len(chain) == 5
    assert len(shown["values"]) == 2


def test_a_doubt_blocks_and_is_seen(of: Standard) -> None:
    quality = api(person(Role.QUALITY_OFFICER, of.centre))
    event = of.events()[0]

    got = quality.post(place(of, "calibrations/{event}/doubt/"), {"why": "rơi"})
    shown = quality.get(f"{V1}/{of.pk}/").json()

    assert (got.status_code, got.json()["event"], got.json()["since"]) == (201, event.pk, None)
    assert shown["state"] == "doubted"
    assert [doubt["why"] for doubt in shown["calibrations"][0]["doubts"]] == ["rơi"]
    assert [row["id"] for row in quality.get(f"{V1}/", {"state": "doubted"}).json()] == [of.pk]


def test_a_value_between_the_points(of: Standard) -> None:
    technician = api(person(Role.TECHNICIAN, of.centre))

    def at(value: str) -> Any:
        return technician.get(place(of, "calibrations/{event}/at/"), {"value": value})

    assert at("5 bar").json() == {
        "at": {"value": "5", "unit": "bar"},
        "unit": "bar",
        "correction": "0.0010",
        "expanded": "0.0040",
        "k": "2",
        "below": {"nominal": "0", "correction": "0.000", "expanded": "0.004", "k": "2"},
        "above": {"nominal": "10", "correction": "0.002", "expanded": "0.004", "k": "2"},
    }
    for value, code in (("11 bar", "out_of_range"), ("5 kg", "wrong_quantity"),
                        ("", "blank"), ("five", "not_a_number")):  # fmt: skip
        got = at(value)
        assert got.status_code == 400
        assert [(f["field"], f["code"]) for f in got.json()["faults"]] == [("value", code)]


def test_drift_and_interval_answer_numbers_and_words(of: Standard) -> None:
    manager = api(person(Role.MANAGER, of.centre))

    drift = manager.get(place(of, "drift/"), headers={"Accept-Language": "en"}).json()
    interval = manager.get(place(of, "interval/"), headers={"Accept-Language": "en"}).json()

    assert [point["nominal"]["value"] for point in drift] == ["0", "10"]
    assert (drift[1]["drift_per_year"], drift[1]["significant"]) == (0.0, False)
    assert [found["correction"] for found in drift[1]["found"]] == ["0.002"] * 4
    # A run may go on over midnight.
    days = {TODAY.isoformat(), timezone.localdate().isoformat()}
    assert drift[1]["expected"][0]["on"] in days
    assert (interval["present"], interval["decided"]) == (12, False)
    assert [method["key"] for method in interval["methods"]] == ["a3", "variables"]
    fresh = standard(of.centre)
    assert manager.get(f"{V1}/{fresh.pk}/drift/").json() == []
    assert manager.get(f"{V1}/{fresh.pk}/interval/").status_code == 404


def test_checks_answer_in_series_and_the_interval_is_kept(of: Standard) -> None:
    quality = api(person(Role.QUALITY_OFFICER, of.centre))
    made = quality.post(place(of, "checks/"), WRITE["checks/"]).json()
    limits = {**WRITE["control-limits/"], "lower": "9.9 bar", "upper": "10.005 bar"}

    agreed = quality.post(place(of, "control-limits/"), limits).json()
    (series,) = quality.get(place(of, "checks/")).json()
    kept = quality.post(place(of, "interval/"), WRITE["interval/"]).json()

    assert (made["found"], made["corrects"]) == ({"value": "10.01", "unit": "bar"}, None)
    assert (series["item"], series["first"], series["lines"], series["grave"]) == (
        "CA-03", 5, None, True,
    )  # fmt: skip
    assert series["agreed"] == agreed
    assert [(each["check"]["id"], each["rules"]) for each in series["checks"]] == [
        (made["id"], ["limits"])
    ]
    assert kept["interval_months"] == 12


def test_a_standard_of_several_quantities(of: Standard) -> None:
    quality = api(person(Role.QUALITY_OFFICER, of.centre))

    changed = quality.patch(f"{V1}/{of.pk}/", {"also": ["temperature"]})
    wrong = quality.patch(f"{V1}/{of.pk}/", {"also": ["gauge_pressure"]})

    assert (changed.status_code, changed.json()["also"]) == (200, ["temperature"])
    assert [(f["field"], f["code"]) for f in wrong.json()["faults"]] == [("also", "duplicate")]
