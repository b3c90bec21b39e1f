"""Signing many jobs: each by itself, with an answer of its own; a long row as a task."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.people import Person
from accounts.permissions import Can
from calibration.models import Job
from certificates.models import Certificate
from certificates.services import approve_and_issue
from common.canonical import canonical
from common.errors import DomainError, Forbidden
from common.models import Task
from common.queue import Progress, enqueue, work

AT_ONCE = 10  # so many are answered while the reader waits


@dataclass(frozen=True)
class Answer:
    """What became of one job of many."""

    job_id: int
    certificate: Certificate | None = None
    refusal: DomainError | None = None

    def as_json(self) -> dict[str, Any]:
        """The same as plain data."""
        made, refusal = self.certificate, self.refusal
        return {
            "job": self.job_id,
            "certificate": None if made is None else made.pk,
            "number": "" if made is None else made.number,
            "code": "" if refusal is None else refusal.code,
            "message": "" if refusal is None else _told(refusal),
        }


def _told(refusal: DomainError) -> str:
    return " ".join([str(refusal), *(str(fault.message) for fault in refusal.faults)])


def approve_many(
    *,
    job_ids: Iterable[int],
    by: Any,
    at: datetime,
    since: datetime | None = None,
    tell: Callable[[int, list[Answer]], None] | None = None,
) -> list[Answer]:
    """Approve each by itself: one that is refused does not hold up the others.

    What `by` issued from `since` on was done by an earlier try of the same work: it is answered
    as done. A job that `by` may not see is not answered at all. `tell` hears after each how many
    were looked at and the answers so far.
    """
    wanted = list(dict.fromkeys(job_ids))
    person = Person(by, timezone.localdate(at))
    rows = Job.objects.visible_to(person).select_related("centre")
    jobs = {job.pk: job for job in rows.filter(pk__in=wanted)}
    answers: list[Answer] = []
    for done, pk in enumerate(wanted):
        if pk in jobs:
            answers.append(_earlier(pk, by, since) or _answer(jobs[pk], person, at))
        if tell is not None:
            tell(done + 1, answers)
    return answers


def _earlier(pk: int, by: Any, since: datetime | None) -> Answer | None:
    if since is None:
        return None
    made = Certificate.objects.filter(job=pk, issued_by=by, issued_at__gte=since).first()
    return None if made is None else Answer(pk, certificate=made)


def _answer(job: Job, person: Person, at: datetime) -> Answer:
    try:
        if not person.user.is_active:
            raise Forbidden(_("Bạn không có quyền làm việc này."))
        person.insist(Can.REVIEW_JOBS, job.centre)
        return Answer(job.pk, approve_and_issue(job_id=job.pk, by=person.user, at=at))
    except DomainError as refusal:
        return Answer(job.pk, refusal=refusal)


@work("certificates.approve_selected")
def approve_selected(
    *, job_ids: Sequence[int], user_id: int, language: str, asked_at: str,
    progress: Progress | None = None,
) -> dict[str, Any]:  # fmt: skip
    """A long row of approvals; taken up again after a crash, what is done stays done."""
    by = User.objects.get(pk=user_id)
    with translation.override(language):
        log = _Log(progress or Progress(), len(job_ids))
        answers = approve_many(
            job_ids=job_ids, by=by, at=timezone.now(),
            since=datetime.fromisoformat(asked_at), tell=log.tell,
        )  # fmt: skip
        return log.result(answers)


class _Log:
    """What the page of a long row shows while it runs: how far it is, and each answer so far."""

    def __init__(self, progress: Progress, asked: int) -> None:
        self.progress = progress
        self.asked = asked
        self.told: list[dict[str, Any]] = []  # each answer is put into words once

    def tell(self, done: int, answers: Sequence[Answer]) -> None:
        """Keep it in the task's row; lost with a crash, it is told again by the next try."""
        self.progress.say(done, self.asked)
        if self.progress.task_id is not None and not connection.in_atomic_block:
            said = canonical(self.result(answers))
            Task.objects.filter(pk=self.progress.task_id).update(result=said)

    def result(self, answers: Sequence[Answer]) -> dict[str, Any]:
        """What the task leaves."""
        self.told += [answer.as_json() for answer in answers[len(self.told) :]]
        task = self.progress.task_id
        url = reverse("certificates:approved", args=[task]) if task is not None else ""
        return {"url": url, "asked": self.asked, "answers": self.told}


def ask_for_many(*, job_ids: Sequence[int], by: Any, at: datetime) -> Task:
    """Write the task; its page shows how far it is and leads to the answers."""
    return enqueue(
        approve_selected, by_id=by.pk, job_ids=list(job_ids), user_id=by.pk,
        language=translation.get_language() or "vi", asked_at=at.isoformat(),
    )  # fmt: skip


def tasks_of(by: Any) -> "models.QuerySet[Task]":
    """Somebody's own long rows of approvals, the newest first."""
    rows = Task.objects.filter(owner_id=by.pk, name="certificates.approve_selected")
    return rows.order_by("-created_at", "-pk")


def task_of(pk: int, by: Any) -> Task | None:
    """One of them."""
    return tasks_of(by).filter(pk=pk).first()
