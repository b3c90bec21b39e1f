"""Signing: one job, or many at once with an answer for each."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from calibration.models import Job
from certificates import services
from certificates.services import Answer
from common.errors import Fault, Forbidden, InvalidInput, Refused
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
        chosen = _chosen(request)
        rows = Job.objects.visible_to(self.person).select_related(
            "centre", "customer", "instrument__type"
        )
        jobs = {job.pk: job for job in rows.filter(pk__in=chosen)}
        answers = [(jobs[pk], self._answer(jobs[pk])) for pk in chosen if pk in jobs]
        issued = sum(answer.certificate is not None for _job, answer in answers)
        context = {"answers": answers, "issued": issued, "missing": len(chosen) - len(answers)}
        return render(request, "certificates/approved.html", context)

    def _answer(self, job: Job) -> Answer:
        try:
            self.person.insist(Can.REVIEW_JOBS, job.centre)
        except Forbidden as refusal:
            return Answer(job.pk, refusal=refusal)
        return services.approve_many(job_ids=[job.pk], by=self.person.user, at=timezone.now())[0]


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
