"""Signing: one job, or many at once with an answer for each."""

import json
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from calibration.models import Job
from certificates import services
from certificates.many import AT_ONCE, approve_many, ask_for_many, task_of
from common.errors import Fault, InvalidInput, Refused
from common.models import TaskState
from common.text import row_id

MOST = 200


class Approve(Page):
    """Approve a job and issue what it gives."""

    verb = Can.REVIEW_JOBS

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self.row(Job.objects.select_related("centre"), Can.REVIEW_JOBS, pk=pk)
        made = services.approve_and_issue(job_id=job.pk, by=self.person.user, at=timezone.now())
        messages.success(request, _("Đã duyệt và cấp %s.") % made.number)
        return redirect("certificates:detail", pk=made.pk)


class ApproveSelected(Page):
    """Approve many; each job has its own answer, and a refusal stops no other."""

    verb = Can.REVIEW_JOBS

    def post(self, request: HttpRequest) -> HttpResponse:
        """A few are answered at once, a long row is watched as a task."""
        chosen, now = _chosen(request), timezone.now()
        if len(chosen) > AT_ONCE:
            with transaction.atomic():
                task = ask_for_many(job_ids=chosen, by=self.person.user, at=now)
            return redirect("task", pk=task.pk)
        answers = approve_many(job_ids=chosen, by=self.person.user, at=now)
        told = [answer.as_json() for answer in answers]
        return _answered(request, told, asked=len(chosen))


class Approved(Page):
    """The answers of a long row."""

    verb = Can.REVIEW_JOBS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        task = task_of(pk, self.person.user)
        if task is None:
            raise Http404
        if task.state != TaskState.DONE:
            return redirect("task", pk=pk)
        result = json.loads(task.result)
        return _answered(request, result["answers"], asked=result["asked"])


def _answered(request: HttpRequest, told: list[dict[str, Any]], *, asked: int) -> HttpResponse:
    rows = Job.objects.select_related("customer", "instrument__type")
    jobs = rows.in_bulk([each["job"] for each in told])
    context = {
        "answers": [(jobs[each["job"]], each) for each in told if each["job"] in jobs],
        "issued": sum(each["certificate"] is not None for each in told),
        "missing": asked - len(told),
    }
    return render(request, "certificates/approved.html", context)


def _chosen(request: HttpRequest) -> list[int]:
    typed = request.POST.getlist("jobs")
    if not typed:
        raise Refused(_("Chưa chọn công việc nào."), code="nothing_chosen")
    if len(typed) > MOST:
        raise InvalidInput(
            Fault(
                "jobs",
                _("Mỗi lần duyệt nhiều nhất %s công việc.") % MOST,
                code="too_many",
                found=str(len(typed)),
                allowed=str(MOST),
            )
        )
    ids = []
    for one in typed:
        pk = row_id(one)
        if pk is None:
            raise InvalidInput(Fault("jobs", _("Đây không phải là mã công việc."), found=one[:80]))
        ids.append(pk)
    return list(dict.fromkeys(ids))
