"""The API about the words of a report."""

from typing import Any, ClassVar

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.permissions import Can
from common.errors import InvalidInput
from reports.documents.facts import gather
from reports.models import PeriodReport
from reports.narrative import services, shapes
from reports.narrative.writing import Written, words_now
from reports.states import ReportState

REPORTS = PeriodReport.objects.select_related("centre__parent", "block", "closing")


class _WordsDoor(Door):
    verb: ClassVar[Can | None] = Can.WRITE_REPORTS

    def report(self, pk: int, verb: Can | None = None) -> PeriodReport:
        """The visible report; Forbidden where its unit does not grant `verb`."""
        found: PeriodReport = self.row(REPORTS, verb, pk=pk)
        return found

    def answer(self, pk: int) -> Response:
        """Every section as it stands."""
        return Response(shapes.ReportWords(_words(self.report(pk))).data)

    def known(self, report: PeriodReport, key: str) -> None:
        """404 where the report has no such section."""
        try:
            words_now(report).section(key)
        except InvalidInput as error:
            raise Http404 from error


def _words(report: PeriodReport) -> dict[str, Any]:
    head = {"report": report.pk, "state": report.state}
    if report.state == ReportState.CLOSED:
        found = gather(report)
        sections = [_frozen(one) for one in found.sections]
        return {**head, "subject": found.facts["subject"], "sections": sections}
    words = words_now(report)
    return {**head, "subject": words.subject, "sections": [_section(one) for one in words.sections]}


def _frozen(one: Any) -> dict[str, Any]:
    said = {name: one[name] for name in ("key", "part", "heading", "text")}
    none: dict[str, Any] = {"proposal": "", "version": "", "changes": [], "written": True}
    return {**said, **none, "said": one["text"]}


def _section(one: Written) -> dict[str, Any]:
    return {
        "key": one.key,
        "part": one.part,
        "heading": one.heading,
        "text": one.text,
        "said": one.said,
        "proposal": one.proposal,
        "written": one.row is not None,
        "version": one.version,
        "changes": [
            {"change": services.digest_of(each), "old": each.old, "new": each.new}
            for each in one.changes
        ],
    }


class ReportWordsDoor(_WordsDoor):
    """Every section of a report, written or proposed; what its document says of itself."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_FIGURES, "patch": Can.WRITE_REPORTS}

    @extend_schema(responses=shapes.ReportWords)
    def get(self, request: Request, pk: int) -> Response:
        return self.answer(pk)

    @extend_schema(request=shapes.ReportHeadingInput, responses=shapes.ReportWords)
    def patch(self, request: Request, pk: int) -> Response:
        report = self.report(pk, Can.WRITE_REPORTS)
        typed = shapes.ReportHeadingInput(data=request.data)
        typed.is_valid(raise_exception=True)
        services.write_heading(
            report_id=report.pk,
            by=self.person.user,
            at=timezone.now(),
            facts=typed.validated_data,
        )
        return self.answer(pk)


class ReportSectionDoor(_WordsDoor):
    """Write one section."""

    @extend_schema(request=shapes.ReportWordsInput, responses=shapes.ReportWords)
    def put(self, request: Request, pk: int, section: str) -> Response:
        report = self.report(pk, Can.WRITE_REPORTS)
        self.known(report, section)
        typed = shapes.ReportWordsInput(data=request.data)
        typed.is_valid(raise_exception=True)
        services.write_section(
            report_id=report.pk,
            key=section,
            **typed.validated_data,
            by=self.person.user,
            at=timezone.now(),
        )
        return self.answer(pk)


class ReportSettleDoor(_WordsDoor):
    """Take a changed paragraph of the proposal, or keep one's own."""

    @extend_schema(request=shapes.ReportSettleInput, responses=shapes.ReportWords)
    def post(self, request: Request, pk: int, section: str) -> Response:
        report = self.report(pk, Can.WRITE_REPORTS)
        self.known(report, section)
        typed = shapes.ReportSettleInput(data=request.data)
        typed.is_valid(raise_exception=True)
        services.settle_change(
            report_id=report.pk,
            key=section,
            **typed.validated_data,
            by=self.person.user,
            at=timezone.now(),
        )
        return self.answer(pk)
