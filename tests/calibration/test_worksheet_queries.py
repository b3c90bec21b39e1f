"""Opening a worksheet costs few queries, however many readings it holds."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from calibration.models import Job, Reading
from calibration.services import record_readings
from tests.factories import calibration as made
from tests.factories.people import api, page

pytestmark = pytest.mark.django_db
MOST = 15


def asked(client: Any, url: str) -> list[str]:
    """The statements of one opening; the second, as a token writes its day at the first."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in captured]


def filled(at: made.Lab, job: Job, times: int) -> None:
    """Every cell of the job read once, and one cell over and over."""
    now = timezone.now()
    record_readings(job_id=job.pk, readings=made.gauge_readings(now=now), by=at.technician, at=now)
    before = made.cell(job, "accuracy", 1, "up").pk
    chain = []
    for i in range(times):
        one = made.reading(
            "accuracy", "up", f"2.0{i % 10}", "bar", row=1, supersedes=before, reason="đọc lại",
            taken_at=now,
        )  # fmt: skip
        chain.append(one)
        before = one.id
    record_readings(job_id=job.pk, readings=chain, by=at.technician, at=now)


@pytest.mark.parametrize("where", ["api", "page"])
def test_opening_costs_the_same_for_few_readings_and_for_many(where: str) -> None:
    lab = made.lab(at=timezone.now())
    empty, full = (made.measuring_job(lab, now=timezone.now()) for _ in range(2))
    filled(lab, full, 200)
    client = api(lab.technician) if where == "api" else page(lab.technician)
    url = "/api/v1/jobs/{}/worksheet/" if where == "api" else "/bench/{}/"

    few, many = (asked(client, url.format(job.pk)) for job in (empty, full))

    assert Reading.objects.filter(worksheet__job=full).count() == 215
    assert len(few) == len(many) <= MOST, "\n".join(sql[:200] for sql in many)
