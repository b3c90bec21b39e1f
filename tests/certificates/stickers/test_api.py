"""Stickers over the API."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.permissions import Role
from certificates.models import StickerMove
from certificates.services import approve_and_issue
from tests.factories import calibration, people
from tests.factories import stickers as made
from tests.factories.people import NOW, api

pytestmark = pytest.mark.django_db
S = "/api/v1/stickers/"


@pytest.fixture
def lab(db: None) -> calibration.Lab:
    lab = calibration.lab("HUE")
    made.series(lab.centre, lab.quality)
    made.in_hand(lab.centre, lab.quality, lab.technician, 1, 10)
    return lab


def test_the_whole_life_of_a_batch(lab: calibration.Lab) -> None:
    keeper, hand = api(lab.quality), api(lab.technician)
    run: dict[str, Any] = {"centre": "HUE", "code": "27V"}
    batch = {**run, "service": "verification", "first": 1, "last": 30, "size": "25x35",
             "received_on": "2026-11-20"}  # fmt: skip

    received = keeper.post(f"{S}series/", batch)
    counted = keeper.post(f"{S}issue/", {**run, "count": 5, "to": lab.technician.pk})
    ranged = keeper.post(f"{S}issue/", {**run, "first": 10, "last": 12, "to": lab.technician.pk})
    spoilt = hand.post(f"{S}damage/", {**run, "first": 2, "why": "Rách"})
    back = hand.post(f"{S}return/", {**run, "first": 11, "last": 12})
    gone = keeper.post(f"{S}destroy/", {**run, "first": 2, "why": "Rách", "protocol": "BB-1"})

    answers = (received, counted, ranged, spoilt, back, gone)
    assert [one.status_code for one in answers] == [201] * 6
    assert [one.json()["pieces"] for one in answers[1:]] == [5, 3, 1, 2, 1]
    listed = hand.get(S, {"code": "27V", "state": "issued"}).json()["results"]
    assert sorted(one["number"] for one in listed) == [
        "27V.00001", "27V.00003", "27V.00004", "27V.00005", "27V.00010",
    ]  # fmt: skip
    found = hand.get(S, {"q": "27V.00002"}).json()["results"][0]
    whole = hand.get(f"{S}{found['id']}/").json()
    assert [move["deed"] for move in whole["moves"]] == ["receive", "issue", "damage", "destroy"]
    assert (whole["state"], whole["certificate"]) == ("destroyed", None)
    assert len(keeper.get(f"{S}series/").json()["results"]) == 2


def test_a_refusal_names_the_pieces(lab: calibration.Lab) -> None:
    answer = api(lab.technician).post(
        f"{S}return/", {"centre": "HUE", "code": "26V", "first": 9, "last": 11}
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_piece")
    assert [fault["found"] for fault in answer.json()["faults"]] == ["26V.00011"]
    assert not StickerMove.objects.filter(deed="return").exists()


def test_the_piece_of_a_job(lab: calibration.Lab) -> None:
    job = calibration.measured_job(lab)
    client, url = api(lab.technician), f"/api/v1/jobs/{job.pk}/stickers/"

    assert client.get(url).json() == {"on": [], "chosen": [], "none": False, "next": "26V.00001"}
    assert client.put(url, {"numbers": ["26V.00004"]}).json() == {
        "on": [], "chosen": ["26V.00004"], "none": False, "next": "",
    }  # fmt: skip
    assert client.put(url, {"numbers": ["26V.00044"]}).status_code == 400
    paper = approve_and_issue(job_id=job.pk, by=lab.approver, at=NOW)
    assert client.get(url).json()["on"] == ["26V.00004"]
    assert client.put(url, {"none": True}).status_code == 409
    assert client.get(f"{S}?q=26V.00004").json()["results"][0]["job"] == job.pk
    got = client.get("/api/v1/labels/", {"certificates": paper.pk})
    assert (got.status_code, got.content[:5]) == (200, b"%PDF-")
    assert client.get("/api/v1/labels/", {"size": "x"}).status_code == 400


def test_the_month(lab: calibration.Lab) -> None:
    approve_and_issue(job_id=calibration.measured_job(lab).pk, by=lab.approver, at=NOW)

    (book,) = api(lab.quality).get(f"{S}month/", {"centre": "HUE", "month": "2026-11"}).json()

    hand = book["accounts"][0]
    assert (book["code"], book["agrees"], book["differences"]) == ("26V", True, [])
    assert (hand["account"], hand["name"]) == (str(lab.technician.pk), "Trần Thị Thử")
    assert hand["figures"] == {
        "opening": 0, "received": 10, "returned": 0, "issued": 0, "used": 1, "damaged": 0,
        "destroyed": 0, "left": 9, "pieces": 9,
    }  # fmt: skip
    assert hand["runs"]["left"] == [[2, 10]]


def test_strangers_wrong_roles_other_centres(lab: calibration.Lab) -> None:
    run = {"centre": "HUE", "code": "26V", "first": 1, "last": 2}
    writes: list[tuple[str, dict[str, Any]]] = [
        ("series/", {**run, "code": "27V", "service": "verification", "size": "25x35",
                     "received_on": "2026-11-20"}),
        ("issue/", {**run, "to": lab.technician.pk}),
        ("return/", run),
        ("damage/", {**run, "why": "x"}),
        ("destroy/", {**run, "why": "x", "protocol": "1"}),
    ]  # fmt: skip
    client = people.client_of(lab.customer)
    elsewhere = people.person(Role.QUALITY_OFFICER, people.centre("DANANG"))
    for door, body in writes:
        assert api(None).post(S + door, body).status_code == 401, door
        assert api(lab.officer).post(S + door, body).status_code == 403, door
        assert api(client).post(S + door, body).status_code == 403, door
        assert api(elsewhere).post(S + door, body).status_code == 404, door
        assert api(lab.quality).post(S + door, {**body, "x": 1}).status_code == 400, door
    assert StickerMove.objects.count() == 2


def test_lists_ask_the_same_for_one_and_for_many(lab: calibration.Lab) -> None:
    client, asked = api(lab.technician), []
    for size in (1, 1, 50):  # the first also reads what is kept between requests
        with CaptureQueriesContext(connection) as queries:
            assert client.get(S, {"page_size": size}).status_code == 200
        asked.append(len(queries))

    assert asked[1] == asked[2] <= 6
