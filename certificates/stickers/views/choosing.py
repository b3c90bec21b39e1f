"""Which pieces go on a job: a small card on the job's page and on its review."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from calibration.models import Job
from calibration.queries import with_relations
from calibration.states import JobState
from certificates.models import Sticker
from certificates.states import StickerState
from certificates.stickers import taking
from certificates.stickers.forms import ChoiceForm
from common.forms import faults_on

OFFERED = 12  # numbers that are one tap away


class JobStickers(Page):
    """The pieces that are on the job, or that will go on it; before the approval one may choose."""

    verb = Can.SEE_JOBS
    verbs = {"post": Can.RECORD_READINGS}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self.row(with_relations(Job.objects.all()), pk=pk)
        return self._show(request, job)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self.row(with_relations(Job.objects.all()), Can.RECORD_READINGS, pk=pk)
        form = ChoiceForm(request.POST)
        if form.is_valid():
            said = form.cleaned_data
            numbers = taking.split_numbers(said["numbers"]) if said["way"] == "these" else []
            with faults_on(form):
                taking.choose(
                    job_id=job.pk, numbers=numbers, none=said["way"] == "none",
                    by=self.person.user, at=timezone.now(),
                )  # fmt: skip
                messages.success(request, _("Đã ghi tem của phiếu."))
                back = request.POST.get("next") == "review"
                return redirect("calibration:review-job" if back else "calibration:job", pk=pk)
        return self._show(request, job, form)

    def _show(self, request: HttpRequest, job: Job, form: ChoiceForm | None = None) -> HttpResponse:
        choice = taking.choice_of(job)
        open_ = job.state != JobState.CANCELLED and not job.certificates.exists()
        way = "none" if choice.none else "these" if choice.pieces else "next"
        initial = {"way": way, "numbers": ", ".join(one.shown for one in choice.pieces)}
        context: dict[str, Any] = {
            "job": job,
            "on": Sticker.objects.filter(job=job, state=StickerState.USED),
            "choice": choice,
            "coming": taking.next_for(job),
            "offered": taking.in_hand_for(job)[:OFFERED],
            "bears": taking.bears_one(job),
            "by_itself": taking.by_itself(job),
            "open": open_,
            "may": open_ and taking.bears_one(job) and taking.may_choose(job, self.person),
            "form": form or ChoiceForm(initial=initial),
            "next": "review" if "review" in request.GET else "",
        }
        card = getattr(request, "htmx", False)
        template = "certificates/stickers/card.html" if card else "certificates/stickers/job.html"
        return render(request, template, context, status=400 if form is not None else 200)
