"""A report's page: its figures, what it waits for, and its moves."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from audit.record import history
from common.errors import DomainError, Fault, InvalidInput
from common.models import TaskState
from reports.models import PeriodReport
from reports.periodic import services
from reports.periodic.asking import ask_close, closings
from reports.periodic.drafting import statement_of
from reports.periodic.forms import CauseForm, CutOffForm, WhyForm
from reports.periodic.letters import posts_of, send_again
from reports.periodic.may import steps
from reports.periodic.showing import redefined
from reports.states import ReportState

REPORTS = PeriodReport.objects.select_related(
    "centre", "block", "made_by", "reviewed_by", "closed_by", "closing", "follows", "followed_by"
)


class OfReport(Page):
    """What every page of a report does."""

    verb: ClassVar[Can | None] = Can.SEE_FIGURES

    def report(self, pk: int, verb: Can | None = None) -> PeriodReport:
        """The visible report; Forbidden where its unit does not grant `verb`."""
        found: PeriodReport = self.row(REPORTS, verb, pk=pk)
        return found

    def show(
        self, request: HttpRequest, report: PeriodReport, refused: DomainError | None = None
    ) -> HttpResponse:
        """The page, with what was refused."""
        found = statement_of(report)
        tasks = closings(report) if report.state == ReportState.REVIEWED else []
        task = tasks[-1] if tasks else None
        closing = task is not None and task.state in (TaskState.WAITING, TaskState.RUNNING)
        moves = steps(report, self.person, closing=closing, unexplained=len(found.unexplained))
        write = self.person.may(Can.WRITE_REPORTS, report.centre)
        context = {
            "report": report,
            "found": found,
            "steps": moves,
            "asking": next((one for one in moves if one.asks_why and not one.why_not), None),
            "why": WhyForm(),
            "causes": _causes(found, open_=write and not found.closed),
            "cut_off": _cut_off(report) if write else None,
            "task": task,
            "closing": closing,
            "mine": task is not None and task.owner_id == self.person.user.pk,
            "versions": _versions(report),
            "redefined": redefined(found) if not found.closed else [],
            "posts": posts_of(report) if found.closed else [],
            "may_write": write,
            "events": history(report),
            "refused": refused,
        }
        status = 200 if refused is None else refused.status
        return render(request, "reports/periodic/report.html", context, status=status)


def _causes(found: Any, *, open_: bool) -> list[tuple[Any, CauseForm | None]]:
    """Each missed plan with the form for its cause."""
    return [
        (
            line,
            CauseForm(initial={"indicator": line.code, "text": line.cause}) if open_ else None,
        )
        for line in found.missed
    ]


def _cut_off(report: PeriodReport) -> CutOffForm | None:
    if report.state != ReportState.DRAFT:
        return None
    return CutOffForm(initial={"cut_off": report.cut_off})


def _versions(report: PeriodReport) -> list[PeriodReport]:
    """Every version of the same report, the newest first."""
    rows = PeriodReport.objects.filter(
        centre=report.centre, kind=report.kind, period=report.period, block=report.block
    )
    return list(rows.select_related("closed_by", "made_by").order_by("-version"))


class Report(OfReport):
    """A report as it stands: a draft's figures are those of now, a closed one's as frozen."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(request, self.report(pk))


class _Move(OfReport):
    """A move that leads back to the report."""

    verb = Can.WRITE_REPORTS

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = self.report(pk, type(self).verb)
        try:
            after = self.move(request, report)
        except DomainError as error:
            return self.show(request, self.report(pk), error)
        return redirect("reports:report", after)

    def move(self, request: HttpRequest, report: PeriodReport) -> int:
        """Make it; the report to go to."""
        raise NotImplementedError

    @property
    def who(self) -> dict[str, Any]:
        """Who does it, and when."""
        return {"by": self.person.user, "at": timezone.now()}


class Review(_Move):
    """The draft was read through."""

    def move(self, request: HttpRequest, report: PeriodReport) -> int:
        services.review(report_id=report.pk, **self.who)
        return report.pk


class Return(_Move):
    """Back to a draft, with the reason."""

    def move(self, request: HttpRequest, report: PeriodReport) -> int:
        why = request.POST.get("why", "")
        services.return_to_draft(report_id=report.pk, why=why, **self.who)
        return report.pk


class Close(_Move):
    """Have it closed."""

    verb = Can.CLOSE_REPORTS

    def move(self, request: HttpRequest, report: PeriodReport) -> int:
        ask_close(report_id=report.pk, **self.who)
        return report.pk


class Reopen(_Move):
    """The next version, with the reason."""

    verb = Can.CLOSE_REPORTS

    def move(self, request: HttpRequest, report: PeriodReport) -> int:
        why = request.POST.get("why", "")
        return services.reopen(report_id=report.pk, why=why, **self.who).pk


class Cause(_Move):
    """Why a plan was missed."""

    def move(self, request: HttpRequest, report: PeriodReport) -> int:
        form = CauseForm(request.POST)
        form.is_valid()
        services.tell_cause(
            report_id=report.pk,
            indicator=form.data.get("indicator", "")[:60],
            text=form.data.get("text", ""),
            **self.who,
        )
        messages.success(request, _("Đã ghi nguyên nhân."))
        return report.pk


class CutOff(_Move):
    """Count up to another day."""

    def move(self, request: HttpRequest, report: PeriodReport) -> int:
        form = CutOffForm(request.POST)
        if not form.is_valid():
            message = _("Ngày chốt số liệu: không phải là ngày.")
            raise InvalidInput(Fault("cut_off", message, code="invalid"), message=message)
        day = form.cleaned_data["cut_off"]
        services.move_cut_off(report_id=report.pk, cut_off=day, **self.who)
        return report.pk


class SendAgain(_Move):
    """Try the letters again that could not be sent."""

    def move(self, request: HttpRequest, report: PeriodReport) -> int:
        n = send_again(report)
        messages.success(request, _("Gửi lại %(n)s thư.") % {"n": n})
        return report.pk
