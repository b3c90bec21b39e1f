"""Jobs opened in bulk, given, cancelled; work on paper."""

from datetime import timedelta
from typing import Any

import pytest

from audit.check import findings
from audit.record import history
from calibration.models import Job, Room
from calibration.services import (
    NewJob,
    PaperRecord,
    approve,
    assign_jobs,
    cancel_job,
    open_job,
    open_jobs,
    record_paper_job,
    record_paper_jobs,
    start_work,
)
from common.errors import InvalidInput, Refused
from tests.factories import calibration as made
from tests.factories import instruments
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db


def test_many_jobs_open_in_few_queries(django_assert_max_num_queries: Any) -> None:
    lab = made.lab()
    things = [instruments.instrument(lab.customer) for _ in range(30)]
    new = [
        NewJob(centre=lab.centre, customer=lab.customer, service="verification", instrument=each)
        for each in things
    ]

    with django_assert_max_num_queries(10):
        jobs = open_jobs(jobs=new, by=lab.officer, at=NOW)

    assert [job.state for job in jobs] == ["open"] * 30
    assert {job.regime for job in jobs} == {"periodic"}
    assert [event.verb for event in history(jobs[17])] == ["job.open"]
    assert list(findings()) == []


def test_a_job_is_for_an_instrument_or_for_a_sample() -> None:
    lab = made.lab()
    thing = instruments.instrument(lab.customer)
    base = {"centre": lab.centre, "customer": lab.customer}

    with pytest.raises(InvalidInput) as refused:
        open_jobs(
            jobs=[
                NewJob(**base, service="verification"),  # type: ignore[arg-type]
                NewJob(**base, service="testing", instrument=thing, sample="Xăng"),  # type: ignore[arg-type]
                NewJob(**base, service="blessing", instrument=thing),  # type: ignore[arg-type]
                NewJob(**base, service="calibration", instrument=thing, regime="initial"),  # type: ignore[arg-type]
                NewJob(**base, service="verification", instrument=thing, regime="daily"),  # type: ignore[arg-type]
            ],
            by=lab.officer,
            at=NOW,
        )

    assert [fault.field for fault in refused.value.faults] == [
        "jobs.0.instrument",
        "jobs.1.instrument",
        "jobs.2.service",
        "jobs.3.regime",
        "jobs.4.regime",
    ]
    assert Job.objects.count() == 0


def test_assigning_is_all_or_nothing() -> None:
    lab = made.lab()
    free, started = made.gauge_job(lab), made.measuring_job(lab)

    with pytest.raises(Refused):
        assign_jobs(job_ids=[free.pk, started.pk], technician=lab.approver, by=lab.officer, at=NOW)

    free.refresh_from_db()
    assert free.technician is None


def test_cancelling_needs_a_reason_and_a_job_that_can() -> None:
    lab = made.lab()
    free, waiting = made.gauge_job(lab), made.measured_job(lab)

    with pytest.raises(InvalidInput):
        cancel_job(job_id=free.pk, why=" ", by=lab.officer, at=NOW)
    with pytest.raises(Refused):
        cancel_job(job_id=waiting.pk, why="x", by=lab.officer, at=NOW)
    done = cancel_job(job_id=free.pk, why="khách rút", by=lab.officer, at=NOW)

    assert done.state == "cancelled"
    assert list(history(done))[-1].why == "khách rút"


def test_a_sample_is_tested_on_paper_and_approved() -> None:
    lab = made.lab()
    job = open_job(
        centre=lab.centre, customer=lab.customer, sample="Xăng RON 95-III, bể số 2",
        service="testing", by=lab.officer, at=NOW,
    )  # fmt: skip

    record_paper_job(
        job_id=job.pk, performed_on=TODAY, outcome="reported", paper_record="TN-2026/008",
        technician=lab.technician, by=lab.technician, at=NOW,
    )  # fmt: skip
    done = approve(job_id=job.pk, by=lab.approver, at=NOW)

    assert (done.state, done.outcome, done.performed_on) == ("approved", "reported", TODAY)
    assert done.technician == lab.technician


def test_own_paper_work_is_not_approved() -> None:
    lab = made.lab()
    job = made.gauge_job(lab)
    record_paper_job(
        job_id=job.pk, performed_on=TODAY, outcome="pass", paper_record="BB-1",
        technician=lab.approver, by=lab.technician, at=NOW,
    )  # fmt: skip

    with pytest.raises(Refused) as refused:
        approve(job_id=job.pk, by=lab.approver, at=NOW)

    assert refused.value.code == "four_eyes"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"outcome": "reported"}, "outcome"),
        ({"paper_record": "  "}, "paper_record"),
        ({"performed_on": TODAY + timedelta(days=1)}, "performed_on"),
    ],
)
def test_a_wrong_paper_record_changes_nothing(change: dict[str, Any], field: str) -> None:
    lab = made.lab()
    job = made.gauge_job(lab)
    facts = {
        "job_id": job.pk,
        "performed_on": TODAY,
        "outcome": "pass",
        "paper_record": "BB-1",
        "technician": lab.technician,
    }

    with pytest.raises(InvalidInput) as refused:
        record_paper_job(by=lab.technician, at=NOW, **(facts | change))

    assert [fault.field for fault in refused.value.faults] == [field]
    job.refresh_from_db()
    assert (job.state, job.paper_record) == ("open", "")


def test_many_paper_records_cost_few_queries(django_assert_max_num_queries: Any) -> None:
    lab = made.lab()
    jobs = [made.gauge_job(lab) for _ in range(20)]
    papers = [PaperRecord(job.pk, TODAY, "pass", f"BB-{job.pk}", lab.technician) for job in jobs]

    with django_assert_max_num_queries(14):  # four for the cards and scopes of all of them
        record_paper_jobs(papers=papers, by=lab.technician, at=NOW)

    assert set(Job.objects.values_list("state", "outcome")) == {("measured", "pass")}
    assert list(findings()) == []


@pytest.mark.parametrize(
    ("planned", "place", "on_site"),
    [
        (False, "Tại khách hàng", True),
        (False, "At the customer", True),
        (False, "Phòng Áp suất", False),
        (False, "", False),
        (True, "Phòng Áp suất", False),
        (True, "Cửa hàng số 3", True),
        (True, "", True),
    ],
)
def test_where_the_work_is_done_goes_before_what_was_planned(
    *, planned: bool, place: str, on_site: bool
) -> None:
    lab = made.lab()
    Room.objects.create(centre=lab.centre, name="Phòng Áp suất")
    job = made.gauge_job(lab, on_site=planned)

    start_work(job_id=job.pk, standards=[lab.gauge.pk], by=lab.technician, at=NOW, place=place)

    assert Job.objects.get(pk=job.pk).on_site is on_site
    assert list(findings()) == []
