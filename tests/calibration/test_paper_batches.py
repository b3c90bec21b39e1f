"""Many paper records signed off at once: the rules of one, all or none."""

import pytest

from accounts.permissions import Role
from audit.check import findings
from audit.models import Event
from calibration.models import Job
from calibration.services import PaperRecord, approve_papers, open_job, record_paper_jobs
from calibration.states import JobState
from common.errors import DomainError
from tests.factories import calibration, instruments, people
from tests.factories.calibration import Lab
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab() -> Lab:
    return calibration.lab("HUE")


def on_paper(lab: Lab, n: int) -> list[Job]:
    jobs = [
        open_job(
            centre=lab.centre,
            customer=lab.customer,
            instrument=instruments.instrument(lab.customer),
            service="verification",
            by=lab.officer,
            at=NOW,
        )
        for _n in range(n)
    ]
    papers = [PaperRecord(job.pk, TODAY, "pass", f"BB {job.pk}", lab.technician) for job in jobs]
    return record_paper_jobs(papers=papers, by=lab.technician, at=NOW)


def test_all_are_approved_each_with_its_event(lab: Lab) -> None:
    jobs = on_paper(lab, 3)

    approve_papers(job_ids=[job.pk for job in jobs], by=lab.approver, at=NOW)

    assert set(Job.objects.values_list("state", "approved_by", "approved_at")) == {
        (JobState.APPROVED, lab.approver.pk, NOW)
    }
    assert Event.objects.filter(verb="job.approve").count() == 3
    assert list(findings()) == []


@pytest.mark.parametrize("who", ["technician", "stranger", "not on paper", "twice"])
def test_what_forbids_one_forbids_all(lab: Lab, who: str) -> None:
    jobs = on_paper(lab, 2)
    ids = [job.pk for job in jobs]
    by = lab.approver
    if who == "technician":
        by = lab.technician
    elif who == "stranger":
        by = people.person(Role.APPROVER, people.centre("QTR"))
    elif who == "not on paper":
        ids.append(calibration.measured_job(lab).pk)
    else:
        approve_papers(job_ids=ids[:1], by=by, at=NOW)
    before = list(Job.objects.order_by("pk").values_list("state", flat=True))

    with pytest.raises(DomainError):
        approve_papers(job_ids=ids, by=by, at=NOW)

    assert list(Job.objects.order_by("pk").values_list("state", flat=True)) == before
