"""A long row of approvals: a task to watch, taken up again after a crash, answers for each job."""

import json
from typing import Any

import pytest

from audit.models import Event
from calibration.models import Job
from calibration.states import JobState
from certificates import many
from certificates.models import Certificate
from common.models import Task, TaskState
from common.queue import REGISTRY, drain
from tests.factories import certificates as made
from tests.factories import people
from tests.factories.people import api, page

MOST = "/review/approve-selected/"


def row_of(bench: made.Bench, n: int) -> list[Job]:
    """So many jobs on paper that wait for approval."""
    return [made.paper_job(bench, thing=made.gauge(bench, f"A{i}")) for i in range(n)]


@pytest.mark.django_db
def test_a_long_row_becomes_a_task_whose_page_has_every_answer(
    bench: made.Bench, django_capture_on_commit_callbacks: Any
) -> None:
    jobs = row_of(bench, 11)
    Job.objects.filter(pk=jobs[3].pk).update(technician=bench.approver)
    browser = page(bench.approver)

    asked = browser.post(MOST, {"jobs": [job.pk for job in jobs]})
    task = Task.objects.get(name="certificates.approve_selected")
    waiting = browser.get(f"/review/approved/{task.pk}/").content.decode()
    listed = browser.get("/review/approved/").content.decode()
    drain()
    shown = browser.get(f"/review/approved/{task.pk}/").content.decode()

    task.refresh_from_db()
    assert (asked.status_code, asked["Location"]) == (
        302, f"/review/approved/{task.pk}/",
    )  # fmt: skip
    assert 'hx-trigger="every 2s"' in waiting
    assert "đã cấp 0, từ chối 0, trên 11" in waiting
    assert f'href="/review/approved/{task.pk}/"' in listed
    assert (task.state, task.done, task.total) == (
        TaskState.DONE,
        0,
        0,
    )  # hidden in one transaction
    assert json.loads(task.result)["url"] == f"/review/approved/{task.pk}/"
    assert Certificate.objects.count() == 10
    assert "Đã cấp 10 trên 11" in shown
    assert "chờ người soát lại khác" in shown
    jobs[3].refresh_from_db()
    assert jobs[3].state == JobState.MEASURED


@pytest.mark.django_db
def test_what_a_crash_left_is_taken_up_and_nothing_is_issued_twice(bench: made.Bench) -> None:
    jobs = row_of(bench, 3)
    ids = [job.pk for job in jobs]
    many.approve_many(job_ids=ids[:2], by=bench.approver, at=people.NOW)
    arguments = {
        "job_ids": ids, "user_id": bench.approver.pk, "language": "vi",
        "asked_at": people.NOW.isoformat(),
    }  # fmt: skip

    once = REGISTRY["certificates.approve_selected"](**arguments)
    twice = REGISTRY["certificates.approve_selected"](**arguments)

    assert once == twice
    assert [answer["number"] for answer in once["answers"]] == [
        "C26.00001", "C26.00002", "C26.00003",
    ]  # fmt: skip
    assert (
        Certificate.objects.count() == Event.objects.filter(verb="certificate.issue").count() == 3
    )


@pytest.mark.django_db
def test_rights_are_those_of_the_day_it_runs(bench: made.Bench) -> None:
    jobs = row_of(bench, 2)
    bench.approver.memberships.all().delete()

    answers = many.approve_many(job_ids=[job.pk for job in jobs], by=bench.approver, at=people.NOW)

    assert answers == []
    assert not Certificate.objects.exists()


@pytest.mark.django_db
def test_the_answers_are_for_whoever_asked(bench: made.Bench) -> None:
    page(bench.approver).post(MOST, {"jobs": [job.pk for job in row_of(bench, 11)]})
    task = Task.objects.get(name="certificates.approve_selected")
    drain()
    url = f"/review/approved/{task.pk}/"

    assert page(None).get(url).status_code == 302
    assert page(bench.technician).get(url).status_code == 403
    assert page(made.bench("DANANG").approver).get(url).status_code == 404


@pytest.mark.django_db
def test_programs_approve_many(bench: made.Bench) -> None:
    jobs = row_of(bench, 11)
    hidden = made.paper_job(made.bench("DANANG"))
    client = api(bench.approver)
    url = "/api/v1/jobs/approve/"

    few = client.post(url, {"jobs": [jobs[0].pk, jobs[0].pk, hidden.pk]})
    long = client.post(url, {"jobs": [job.pk for job in jobs]})

    assert few.status_code == 200
    assert [(one["job"], one["number"], one["code"]) for one in few.json()["items"]] == [
        (jobs[0].pk, "C26.00001", "")
    ]
    assert (long.status_code, long.json()["items"]) == (202, [])
    drain()
    done = client.get(f"/api/v1/tasks/{long.json()['task']}/").json()
    assert [one["code"] for one in done["result"]["answers"]] == ["already_issued", *[""] * 10]
    assert api(None).post(url, {"jobs": [1]}).status_code == 401
    assert api(bench.technician).post(url, {"jobs": [1]}).status_code == 403
    bad: list[dict[str, Any]] = [
        {}, {"jobs": []}, {"jobs": ["x"]}, {"jobs": list(range(1, 202))}, {"job": [1]},
    ]  # fmt: skip
    for wrong in bad:
        assert client.post(url, wrong).status_code == 400, wrong
