"""A recalibration interval stands on a certificate only where the customer's agreement does."""

import pytest

from audit.record import history
from calibration.services import agree_interval, approve, cancel_job, open_job
from calibration.states import Service
from common.errors import Forbidden, InvalidInput, Refused
from tests.factories import calibration as made
from tests.factories import instruments, people
from tests.factories.people import NOW

pytestmark = pytest.mark.django_db
WHERE = "Phiếu yêu cầu YC-2026/031"


@pytest.fixture
def lab() -> made.Lab:
    return made.lab()


def test_the_desk_the_bench_and_the_reviewer_write_it_down(lab: made.Lab) -> None:
    job = made.gauge_job(lab, service=Service.CALIBRATION)
    for months, who in enumerate((lab.officer, lab.technician, lab.approver), start=12):
        job = agree_interval(job_id=job.pk, months=months, agreed=WHERE, by=who, at=NOW)

    assert (job.interval_months, job.interval_agreed) == (14, WHERE)
    said = [event.changes for event in history(job) if event.verb == "job.interval"]
    assert said[-1] == (
        f'{{"interval_agreed":["{WHERE}","{WHERE}"],"interval_months":["13","14"]}}'
    )


def test_the_quality_officer_does_not_speak_for_the_customer(lab: made.Lab) -> None:
    job = made.gauge_job(lab, service=Service.CALIBRATION)

    with pytest.raises(Forbidden):
        agree_interval(job_id=job.pk, months=12, agreed=WHERE, by=lab.quality, at=NOW)


@pytest.mark.parametrize(
    ("months", "agreed", "field"),
    [(12, "", "agreed"), (12, "  ", "agreed"), (0, WHERE, "months"), (121, WHERE, "months"),
     (12, "x" * 201, "agreed")],
)  # fmt: skip
def test_an_interval_without_an_agreement_is_refused(
    lab: made.Lab, months: int, agreed: str, field: str
) -> None:
    job = made.gauge_job(lab, service=Service.CALIBRATION)

    with pytest.raises(InvalidInput) as refused:
        agree_interval(job_id=job.pk, months=months, agreed=agreed, by=lab.officer, at=NOW)

    job.refresh_from_db()
    assert [fault.field for fault in refused.value.faults] == [field]
    assert job.interval_months is None


def test_a_verification_has_its_interval_from_the_law(lab: made.Lab) -> None:
    job = made.gauge_job(lab)

    with pytest.raises(InvalidInput):
        agree_interval(job_id=job.pk, months=12, agreed=WHERE, by=lab.officer, at=NOW)


def test_it_can_be_taken_back_and_ends_with_the_job(lab: made.Lab) -> None:
    job = made.gauge_job(lab, service=Service.CALIBRATION)
    agree_interval(job_id=job.pk, months=12, agreed=WHERE, by=lab.officer, at=NOW)

    job = agree_interval(job_id=job.pk, months=None, agreed="x", by=lab.officer, at=NOW)

    assert (job.interval_months, job.interval_agreed) == (None, "")
    cancel_job(job_id=job.pk, why="Thôi", by=lab.officer, at=NOW)
    with pytest.raises(Refused):
        agree_interval(job_id=job.pk, months=12, agreed=WHERE, by=lab.officer, at=NOW)


def test_nothing_is_agreed_after_approval(lab: made.Lab) -> None:
    job = made.measured_job(lab, made.gauge_job(lab, service=Service.CALIBRATION))
    approve(job_id=job.pk, by=lab.approver, at=NOW)

    with pytest.raises(Refused):
        agree_interval(job_id=job.pk, months=12, agreed=WHERE, by=lab.officer, at=NOW)


def test_page_and_program_write_the_same(lab: made.Lab) -> None:
    jobs = [
        open_job(
            centre=lab.centre, customer=lab.customer, service="calibration", by=lab.officer,
            instrument=instruments.instrument(lab.customer), at=NOW,
        )
        for _ in range(2)
    ]  # fmt: skip
    body = {"months": 12, "agreed": WHERE}

    paged = people.page(lab.officer).post(f"/jobs/{jobs[0].pk}/interval/", body)
    asked = people.api(lab.officer).post(f"/api/v1/jobs/{jobs[1].pk}/interval/", body)

    assert (paged.status_code, asked.status_code) == (302, 200)
    assert (asked.json()["interval_months"], asked.json()["interval_agreed"]) == (12, WHERE)
    for job in jobs:
        job.refresh_from_db()
        assert (job.interval_months, job.interval_agreed) == (12, WHERE)
    shown = people.page(lab.technician).get(f"/jobs/{jobs[0].pk}/").content.decode()
    assert f"12 tháng, theo {WHERE}" in shown


@pytest.mark.parametrize("body", [{}, {"months": "x"}, {"months": 12}, {"months": 12, "b": 1}])
def test_a_malformed_agreement_is_refused(lab: made.Lab, body: dict[str, object]) -> None:
    job = made.gauge_job(lab, service=Service.CALIBRATION)
    url = f"/api/v1/jobs/{job.pk}/interval/"

    assert people.api(lab.officer).post(url, body, format="json").status_code == 400


def test_the_page_says_what_is_wrong(lab: made.Lab) -> None:
    job = made.gauge_job(lab, service=Service.CALIBRATION)

    answer = people.page(lab.officer).post(f"/jobs/{job.pk}/interval/", {"months": "12"})

    assert answer.status_code == 400
    assert "Hãy ghi khách hàng đã đồng ý ở đâu" in answer.content.decode()
