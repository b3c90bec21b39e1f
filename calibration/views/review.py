"""The reviewer's landing and the review of one job."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from audit.record import history
from calibration import services
from calibration.foreseen import foreseen
from calibration.models import Job
from calibration.moves import why_not_review
from calibration.paper_view import paper_context
from calibration.queries import view_of_job, with_relations
from calibration.review.comparing import changes
from calibration.review.gathering import records_of
from calibration.review.unusual import findings
from calibration.review.waiting import said, to_review
from calibration.services import NoteIn, ReturnIn
from calibration.states import JobState
from common.errors import DomainError, Fault, InvalidInput

PER_PAGE = 50
_PARTS = 4


class ReviewList(Page):
    """What waits: unusual first, then by age."""

    verb = Can.REVIEW_JOBS

    def get(self, request: HttpRequest) -> HttpResponse:
        waiting = to_review(self.person)
        page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
        unusual = sum(each.unusual for each in waiting)
        context = {"page": page, "count": len(waiting), "unusual": unusual}
        return render(request, "calibration/review.html", context)


class ReviewJob(Page):
    """All cells with their readings, results and budget; return cells, or approve."""

    verb = Can.REVIEW_JOBS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(request, self._job(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Return the marked cells, or remark on them, each with its comment or the common one."""
        job = self._job(pk)
        form = _Form.read(request)
        try:
            said = self._return(job, form) if form.returns else self._note(job, form)
        except DomainError as error:
            job.refresh_from_db()
            answer = self._show(request, job, error=error, **form.kept)
            answer.status_code = error.status
            return answer
        messages.success(request, said)
        if form.returns:
            return redirect("calibration:review")
        return redirect("calibration:review-job", pk=pk)

    def _return(self, job: Job, form: "_Form") -> str:
        who: dict[str, Any] = {"by": self.person.user, "at": timezone.now()}
        if job.paper_record:
            services.return_paper(job_id=job.pk, why=form.comment, **who)
            return _("Đã trả lại biên bản giấy; phiếu chờ thực hiện lại.")
        cells = [_cell(name, form.comment_of(name)) for name in form.marked]
        services.return_cells(job_id=job.pk, cells=cells, **who)
        return _("Đã trả lại %s ô; các ô khác giữ nguyên.") % len(cells)

    def _note(self, job: Job, form: "_Form") -> str:
        notes = [
            NoteIn(form.comment_of(name), _cell(name, form.comment_of(name)).cell)
            for name in form.marked
        ] or [NoteIn(form.comment)]
        services.add_notes(job_id=job.pk, notes=notes, by=self.person.user, at=timezone.now())
        return _("Đã ghi nhận xét; không ô nào bị trả lại.")

    def _job(self, pk: int) -> Job:
        return self.row(with_relations(Job.objects.all()), Can.REVIEW_JOBS, pk=pk)

    def _show(self, request: HttpRequest, job: Job, **more: object) -> HttpResponse:
        record = records_of([job])[job.pk]
        context = {
            "job": job,
            "view": view_of_job(job, changes(record)),
            "reasons": said(findings(record)),
            "past": record.past,
            "waits": job.state == JobState.MEASURED,
            "why": why_not_review(job, self.person),
            "foreseen": foreseen(job),
            "events": history(job),
            **paper_context(job),
            **more,
        }
        return render(request, "calibration/review_job.html", context)


@dataclass(frozen=True)
class _Form:
    """What was marked and written on the page."""

    returns: bool
    marked: list[str]
    comment: str
    own: dict[str, str]

    @classmethod
    def read(cls, request: HttpRequest) -> "_Form":
        """As posted: the cells, the common comment, comments of single cells."""
        marked = request.POST.getlist("cells")
        own = {name: request.POST.get(f"comment:{name}", "").strip() for name in marked}
        return cls(
            returns=request.POST.get("act") != "note",
            marked=marked,
            comment=request.POST.get("comment", ""),
            own=own,
        )

    def comment_of(self, name: str) -> str:
        """The cell's own comment, else the common one."""
        return self.own.get(name) or self.comment

    @property
    def kept(self) -> dict[str, Any]:
        """What the page shows again."""
        return {"marked": self.marked, "comment": self.comment, "comments": self.own}


def _cell(name: str, comment: str) -> ReturnIn:
    """A cell as the page names it: `accuracy.2.up.0`."""
    parts = name.split(".")
    numbers = parts[1::2]
    if len(parts) != _PARTS or not all(each.isascii() and each.isdigit() for each in numbers):
        raise InvalidInput(Fault("cells", _("Biên bản không có ô này."), found=name[:80]))
    section, row, column, repeat = parts
    if max(len(row), len(repeat)) > _PARTS:
        raise InvalidInput(Fault("cells", _("Biên bản không có ô này."), found=name[:80]))
    return ReturnIn(
        section=section, row=int(row), column=column, repeat=int(repeat), comment=comment
    )
