"""Making a batch: jobs that are read together on one bench, in the order of their positions."""

from collections.abc import Iterable, Sequence

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.doors import Page
from accounts.permissions import Can
from calibration import services
from calibration.models import Job
from calibration.queries import with_relations
from calibration.states import JobState
from common.forms import faults_on
from common.text import row_id

MOST = 100


class BatchForm(forms.Form):
    """The name of a batch; its jobs come with the page, each with its position."""

    name = forms.CharField(label=gettext_lazy("Tên mẻ"), max_length=120)


class BatchNew(Page):
    """The chosen jobs in their order; a position may be changed before the batch is made."""

    verb = Can.RECORD_READINGS

    def get(self, request: HttpRequest) -> HttpResponse:
        jobs = self.chosen(request.GET.getlist("jobs"))
        return self.answer(request, jobs, BatchForm(initial={"name": _name_for(jobs)}))

    def post(self, request: HttpRequest) -> HttpResponse:
        jobs = _in_order(self.chosen(request.POST.getlist("jobs")), request)
        form = BatchForm(request.POST)
        if form.is_valid() and not jobs:
            form.add_error(None, _("Hãy chọn ít nhất một phiếu chờ đo."))
        if form.is_valid():
            with faults_on(form):
                made = services.make_batch(
                    centre=jobs[0].centre,
                    name=form.cleaned_data["name"],
                    job_ids=[job.pk for job in jobs],
                    by=self.person.user,
                    at=timezone.now(),
                )
        if not form.is_valid():
            return self.answer(request, jobs, form)
        return redirect("calibration:bench-batch", pk=made.pk)

    def chosen(self, ids: Iterable[str]) -> list[Job]:
        """The jobs with these ids that may be measured here, the oldest first."""
        wanted = {found for each in ids if (found := row_id(each)) is not None}
        rows = with_relations(
            Job.objects.filter(
                pk__in=sorted(wanted)[:MOST],
                centre__in=self.person.centres(Can.RECORD_READINGS),
                state__in=(JobState.OPEN, JobState.MEASURING),
                instrument__isnull=False,
            )
        )
        return list(rows.order_by("pk"))

    def answer(self, request: HttpRequest, jobs: Sequence[Job], form: BatchForm) -> HttpResponse:
        context = {"jobs": jobs, "form": form}
        status = 400 if form.is_bound else 200
        return render(request, "calibration/batch_new.html", context, status=status)


def _name_for(jobs: Sequence[Job]) -> str:
    """What most batches are called anyway: the kind of instrument and the day."""
    if not jobs or jobs[0].instrument is None:
        return ""
    return f"{jobs[0].instrument.type.name_vi}, {timezone.localdate():%d/%m/%Y}"


def _in_order(jobs: Sequence[Job], request: HttpRequest) -> list[Job]:
    """By the positions that were typed; what is no number keeps its place."""

    def position(pair: tuple[int, Job]) -> tuple[int, int]:
        number, job = pair
        typed = request.POST.get(f"position-{job.pk}", "").strip()
        asked = row_id(typed)
        return (number + 1 if asked is None else asked, number)

    return [job for _number, job in sorted(enumerate(jobs), key=position)]
