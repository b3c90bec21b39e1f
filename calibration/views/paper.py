"""The results of work on paper, keyed in; the interval that a customer agreed to."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from calibration import services
from calibration.forms import IntervalForm
from calibration.models import Job
from calibration.paper_form import (
    COLUMNS,
    Grid,
    PaperSheetForm,
    initial_of,
    pasted,
    rows_of,
    typed_rows,
)
from calibration.queries import with_relations
from calibration.states import JobState
from calibration.workbench.numbers import decimal_comma
from common.errors import DomainError
from common.forms import faults_on


class PaperResultsPage(Page):
    """The rows of a paper worksheet, all at once."""

    verb = Can.RECORD_READINGS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self.job(pk)
        form = PaperSheetForm(job=job, initial=_localised(initial_of(job)))
        return self.answer(request, job, form, Grid(rows_of(job), comma=decimal_comma()))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self.job(pk)
        form = PaperSheetForm(request.POST, job=job)
        act = request.POST.get("act", "")
        rows = (
            pasted(request.POST.get("pasted", "")) if act == "paste" else typed_rows(request.POST)
        )
        grid = Grid(rows, comma=False, blanks=0 if act == "" else 5)
        if act in ("paste", "more"):
            quiet = PaperSheetForm(job=job, initial=_as_typed(form))
            return self.answer(request, job, quiet, grid)
        if form.is_valid():
            try:
                services.keep_paper_results(
                    job_id=job.pk, rows=rows, by=self.person.user, at=timezone.now(),
                    decimal_comma=decimal_comma(), **form.facts(),
                )  # fmt: skip
            except DomainError as error:
                grid.refuse(error, form)
        if not form.is_valid() or grid.wrong:
            return self.answer(request, job, form, grid, status=400)
        messages.success(request, _("Đã lưu kết quả trên giấy."))
        return redirect("calibration:job", pk=pk)

    def job(self, pk: int) -> Job:
        """The visible job with its paper."""
        rows = with_relations(Job.objects.all()).select_related("paper_sheet")
        return self.row(rows.prefetch_related("paper_results"), self.verb, pk=pk)

    def answer(
        self, request: HttpRequest, job: Job, form: Any, grid: Grid, *, status: int = 200
    ) -> HttpResponse:
        """The page; closed where the job has no paper, or was approved."""
        context = {
            "job": job,
            "form": form,
            "grid": grid,
            "columns": COLUMNS.values(),
            "open": bool(job.paper_record) and job.state == JobState.MEASURED,
        }
        return render(request, "calibration/paper_results.html", context, status=status)


def _localised(initial: dict[str, Any]) -> dict[str, Any]:
    comma = decimal_comma()
    air = {
        name: initial[name].replace(".", ",") if comma else initial[name]
        for name in ("temperature", "humidity")
        if name in initial
    }
    return initial | air


def _as_typed(form: PaperSheetForm) -> dict[str, Any]:
    """What was typed, when nothing is judged yet."""
    return {name: form[name].value() for name in form.fields}


class IntervalPage(Page):
    """Write down that the customer wants a recalibration interval on the certificate."""

    verb = Can.SEE_JOBS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self.job(pk)
        initial = {"months": job.interval_months, "agreed": job.interval_agreed}
        return self.answer(request, job, IntervalForm(initial=initial))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self.job(pk)
        form = IntervalForm(request.POST)
        if form.is_valid():
            with faults_on(form):
                services.agree_interval(
                    job_id=job.pk, by=self.person.user, at=timezone.now(), **form.cleaned_data
                )
        if not form.is_valid():
            return self.answer(request, job, form)
        messages.success(request, _("Đã ghi thỏa thuận."))
        return redirect("calibration:job", pk=pk)

    def job(self, pk: int) -> Job:
        """The visible job, for those who hear from the customer."""
        job = self.row(with_relations(Job.objects.all()), pk=pk)
        services.insist_may_agree_interval(self.person, job)
        return job

    def answer(self, request: HttpRequest, job: Job, form: Any) -> HttpResponse:
        """The page of one small form."""
        context = {"job": job, "form": form, "title": _("Thỏa thuận chu kỳ hiệu chuẩn")}
        status = 400 if form.is_bound else 200
        return render(request, "calibration/change.html", context, status=status)
