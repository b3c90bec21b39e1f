"""What would refuse a certificate at the end is told while the job is worked on."""

from collections.abc import Callable

import pytest

from accounts.models import Customer
from calibration.foreseen import foreseen
from calibration.models import Job
from calibration.states import Service
from certificates.services import approve_and_issue
from instruments.models import Instrument
from tests.factories import certificates as made
from tests.factories import people

pytestmark = pytest.mark.django_db


def fields(job: Job) -> set[str]:
    return {fault.field for fault in foreseen(Job.objects.get(pk=job.pk))}


@pytest.mark.parametrize("job", [made.gauge_job, made.paper_job, made.sample_job, made.scale_job])
def test_a_whole_job_is_warned_of_nothing(bench: made.Bench, job: Callable[..., Job]) -> None:
    assert fields(job(bench)) == set()


def test_what_a_card_lacks_is_told_before_the_work_begins(bench: made.Bench) -> None:
    thing = made.gauge(bench)
    Instrument.objects.update(country="")
    Customer.objects.update(address="")
    job = made._opened(bench, thing, Service.CALIBRATION)

    assert fields(job) == {"instrument.maker", "customer"}


def test_technician_and_reviewer_see_it_and_the_link_that_mends_it(bench: made.Bench) -> None:
    job = made.gauge_job(bench)
    Instrument.objects.update(country="")

    worked = people.page(bench.technician).get(f"/jobs/{job.pk}/").content.decode()
    reviewed = people.page(bench.approver).get(f"/review/{job.pk}/").content.decode()

    for shown in (worked, reviewed):
        assert "Giấy sẽ chưa cấp được khi còn thiếu:" in shown
        assert "hãng và nước sản xuất" in shown
        assert f"/instruments/{job.instrument_id}/edit/" in shown


def test_an_issued_job_is_warned_of_nothing(bench: made.Bench) -> None:
    job = made.gauge_job(bench)
    approve_and_issue(job_id=job.pk, by=bench.approver, at=people.NOW)
    Instrument.objects.update(country="")

    assert fields(job) == set()
