"""Signing: one job, or many at once with an answer for each."""

import json
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from calibration.models import Job
from certificates import services
from certificates.many import AT_ONCE, approve_many, ask_for_many, task_of, tasks_of
from certificates.models import Certificate, Rendering, Sticker
from certificates.states import Kind
from common.errors import Fault, InvalidInput, Refused
from common.models import Task, TaskState
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
            return redirect("certificates:approved", pk=task.pk)
        answers = approve_many(job_ids=chosen, by=self.person.user, at=now)
        told = [answer.as_json() for answer in answers]
        return _answered(request, told, asked=len(chosen))


class Batches(Page):
    """One's own long rows: those under way and those that are done, to come back to."""

    verb = Can.REVIEW_JOBS

    def get(self, request: HttpRequest) -> HttpResponse:
        page = Paginator(tasks_of(self.person.user), 20).get_page(request.GET.get("page"))
        lines = [(task, _counted(json.loads(task.result))) for task in page]
        context = {"page": page, "lines": lines}
        return render(request, "certificates/batches.html", context)


def _counted(result: dict[str, Any]) -> dict[str, int]:
    answers = result.get("answers", [])
    issued = sum(each["certificate"] is not None for each in answers)
    return {
        "asked": result.get("asked", 0),
        "issued": issued,
        "refused": len(answers) - issued,
    }


class Approved(Page):
    """The answers of a long row: those so far while it runs, all of them at the end."""

    verb = Can.REVIEW_JOBS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        task = task_of(pk, self.person.user)
        if task is None:
            raise Http404
        result = json.loads(task.result)
        told = result.get("answers", [])
        asked = result.get("asked") or len(json.loads(task.arguments).get("job_ids", []))
        partial = getattr(request, "htmx", False)
        return _answered(request, told, asked=asked, task=task, partial=partial)


def _answered(
    request: HttpRequest, told: list[dict[str, Any]], *, asked: int, task: Task | None = None,
    partial: bool = False,
) -> HttpResponse:  # fmt: skip
    rows = Job.objects.select_related("customer", "instrument__type")
    jobs = rows.in_bulk([each["job"] for each in told])
    made = [each["certificate"] for each in told if each["certificate"] is not None]
    running = task is not None and task.state in (TaskState.WAITING, TaskState.RUNNING)
    answers = [(jobs[each["job"]], each) for each in told if each["job"] in jobs]
    notices = Certificate.objects.filter(pk__in=made, kind=Kind.NOTICE)
    files = Rendering.objects.filter(certificate__in=made, format="pdf").count()
    context = {
        "task": task,
        "running": running,
        # Refused ones first: they are what somebody has to do something about.
        "answers": sorted(answers, key=lambda pair: pair[1]["certificate"] is not None),
        "asked": asked,
        "issued": len(made),
        "refused": len(told) - len(made),
        "made": made,
        "notices": set(notices.values_list("pk", flat=True)),
        "files": files,
        "waits": running or files < len(made),
        "missing": 0 if running else asked - len(told),
        "stickers": bool(made) and Sticker.objects.filter(job__certificates__in=made).exists(),
    }
    template = "certificates/parts/batch.html" if partial else "certificates/approved.html"
    return render(request, template, context)


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
