"""The pages around the bench: the shelf of open worksheets, making a batch, the page of a batch."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from calibration.models import Batch, Job, Place
from calibration.services import make_batch, record_readings
from tests.factories import calibration as made
from tests.factories import people
from tests.factories.people import client_of, page

pytestmark = pytest.mark.django_db

SHELF, NEW = "calibration:shelf", "calibration:batch-new"
MOST_QUERIES = 10


def lab() -> made.Lab:
    return made.lab(at=timezone.now())


def jobs_of(at: made.Lab, count: int = 3) -> list[Job]:
    return [made.gauge_job(at, now=timezone.now()) for _ in range(count)]


def batch_of(at: made.Lab, jobs: list[Job]) -> Batch:
    return make_batch(
        centre=at.centre, name="Mẻ áp kế", job_ids=[job.pk for job in jobs], by=at.technician,
        at=timezone.now(),
    )  # fmt: skip


def text_of(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return " ".join(str(response.content.decode()).split())


@pytest.mark.parametrize("name", [SHELF, NEW])
def test_only_those_who_measure_come_in(name: str) -> None:
    at, url = lab(), reverse(name)

    assert page(None).get(url).status_code == 302
    assert page(client_of(at.customer)).get(url).status_code == 403
    assert page(at.quality).get(url).status_code == 403
    assert page(at.technician).get(url).status_code == 200


# The shelf


def test_the_shelf_holds_what_i_began_or_keyed_into() -> None:
    at, now = lab(), timezone.now()
    other = people.person(Role.TECHNICIAN, at.centre, "Người Khác")
    mine, keyed, theirs, handed_in = (made.gauge_job(at, now=now) for _ in range(4))
    made.measuring_job(at, mine, now=now)
    for job in (keyed, theirs):
        made.measuring_job(at, job, now=now)
        Job.objects.filter(pk=job.pk).update(technician=other)
    record_readings(job_id=keyed.pk, readings=made.conditions(now=now), by=at.technician, at=now)
    made.measured_job(at, handed_in, now=now)

    shelf = text_of(page(at.technician).get(reverse(SHELF)))

    assert f"/bench/{mine.pk}/" in shelf
    assert f"/bench/{keyed.pk}/" in shelf
    assert "3 số chỉ đã ghi" in shelf
    assert "chưa ghi số chỉ nào" in shelf
    assert at.customer.name in shelf
    assert f"/bench/{theirs.pk}/" not in shelf
    assert f"/bench/{handed_in.pk}/" not in shelf


def test_a_batch_is_one_line_of_the_shelf_with_all_its_jobs() -> None:
    at = lab()
    jobs = jobs_of(at)
    batch = batch_of(at, jobs)
    for job in jobs:
        made.measuring_job(at, job, now=timezone.now())

    shelf = text_of(page(at.technician).get(reverse(SHELF)))

    assert f"/bench/batch/{batch.pk}/" in shelf
    assert "mẻ 3 vị trí đang đo" in shelf
    ids = ",".join(str(job.pk) for job in reversed(jobs))
    assert f'data-unsent="{ids}"' in shelf
    assert all(f'href="/bench/{job.pk}/"' not in shelf for job in jobs)


def test_the_shelf_costs_the_same_for_one_worksheet_and_for_many() -> None:
    at = lab()
    costs = []
    for count in (1, 5):
        for job in jobs_of(at, count):
            made.measuring_job(at, job, now=timezone.now())
        client = page(at.technician)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse(SHELF))
        costs.append(len(asked))

    assert costs[0] == costs[1] <= MOST_QUERIES


# Making a batch


def test_jobs_are_chosen_from_the_list_by_those_who_measure() -> None:
    at = lab()
    open_job, [done] = (
        made.gauge_job(at, now=timezone.now()),
        [made.measured_job(at, now=timezone.now())],
    )
    url = reverse("calibration:jobs")

    offered = text_of(page(at.technician).get(url))

    assert f'name="jobs" value="{open_job.pk}"' in offered
    assert f'name="jobs" value="{done.pk}"' not in offered
    assert 'name="jobs"' not in text_of(page(at.quality).get(url))


def test_a_batch_is_made_in_the_order_of_the_positions_typed() -> None:
    at = lab()
    first, second, third = jobs_of(at)
    client, url = page(at.technician), reverse(NEW)
    ids = [first.pk, second.pk, third.pk]

    shown = text_of(client.get(url, {"jobs": ids}))
    answer = client.post(
        url,
        {"jobs": ids, "name": "Mẻ sáng", f"position-{first.pk}": "3", f"position-{third.pk}": "1"},
    )

    assert shown.index(f"position-{first.pk}") < shown.index(f"position-{third.pk}")
    batch = Batch.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/bench/batch/{batch.pk}/")
    assert batch.name == "Mẻ sáng"
    places = Place.objects.order_by("position").values_list("position", "job")
    assert list(places) == [(1, third.pk), (2, second.pk), (3, first.pk)]


def test_a_refused_batch_says_why_and_keeps_what_was_typed() -> None:
    at = lab()
    jobs = jobs_of(at)
    batch_of(at, jobs[:1])

    answer = page(at.technician).post(
        reverse(NEW), {"jobs": [job.pk for job in jobs], "name": "Mẻ chiều"}
    )

    said = answer.content.decode()
    assert answer.status_code == 400
    assert "đã ở trong mẻ" in said
    assert 'value="Mẻ chiều"' in said
    assert Batch.objects.count() == 1


def test_nothing_strange_can_be_put_into_a_batch() -> None:
    at, elsewhere = lab(), lab()
    foreign = made.gauge_job(elsewhere, now=timezone.now())
    done = made.measured_job(at, now=timezone.now())
    client, url = page(at.technician), reverse(NEW)

    shown = text_of(
        client.get(url, {"jobs": [str(foreign.pk), str(done.pk), "x", "-1", str(10**30)]})
    )
    answer = client.post(url, {"jobs": [foreign.pk, done.pk], "name": "Mẻ"})

    assert "Chưa chọn phiếu nào chờ đo." in shown
    assert answer.status_code == 400
    assert "Hãy chọn ít nhất một phiếu chờ đo." in answer.content.decode()
    assert not Batch.objects.exists()


# The page of a batch


def test_the_page_of_a_batch_opens_to_those_who_measure_there() -> None:
    at, elsewhere = lab(), lab()
    batch = batch_of(at, jobs_of(at))
    url = reverse("calibration:bench-batch", args=[batch.pk])

    assert page(None).get(url).status_code == 302
    assert page(at.quality).get(url).status_code == 403
    assert page(elsewhere.technician).get(url).status_code == 404
    assert f'data-batch="{batch.pk}"' in text_of(page(at.technician).get(url))
