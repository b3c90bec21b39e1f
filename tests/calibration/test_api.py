"""The API as the bench uses it. Doors ask the real clock, so days are relative to today."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from audit.record import history
from calibration.models import Job, Reading
from calibration.services import ReadingIn
from calibration.states import Service
from tests.factories import calibration as made
from tests.factories.instruments import overwrite
from tests.factories.people import api, client_of

pytestmark = pytest.mark.django_db


def json_of(reading: ReadingIn) -> dict[str, Any]:
    return {
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
    }


def lab() -> made.Lab:
    return made.lab(at=timezone.now())


def test_the_bench_goes_the_whole_way() -> None:
    at = lab()
    now = timezone.now()
    job = made.gauge_job(at, now=now)
    bench = api(at.technician)

    before = bench.get(f"/api/v1/jobs/{job.pk}/worksheet/").json()
    assert before["job"]["state"] == "open"
    assert [(c["key"], c["usable"]) for c in before["standards"]["candidates"]] == [
        ("reference", True)
    ]
    assert before["blocks"] == []

    standard = before["standards"]["candidates"][0]["id"]
    started = bench.post(
        f"/api/v1/jobs/{job.pk}/start/", {"standards": [standard], "place": "Phòng áp suất"}
    )
    assert started.status_code == 201
    bundle = started.json()
    row = bundle["plan"]["tables"][0]["rows"][2]
    given = row.pop("standards")["reference"]
    assert row == {"row": 2, "reference": "4", "limit": "0.16"}
    assert (given["code"], given["U"], given["corr"]) == (at.gauge.code, "0.010", "0")
    assert bundle["standards"]["chosen"][0]["code"] == at.gauge.code
    assert len(bundle["missing"]) == 15
    assert bundle["place"] == "Phòng áp suất"

    keyed = made.gauge_readings(now=now)
    body = {"readings": [json_of(each) for each in keyed], "locale": "en"}
    url = f"/api/v1/jobs/{job.pk}/readings/"
    first = bench.post(url, body)
    again = bench.post(url, body)
    ids = [str(each.id) for each in keyed]
    assert (first.status_code, first.json()) == (200, {"accepted": ids, "known": []})
    assert (again.status_code, again.json()) == (200, {"accepted": [], "known": ids})
    assert Reading.objects.count() == 15

    results = bench.get(f"/api/v1/jobs/{job.pk}/results/").json()
    assert (results["verdict"], results["missing"]) == ("pass", [])
    assert results["results"][2]["error"] == "0.15"

    done = bench.post(f"/api/v1/jobs/{job.pk}/submit/")
    assert (done.status_code, done.json()["state"], done.json()["outcome"]) == (
        200, "measured", "pass",
    )  # fmt: skip

    cells = [{"section": "accuracy", "row": 2, "column": "down", "comment": "Xem lại"}]
    back = api(at.approver).post(f"/api/v1/jobs/{job.pk}/return/", {"cells": cells})
    assert (back.status_code, back.json()["state"]) == (200, "measuring")
    bundle = bench.get(f"/api/v1/jobs/{job.pk}/worksheet/").json()
    assert [(r["column"], r["comment"], r["settled"]) for r in bundle["returns"]] == [
        ("down", "Xem lại", False)
    ]


def test_a_vietnamese_thousand_is_asked_back() -> None:
    at = lab()
    job = made.measuring_job(at, now=timezone.now())
    bad = json_of(made.reading("accuracy", "up", "1.234", "bar", taken_at=timezone.now()))
    good = json_of(made.reading("accuracy", "up", "2,05", "bar", row=1, taken_at=timezone.now()))

    answer = api(at.technician).post(
        f"/api/v1/jobs/{job.pk}/readings/", {"readings": [good, bad], "locale": "vi"}
    )

    assert answer.status_code == 400
    assert [(f["field"], f["code"]) for f in answer.json()["faults"]] == [
        ("readings.1.value", "ambiguous_number")
    ]
    assert Reading.objects.count() == 0


def test_a_unit_of_another_quantity_is_named() -> None:
    at = lab()
    job = made.measuring_job(at, now=timezone.now())
    bad = json_of(made.reading("accuracy", "up", "2.05", "kg", taken_at=timezone.now()))

    answer = api(at.technician).post(f"/api/v1/jobs/{job.pk}/readings/", {"readings": [bad]})

    fault = answer.json()["faults"][0]
    assert answer.status_code == 400
    assert (fault["field"], fault["code"], fault["found"]) == (
        "readings.0.unit", "wrong_quantity", "kg",
    )  # fmt: skip
    assert "bar" in fault["allowed"]


def test_the_same_id_with_other_content_is_a_conflict() -> None:
    at = lab()
    now = timezone.now()
    job = made.measuring_job(at, now=now)
    pk = uuid4()
    url = f"/api/v1/jobs/{job.pk}/readings/"
    one = json_of(made.reading("accuracy", "up", "2.05", "bar", row=1, pk=pk, taken_at=now))
    api(at.technician).post(url, {"readings": [one]})

    answer = api(at.technician).post(url, {"readings": [one | {"value": "2.06"}]})

    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert str(pk) in answer.json()["faults"][0]["message"]
    assert Reading.objects.get().digits == "2.05"


def test_a_preview_computes_and_keeps_nothing() -> None:
    at = lab()
    now = timezone.now()
    job = made.measuring_job(at, now=now)
    body = {"readings": [json_of(each) for each in made.gauge_readings(now=now)]}

    answer = api(at.technician).post(f"/api/v1/jobs/{job.pk}/preview/", body)

    assert (answer.status_code, answer.json()["verdict"]) == (200, "pass")
    assert Reading.objects.count() == 0


def test_an_overdue_standard_blocks_the_start() -> None:
    at = lab()
    job = made.gauge_job(at, now=timezone.now())
    past = timezone.localdate() - timedelta(days=1)
    overwrite(at.gauge.calibrations.all(), valid_until=past)

    bundle = api(at.technician).get(f"/api/v1/jobs/{job.pk}/worksheet/").json()
    answer = api(at.technician).post(f"/api/v1/jobs/{job.pk}/start/", {"standards": [at.gauge.pk]})

    assert bundle["standards"]["candidates"][0]["usable"] is False
    assert (bundle["blocks"][0]["code"], bundle["blocks"][0]["who"]) == (
        "standard_missing", "phụ trách chất lượng",
    )  # fmt: skip
    assert (answer.status_code, answer.json()["code"]) == (409, "blocked")
    fault = answer.json()["faults"][0]
    assert (fault["code"], fault["field"]) == ("standard_overdue", f"standards.{at.gauge.pk}")
    assert past.strftime("%d/%m/%Y") in fault["message"]
    job.refresh_from_db()
    assert job.state == "open"


POSTS = (
    "start", "readings", "preview", "submit", "return", "assign", "cancel", "conformity",
)  # fmt: skip
OFFICERS = ("assign", "cancel", "conformity")
GETS = ("", "worksheet/", "results/")


def bodies(at: made.Lab) -> dict[str, dict[str, Any]]:
    cell = {"section": "accuracy", "row": 0, "column": "up", "comment": "x"}
    return {
        "start": {"standards": [at.gauge.pk]},
        "readings": {"readings": []},
        "preview": {"readings": []},
        "submit": {},
        "return": {"cells": [cell]},
        "assign": {"technician": None},
        "cancel": {"why": "x"},
        "conformity": {"rule": "simple"},
    }


@pytest.mark.parametrize("move", POSTS)
def test_who_may_move_a_job(move: str) -> None:
    at, other = lab(), lab()
    job = made.measured_job(at, now=timezone.now())
    url, body = f"/api/v1/jobs/{job.pk}/{move}/", bodies(at)[move]

    assert api(None).post(url, body).status_code == 401
    assert api(at.quality).post(url, body).status_code == 403
    assert api(client_of(at.customer)).post(url, body).status_code == 403
    neighbour = {"return": other.approver} | dict.fromkeys(OFFICERS, other.officer)
    assert api(neighbour.get(move, other.technician)).post(url, body).status_code == 404
    job.refresh_from_db()
    assert job.state == "measured"


@pytest.mark.parametrize("part", GETS)
def test_who_may_see_a_job(part: str) -> None:
    at, other = lab(), lab()
    job = made.measured_job(at, now=timezone.now())
    url = f"/api/v1/jobs/{job.pk}/{part}"

    assert api(None).get(url).status_code == 401
    assert api(client_of(at.customer)).get(url).status_code == 403
    assert api(other.technician).get(url).status_code == 404
    assert api(at.quality).get(url).status_code == 200


@pytest.mark.parametrize(
    ("move", "body", "field"),
    [
        ("start", {"standards": "x"}, "standards"),
        ("start", {"standards": [0]}, "standards.0"),
        ("start", {}, "standards"),
        ("start", {"standards": [999_999_999]}, "standards"),
        ("readings", {"readings": {}}, "readings"),
        ("readings", {"readings": [{}]}, "readings.0.id"),
        ("readings", {"readings": [], "locale": "fr"}, "locale"),
        ("return", {"cells": [{"section": "accuracy"}]}, "cells.0.column"),
        ("assign", {"technician": "x"}, "technician"),
        ("assign", {"technician": 999_999_999}, "technician"),
        ("cancel", {"why": ""}, "why"),
        ("start", {"standards": [], "mode": "last"}, "mode"),
        ("conformity", {}, "rule"),
        ("conformity", {"rule": "simple"}, "rule"),  # a verification is judged by its procedure
    ],
)
def test_malformed_bodies_are_named(move: str, body: dict[str, Any], field: str) -> None:
    at = lab()
    job = made.gauge_job(at, now=timezone.now())
    who = {"return": at.approver} | dict.fromkeys(OFFICERS, at.officer)

    answer = api(who.get(move, at.technician)).post(f"/api/v1/jobs/{job.pk}/{move}/", body)

    assert answer.status_code == 400, answer.json()
    assert field in [fault["field"] for fault in answer.json()["faults"]]


@pytest.mark.parametrize("change", [
    {"id": "not-a-uuid"}, {"row": -1}, {"value": "mười", "unit": "bar"}, {"unit": "parsec"},
    {"section": "nowhere"}, {"column": "e_up"}, {"row": 6}, {"repeat": 1}, {"value": ""},
    {"taken_at": "yesterday"}, {"value": "1" * 40}, {"value": "\x00"}, {"unit": ""},
])  # fmt: skip
def test_a_bad_reading_refuses_the_batch(change: dict[str, Any]) -> None:
    at = lab()
    now = timezone.now()
    job = made.measuring_job(at, now=now)
    good = json_of(made.reading("accuracy", "up", "0.00", "bar", taken_at=now))
    bad = json_of(made.reading("accuracy", "up", "2.05", "bar", row=1, taken_at=now)) | change

    answer = api(at.technician).post(f"/api/v1/jobs/{job.pk}/readings/", {"readings": [good, bad]})

    assert answer.status_code == 400
    assert all(f["field"].startswith("readings.1.") for f in answer.json()["faults"])
    assert Reading.objects.count() == 0


def test_lists_show_only_what_a_person_sees() -> None:
    at, other = lab(), lab()
    mine = made.measuring_job(at, now=timezone.now())
    free = made.gauge_job(at, now=timezone.now())
    made.gauge_job(other, now=timezone.now())

    def ids(query: str) -> list[int]:
        answer = api(at.technician).get(f"/api/v1/jobs/{query}")
        return [row["id"] for row in answer.json()["results"]]

    assert ids("") == [free.pk, mine.pk]
    assert ids("?state=open") == [free.pk]
    assert ids("?mine=1") == [mine.pk]
    assert ids(f"?state=open,measuring&customer={at.customer.pk}") == [free.pk, mine.pk]
    assert api(at.technician).get("/api/v1/jobs/?customer=x").status_code == 400


def test_a_list_costs_the_same_for_one_and_for_many(django_assert_max_num_queries: Any) -> None:
    at = lab()
    for _ in range(5):
        made.gauge_job(at, now=timezone.now())
    client = api(at.technician)

    with django_assert_max_num_queries(6):
        assert len(client.get("/api/v1/jobs/").json()["results"]) == 5


def test_a_job_is_given_and_taken_back() -> None:
    at = lab()
    job = made.gauge_job(at, now=timezone.now())
    url = f"/api/v1/jobs/{job.pk}/assign/"

    given = api(at.officer).post(url, {"technician": at.technician.pk}).json()
    wrong = api(at.officer).post(url, {"technician": at.officer.pk})
    back = api(at.officer).post(url, {"technician": None}).json()

    assert given["technician"] == {"id": at.technician.pk, "name": "Trần Thị Thử"}
    assert (wrong.status_code, wrong.json()["code"]) == (409, "not_a_technician")
    assert back["technician"] is None
    assert Job.objects.get(pk=job.pk).technician is None


def test_a_decision_rule_is_agreed_on_before_the_work() -> None:
    at = lab()
    job = made.gauge_job(at, service=Service.CALIBRATION, now=timezone.now())
    url = f"/api/v1/jobs/{job.pk}/conformity/"

    unknown = api(at.officer).post(url, {"rule": "customer"})  # it would need a width
    agreed = api(at.officer).post(url, {"rule": "guarded"})

    assert [f["field"] for f in unknown.json()["faults"]] == ["rule"]
    assert (agreed.status_code, agreed.json()["conformity"]) == (200, "guarded")
    assert [event.verb for event in history(job)][-1] == "job.conformity"


def test_a_decision_rule_stays_once_the_work_has_begun() -> None:
    at = lab()
    now = timezone.now()
    job = made.measuring_job(at, made.gauge_job(at, service=Service.CALIBRATION, now=now), now=now)

    answer = api(at.officer).post(f"/api/v1/jobs/{job.pk}/conformity/", {"rule": "simple"})

    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")
    job.refresh_from_db()
    assert job.conformity == ""
