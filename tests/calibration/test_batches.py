"""Batches: jobs of one kind side by side, made up with every fault named, begun all or none."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.check import findings
from audit.models import Event
from calibration.models import Batch, Job, Place, Worksheet
from calibration.services import cancel_job, open_job
from calibration.services.batches import make_batch, start_batch
from calibration.services.worksheets import Start
from calibration.states import Service
from common.errors import DomainError, Forbidden, InvalidInput, Refused
from tests.factories import calibration as made
from tests.factories import instruments
from tests.factories.people import NOW, api, client_of

pytestmark = pytest.mark.django_db


def batch_of(lab: made.Lab, *jobs: Job, name: str = "Mẻ sáng", now: Any = NOW) -> Batch:
    ids = [job.pk for job in jobs]
    return make_batch(centre=lab.centre, name=name, job_ids=ids, by=lab.technician, at=now)


def refusal(lab: made.Lab, *ids: int, name: str = "Mẻ", by: Any = None) -> DomainError:
    before = (Batch.objects.count(), Place.objects.count(), Event.objects.count())
    with pytest.raises(DomainError) as refused:
        make_batch(centre=lab.centre, name=name, job_ids=ids, by=by or lab.technician, at=NOW)
    assert (Batch.objects.count(), Place.objects.count(), Event.objects.count()) == before
    return refused.value


def told(error: DomainError) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in error.faults]


def test_positions_follow_the_order_given() -> None:
    lab = made.lab()
    first, second, third = (made.gauge_job(lab) for _ in range(3))

    batch = batch_of(lab, third, first, second, name="  Mẻ 1  ")

    assert batch.name == "Mẻ 1"
    assert list(batch.places.values_list("position", "job_id")) == [
        (1, third.pk), (2, first.pk), (3, second.pk),
    ]  # fmt: skip
    event = Event.objects.get(verb="batch.make")
    assert json.loads(event.changes) == {
        "name": [None, "Mẻ 1"],
        "jobs": [None, f"{third.pk}, {first.pk}, {second.pk}"],
    }
    assert list(findings()) == []


def test_what_is_wrong_with_the_request_is_named() -> None:
    lab = made.lab()
    job = made.gauge_job(lab)

    empty = refusal(lab, name=" ")
    twice = refusal(lab, job.pk, job.pk)
    many = refusal(lab, *range(1, 102))
    long = refusal(lab, job.pk, name="x" * 121)

    assert isinstance(empty, InvalidInput)
    assert told(empty) == [("name", "required"), ("jobs", "required")]
    assert told(twice) == [("jobs", "twice")]
    assert told(many) == [("jobs", "too_many")]
    assert told(long) == [("name", "too_long")]


def test_a_job_elsewhere_is_told_like_one_that_is_not_there() -> None:
    lab, other = made.lab(), made.lab()
    mine, theirs = made.gauge_job(lab), made.gauge_job(other)

    error = refusal(lab, mine.pk, theirs.pk, 10**9)

    assert told(error) == [("jobs", "unknown")] * 2
    assert len({str(fault.message) for fault in error.faults}) == 1


def test_jobs_that_do_not_fit_together_are_each_named() -> None:
    lab = made.lab()
    fits, ended, taken = (made.gauge_job(lab) for _ in range(3))
    scale, calibration = made.scale_job(lab), made.gauge_job(lab, service=Service.CALIBRATION)
    sample = open_job(
        centre=lab.centre, customer=lab.customer, service=Service.TESTING, sample="Dầu",
        by=lab.officer, at=NOW,
    )  # fmt: skip
    cancel_job(job_id=ended.pk, why="khách hủy", by=lab.officer, at=NOW)
    batch_of(lab, taken, name="Mẻ trước")

    error = refusal(lab, fits.pk, ended.pk, taken.pk, scale.pk, calibration.pk, sample.pk)

    assert (type(error), error.code) == (Refused, "misfit")
    assert [fault.code for fault in error.faults] == [
        "wrong_state", "in_a_batch", "other_kind", "other_kind", "no_instrument",
    ]  # fmt: skip
    assert "Mẻ trước" in str(error.faults[1].message)
    assert [str(job.pk) in str(fault.message) for job, fault in zip(
        (ended, taken, scale, calibration, sample), error.faults, strict=True)] == [True] * 5  # fmt: skip


def test_making_and_starting_ask_for_the_right() -> None:
    lab = made.lab()
    job = made.gauge_job(lab)

    assert isinstance(refusal(lab, job.pk, by=lab.quality), Forbidden)
    batch = batch_of(lab, job)
    with pytest.raises(Forbidden):
        start_batch(batch_id=batch.pk, how=Start([lab.gauge.pk]), by=lab.quality, at=NOW)

    assert not Worksheet.objects.exists()


def test_every_job_of_a_batch_begins_together() -> None:
    lab = made.lab()
    jobs = [made.gauge_job(lab) for _ in range(3)]
    batch = batch_of(lab, *reversed(jobs))

    start_batch(
        batch_id=batch.pk, how=Start([lab.gauge.pk], place="Phòng áp suất"), by=lab.technician,
        at=NOW,
    )  # fmt: skip

    assert {(sheet.job_id, sheet.place) for sheet in Worksheet.objects.all()} == {
        (job.pk, "Phòng áp suất") for job in jobs
    }
    assert set(Job.objects.values_list("state", flat=True)) == {"measuring"}
    assert Event.objects.filter(verb="batch.start").count() == 1
    assert list(findings()) == []


def test_one_that_cannot_begin_keeps_all_from_beginning() -> None:
    lab = made.lab()
    good = made.gauge_job(lab)
    wide = instruments.instrument(lab.customer, range_max=instruments.q("100 bar"))
    bad = made.gauge_job(lab, instrument=wide)
    batch = batch_of(lab, good, bad)
    events = Event.objects.count()

    with pytest.raises(Refused) as refused:
        start_batch(batch_id=batch.pk, how=Start([lab.gauge.pk]), by=lab.technician, at=NOW)

    faults = refused.value.faults
    assert {fault.field for fault in faults} == {"places.2.standards"}
    assert all("2" in str(fault.message) for fault in faults)
    assert set(Job.objects.values_list("state", flat=True)) == {"open"}
    assert (Worksheet.objects.count(), Event.objects.count()) == (0, events)


def test_what_is_wrong_for_all_is_said_once() -> None:
    lab = made.lab()
    batch = batch_of(lab, made.gauge_job(lab), made.gauge_job(lab))

    with pytest.raises(InvalidInput) as refused:
        start_batch(batch_id=batch.pk, how=Start([10**9]), by=lab.technician, at=NOW)

    assert [fault.field for fault in refused.value.faults] == ["standards"]
    assert not Worksheet.objects.exists()


def test_what_has_begun_is_left_and_a_whole_batch_begins_once() -> None:
    lab = made.lab()
    begun, waiting = made.measuring_job(lab), made.gauge_job(lab)
    batch = batch_of(lab, begun, waiting)
    how = Start([lab.gauge.pk])
    before = Worksheet.objects.get().pk

    start_batch(batch_id=batch.pk, how=how, by=lab.technician, at=NOW + timedelta(hours=1))

    assert begun.worksheet.pk == before
    assert Worksheet.objects.count() == 2
    with pytest.raises(Refused) as refused:
        start_batch(batch_id=batch.pk, how=how, by=lab.technician, at=NOW)
    assert refused.value.code == "wrong_state"


# Through the doors


@pytest.fixture
def lab(db: None) -> made.Lab:
    return made.lab(at=timezone.now())


def test_a_batch_is_made_begun_and_read(lab: made.Lab) -> None:
    now = timezone.now()
    jobs = [made.gauge_job(lab, now=now) for _ in range(2)]
    bench = api(lab.technician)
    body = {"centre": lab.centre.code, "name": "Mẻ 7", "jobs": [job.pk for job in jobs]}

    first = bench.post("/api/v1/batches/", body)
    url = f"/api/v1/batches/{first.json()['id']}/"
    begun = bench.post(f"{url}start/", {"standards": [lab.gauge.pk], "place": "Phòng 1"})
    read = bench.get(url)

    assert (first.status_code, begun.status_code, read.status_code) == (201, 201, 200)
    assert read.json() == begun.json()
    assert (read.json()["name"], read.json()["centre"]) == ("Mẻ 7", lab.centre.code)
    for i, (place, job) in enumerate(zip(read.json()["places"], jobs, strict=True)):
        alone = bench.get(f"/api/v1/jobs/{job.pk}/worksheet/").json()
        assert place == {"position": i + 1, "bundle": alone}
        assert place["bundle"]["job"]["state"] == "measuring"


def test_who_may_make_see_and_begin(lab: made.Lab) -> None:
    now = timezone.now()
    other = made.lab(at=now)
    job = made.gauge_job(lab, now=now)
    batch = batch_of(lab, made.gauge_job(lab, now=now), now=now)
    body = {"centre": lab.centre.code, "name": "Mẻ", "jobs": [job.pk]}
    url = f"/api/v1/batches/{batch.pk}/"
    people = (None, client_of(lab.customer), lab.quality, other.technician)

    made_by = [api(who).post("/api/v1/batches/", body).status_code for who in people]
    seen_by = [api(who).get(url).status_code for who in people]
    begun_by = [
        api(who).post(f"{url}start/", {"standards": [lab.gauge.pk]}).status_code for who in people
    ]

    assert made_by == [401, 403, 403, 400]  # elsewhere: no such centre
    assert seen_by == [401, 403, 200, 404]
    assert begun_by == [401, 403, 403, 404]
    assert (Batch.objects.count(), Worksheet.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"centre": "NOWHERE"}, "centre"),
        ({"centre": None}, "centre"),
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"jobs": []}, "jobs"),
        ({"jobs": "x"}, "jobs"),
        ({"jobs": [0]}, "jobs.0"),
        ({"jobs": [10**9]}, "jobs"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_malformed_batch_is_named(lab: made.Lab, change: dict[str, Any], field: str) -> None:
    job = made.gauge_job(lab, now=timezone.now())
    body = {"centre": lab.centre.code, "name": "Mẻ", "jobs": [job.pk]}

    answer = api(lab.technician).post("/api/v1/batches/", body | change)

    assert answer.status_code == 400
    assert field in [fault["field"] for fault in answer.json()["faults"]]
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "standards"), ({"standards": "x"}, "standards"), ({"standards": [10**9]}, "standards"),
     ({"standards": [], "mode": "x"}, "mode"), ({"standards": [], "colour": 1}, "colour")],
)  # fmt: skip
def test_a_malformed_start_is_named(lab: made.Lab, body: dict[str, Any], field: str) -> None:
    now = timezone.now()
    batch = batch_of(lab, made.gauge_job(lab, now=now), now=now)

    answer = api(lab.technician).post(f"/api/v1/batches/{batch.pk}/start/", body)

    assert answer.status_code == 400
    assert field in [fault["field"] for fault in answer.json()["faults"]]
    assert not Worksheet.objects.exists()


def test_making_a_batch_costs_the_same_for_two_and_for_six() -> None:
    lab = made.lab()
    jobs = [made.gauge_job(lab) for _ in range(8)]

    assert _queries(lab, jobs[:2]) == _queries(lab, jobs[2:]) <= 14


def _queries(lab: made.Lab, jobs: list[Job]) -> int:
    with CaptureQueriesContext(connection) as captured:
        batch_of(lab, *jobs)
    return len([q for q in captured if "SAVEPOINT" not in q["sql"]])
