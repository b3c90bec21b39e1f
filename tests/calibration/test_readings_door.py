"""The door for readings over many jobs: strict item by item, and who may send."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from accounts.models import Membership
from accounts.permissions import Role
from calibration.models import Job, Reading
from calibration.services.readings import ReadingIn, record_readings
from tests.factories import calibration as made
from tests.factories import people
from tests.factories.people import api, client_of

pytestmark = pytest.mark.django_db
URL = "/api/v1/readings/batch/"


def up(value: str, unit: str = "bar", **more: Any) -> ReadingIn:
    return made.reading("accuracy", "up", value, unit, **more)


def json_of(owner: Job, reading: ReadingIn, **change: Any) -> dict[str, Any]:
    return {
        "job": owner.pk,
        "id": str(reading.id),
        "section": reading.section,
        "row": reading.row,
        "column": reading.column,
        "repeat": reading.repeat,
        "value": reading.value,
        "unit": reading.unit,
        "taken_at": reading.taken_at.isoformat(),
        "supersedes": str(reading.supersedes) if reading.supersedes else None,
        "reason": reading.reason,
        **change,
    }


@pytest.fixture
def lab(db: None) -> made.Lab:
    return made.lab(at=timezone.now())


def test_the_door_answers_item_by_item(lab: made.Lab) -> None:
    now = timezone.now()
    job = made.measuring_job(lab, now=now)
    good, bad = up("2,05", row=1, taken_at=now), up("1.234", row=2, taken_at=now)
    theirs = up("0,00", taken_at=now - timedelta(minutes=5))
    record_readings(job_id=job.pk, readings=[theirs], by=lab.technician, at=now, locale="vi")
    clash = up("0,05", taken_at=now)
    body = {
        "device": "bàn 2", "locale": "vi",
        "readings": [json_of(job, good), json_of(job, bad), json_of(job, clash)],
    }  # fmt: skip

    answer = api(lab.technician, "en").post(URL, body)

    said = answer.json()
    assert answer.status_code == 200
    assert said["counts"] == {"accepted": 1, "known": 0, "conflict": 1, "refused": 1}
    assert said["items"][0] == {"id": str(good.id), "status": "accepted"}
    refused = said["items"][1]
    assert (refused["status"], refused["field"], refused["code"], refused["found"]) == (
        "refused", "value", "ambiguous_number", "1.234",
    )  # fmt: skip
    assert "1234" in refused["message"]
    assert said["items"][2]["theirs"] == {
        "id": str(theirs.id), "digits": "0.00", "unit": "bar", "by": "Trần Thị Thử",
        "taken_at": json.loads(json.dumps(theirs.taken_at.isoformat())).replace("+00:00", "Z"),
    }  # fmt: skip
    again = api(lab.technician).post(URL, body).json()
    assert again["counts"] == {"accepted": 0, "known": 1, "conflict": 1, "refused": 1}


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"id": "x"}, "id", "not_a_uuid"),
        ({"id": None}, "id", "required"),
        ({"job": "1"}, "job", "not_a_number"),
        ({"job": None}, "job", "required"),
        ({"job": 2**60}, "job", "out_of_range"),
        ({"row": -1}, "row", "out_of_range"),
        ({"row": True}, "row", "not_a_number"),
        ({"row": 1.5}, "row", "not_a_number"),
        ({"value": 2.05}, "value", "not_text"),
        ({"value": "1" * 501}, "value", "too_long"),
        ({"value": "1" * 40}, "value", "too_many_digits"),
        ({"value": ""}, "value", "blank"),
        ({"unit": ""}, "unit", "missing_unit"),
        ({"unit": "parsec"}, "unit", "wrong_quantity"),
        ({"unit": "x" * 21}, "unit", "too_long"),
        ({"section": "nowhere"}, "section", "unknown_cell"),
        ({"section": "accuracy~2"}, "section", "unknown_cell"),
        ({"column": "e_up"}, "column", "unknown_cell"),
        ({"repeat": 1}, "column", "unknown_cell"),
        ({"taken_at": "yesterday"}, "taken_at", "not_a_moment"),
        ({"taken_at": "2026-11-20T10:00:00"}, "taken_at", "not_a_moment"),
        ({"taken_at": "0001-01-01T00:00:00+14:00"}, "taken_at", "out_of_range"),
        ({"taken_at": "9999-12-31T23:59:59+00:00"}, "taken_at", "out_of_range"),
        ({"supersedes": 5}, "supersedes", "not_a_uuid"),
        ({"supersedes": str(uuid4()), "reason": "x"}, "supersedes", "not_the_newest"),
        ({"reason": []}, "reason", "not_text"),
        ({"colour": "red"}, "colour", "unknown_field"),
    ],
)
def test_a_bad_item_is_named_and_refuses_only_itself(
    lab: made.Lab, change: dict[str, Any], field: str, code: str
) -> None:
    now = timezone.now()
    job = made.measuring_job(lab, now=now)
    good, bad = up("0.00", taken_at=now), up("2.05", row=1, taken_at=now)
    readings = [json_of(job, bad, **change), json_of(job, good)]

    said = api(lab.technician).post(URL, {"device": "d", "readings": readings}).json()

    assert [item["status"] for item in said["items"]] == ["refused", "accepted"]
    wrong = said["items"][0]
    assert (wrong["field"], wrong["code"]) == (field, code)
    assert wrong["message"]
    assert [str(pk) for pk in Reading.objects.values_list("pk", flat=True)] == [str(good.id)]


def test_what_supersedes_a_malformed_item_is_refused_with_it(lab: made.Lab) -> None:
    now = timezone.now()
    job = made.measuring_job(lab, now=now)
    standing, bad = up("2.05", row=1, taken_at=now), up("2.06", row=1, taken_at=now)
    after = up("2.07", row=1, supersedes=bad.id, reason="đọc lại", taken_at=now)
    readings = [
        json_of(job, standing), json_of(job, bad, value=None), json_of(job, after), "x", None,
    ]  # fmt: skip

    said = api(lab.technician).post(URL, {"device": "d", "readings": readings}).json()

    assert [(item["id"], item["status"], item.get("code")) for item in said["items"]] == [
        (str(standing.id), "accepted", None),
        (str(bad.id), "refused", "required"),
        (str(after.id), "refused", "forerunner_refused"),
        ("", "refused", "not_an_object"),
        ("", "refused", "not_an_object"),
    ]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ([], ""),
        ({}, "readings"),
        ({"device": "d"}, "readings"),
        ({"device": "d", "readings": {}}, "readings"),
        ({"readings": []}, "device"),
        ({"device": " ", "readings": []}, "device"),
        ({"device": 5, "readings": []}, "device"),
        ({"device": "d", "readings": [], "locale": "fr"}, "locale"),
        ({"device": "d", "readings": [], "more": 1}, "more"),
        ({"device": "d", "readings": [None] * 10_001}, "readings"),
    ],
)
def test_a_malformed_body_is_refused_whole(lab: made.Lab, body: Any, field: str) -> None:
    answer = api(lab.technician).post(URL, body)

    assert answer.status_code == 400
    assert field in [fault.get("field", "") for fault in answer.json()["faults"]]


def test_who_may_send(lab: made.Lab) -> None:
    now = timezone.now()
    other = made.lab(at=now)
    job = made.measuring_job(lab, now=now)
    body = {"device": "d", "readings": [json_of(job, up("0.00", taken_at=now))]}

    assert api(None).post(URL, body).status_code == 401
    assert api(client_of(lab.customer)).post(URL, body).status_code == 403
    assert api(lab.quality).post(URL, body).status_code == 403
    elsewhere = api(other.technician).post(URL, body)
    assert elsewhere.status_code == 200
    assert [item["code"] for item in elsewhere.json()["items"]] == ["not_found"]
    assert Reading.objects.count() == 0
    assert api(lab.technician).post(URL, body).json()["counts"]["accepted"] == 1


def test_an_approver_of_one_centre_technician_of_another_is_told_apart(lab: made.Lab) -> None:
    """Holding the verb somewhere opens the door; each job asks for it in its own centre."""
    now = timezone.now()
    other = made.lab(at=now)
    job = made.measuring_job(lab, now=now)
    mixed = people.person(Role.TECHNICIAN, other.centre)
    Membership.objects.create(
        user=mixed, centre=lab.centre, role=Role.MANAGER, valid_from=made.FROM
    )
    body = {"device": "d", "readings": [json_of(job, up("0.00", taken_at=now))]}

    said = api(mixed).post(URL, body).json()

    assert [item["code"] for item in said["items"]] == ["forbidden"]
    assert Reading.objects.count() == 0


def test_no_more_jobs_than_can_be_held(lab: made.Lab) -> None:
    now = timezone.now()
    one = up("0.00", taken_at=now)
    ghost = Job()
    readings = [json_of(ghost, one, job=pk, id=str(UUID(int=pk))) for pk in range(1, 1002)]

    answer = api(lab.technician).post(URL, {"device": "d", "readings": readings})

    assert (answer.status_code, answer.json()["code"]) == (409, "too_many")
