"""Period reports through the API: begin, move on, read, and what stands behind each figure."""

from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.permissions import Can
from common.api import Cursor
from common.errors import Conflict, Fault, InvalidInput
from common.period import Period
from common.text import row_id
from reports.models import PeriodReport, Subscription
from reports.periodic import services
from reports.periodic.adjusting import adjustments, explained, moves_of
from reports.periodic.api import shapes
from reports.periodic.asking import ask_close
from reports.periodic.drafting import statement_of
from reports.periodic.showing import behind, facts, names
from reports.periodic.statement import frozen
from reports.periodic.subscriptions import subscribe, unsubscribe
from reports.states import ReportState

PAGE = 200
REPORTS = PeriodReport.objects.select_related("centre", "block", "made_by", "closed_by", "closing")
_FILTERS = [
    OpenApiParameter("centre", str, description="code"),
    OpenApiParameter("block", str, description="code of a block"),
    OpenApiParameter("period", str),
    OpenApiParameter("state", str, enum=[str(one) for one in ReportState]),
]


class _ReportDoor(Door):
    verb: ClassVar[Can | None] = Can.SEE_FIGURES

    def report(self, pk: int, verb: Can | None = None) -> PeriodReport:
        """The visible report; Forbidden where its unit does not grant `verb`."""
        found: PeriodReport = self.row(REPORTS, verb, pk=pk)
        return found

    @property
    def who(self) -> dict[str, Any]:
        """Who does it, and when."""
        return {"by": self.person.user, "at": timezone.now()}

    def shown(self, pk: int, status: int = 200) -> Response:
        """The report after a move."""
        return Response(shapes.ReportOutput(REPORTS.get(pk=pk)).data, status=status)


class ReportsDoor(_ReportDoor):
    """The reports of the units one sees, newest first; begin one."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_FIGURES, "post": Can.WRITE_REPORTS}

    @extend_schema(responses=shapes.ReportOutput(many=True), parameters=_FILTERS)
    def get(self, request: Request) -> Response:
        rows = REPORTS.filter(centre__in=self.person.centres(Can.SEE_FIGURES))
        asked = {name: request.query_params.get(name, "") for name in ("centre", "state")}
        if period := request.query_params.get("period", ""):
            rows = rows.filter(period=Period.parse(period).code)
        if block := request.query_params.get("block", ""):
            rows = rows.filter(block__code=block.replace("\x00", "?"))
        if asked["centre"]:
            rows = rows.filter(centre__code=asked["centre"].replace("\x00", "?"))
        if asked["state"]:
            rows = rows.filter(state=_state(asked["state"]))
        pages = Cursor()
        page = pages.paginate_queryset(rows, request, self)
        return pages.get_paginated_response(shapes.ReportOutput(page, many=True).data)

    @extend_schema(request=shapes.BeginReportInput, responses={201: shapes.ReportOutput})
    def post(self, request: Request) -> Response:
        typed = shapes.BeginReportInput(data=request.data)
        typed.is_valid(raise_exception=True)
        asked = dict(typed.validated_data)
        self.person.insist(Can.WRITE_REPORTS, asked["centre"])
        if asked["block"] is not None:
            self.person.insist(Can.WRITE_REPORTS, asked["block"].centre)
        asked["period"] = Period.parse(asked["period"])
        asked["cut_off"] = asked["cut_off"] or asked["period"].end
        return self.shown(services.begin(**asked, **self.who).pk, status=201)


def _state(text: str) -> str:
    if text in ReportState.values:
        return text
    message = _("Không có lựa chọn này.")
    allowed = ", ".join(ReportState.values)
    raise InvalidInput(Fault("state", message, code="unknown", found=text[:40], allowed=allowed))


class ReportDoor(_ReportDoor):
    """A report with everything it says."""

    @extend_schema(responses=shapes.PeriodStatementOutput)
    def get(self, request: Request, pk: int) -> Response:
        report = self.report(pk)
        found = statement_of(report)
        said = {
            name: getattr(found, name) for name in ("figures", "adjustments", "choices", "members")
        }
        whole = (
            shapes.ReportOutput(report).data
            | shapes.SaidOutput({**said, "sections": found.texts}).data
        )
        return Response(whole)


class ReportFiguresDoor(_ReportDoor):
    """The figures alone."""

    @extend_schema(responses=shapes.ReportFiguresOutput)
    def get(self, request: Request, pk: int) -> Response:
        return Response(shapes.ReportFiguresOutput(statement_of(self.report(pk))).data)


class ReportRowsDoor(_ReportDoor):
    """The rows behind one figure: as they are for a draft, as frozen for a closed report."""

    @extend_schema(
        responses=shapes.ReportRowsOutput,
        parameters=[
            OpenApiParameter("after", int, description="rows to leave out: go on from next")
        ],
    )
    def get(self, request: Request, pk: int, code: str) -> Response:
        found = behind(self.report(pk), code)
        skip = _number(request.query_params.get("after", "0"))
        rows = found.rows[skip : skip + PAGE]
        known = facts(found.line.model, [int(row[0] or 0) for row in rows])
        more = len(found.rows) > skip + PAGE
        answer = {
            "figure": found.line.code,
            "model": found.line.model,
            "count": len(found.rows),
            "next": skip + PAGE if more else None,
            "rows": [_row(row, found.line.model, known.get(int(row[0] or 0))) for row in rows],
        }
        return Response(shapes.ReportRowsOutput(answer).data)


def _row(row: Any, model: str, fact: Any) -> dict[str, Any]:
    pk, net, gross = row
    cells = None if fact is None else dict(zip(names(model), map(_plain, fact[1]), strict=True))
    return {"id": pk, "net": net, "gross": gross, "url": fact[0] if fact else None, "facts": cells}


def _plain(cell: Any) -> Any:
    """A cell for programs: codes of words, days as ISO."""
    if hasattr(cell, "isoformat"):
        return cell.isoformat()
    return getattr(cell, "code", cell if isinstance(cell, int | None) else str(cell))


def _number(text: str) -> int:
    found = 0 if text == "0" else row_id(text)
    if found is None:
        message = _("Không phải số dòng.")
        raise InvalidInput(Fault("after", message, code="invalid", found=text[:40]))
    return found


class AdjustmentsDoor(_ReportDoor):
    """What earlier closed reports would say otherwise, with the rows and what was done to them."""

    @extend_schema(responses=shapes.ReportMovesOutput)
    def get(self, request: Request, pk: int) -> Response:
        report = self.report(pk)
        closed = report.state == ReportState.CLOSED
        moves = list(frozen(report).adjustments if closed else adjustments(report))
        return Response(shapes.ReportMovesOutput({"moves": moves}).data)


class MovesDoor(_ReportDoor):
    """What moved since a report was closed."""

    @extend_schema(responses=shapes.ReportMovesOutput)
    def get(self, request: Request, pk: int) -> Response:
        report = self.report(pk)
        if report.state != ReportState.CLOSED:
            raise Conflict(_("Báo cáo chưa chốt: chưa có gì để so."), code="wrong_state")
        moves = explained(report, [move for move in moves_of(report) if move.moved])
        return Response(shapes.ReportMovesOutput({"moves": moves}).data)


class ReviewDoor(_ReportDoor):
    """The draft was read through."""

    verb = Can.WRITE_REPORTS

    @extend_schema(request=None, responses=shapes.ReportOutput)
    def post(self, request: Request, pk: int) -> Response:
        report = self.report(pk, Can.WRITE_REPORTS)
        return self.shown(services.review(report_id=report.pk, **self.who).pk)


class ReturnDoor(_ReportDoor):
    """Back to a draft, with the reason."""

    verb = Can.WRITE_REPORTS

    @extend_schema(request=shapes.ReportWhyInput, responses=shapes.ReportOutput)
    def post(self, request: Request, pk: int) -> Response:
        report = self.report(pk, Can.WRITE_REPORTS)
        typed = shapes.ReportWhyInput(data=request.data)
        typed.is_valid(raise_exception=True)
        done = services.return_to_draft(report_id=report.pk, **typed.validated_data, **self.who)
        return self.shown(done.pk)


class CloseDoor(_ReportDoor):
    """Have it closed: the answer names the task to watch."""

    verb = Can.CLOSE_REPORTS

    @extend_schema(request=None, responses={202: shapes.ClosingOutput})
    def post(self, request: Request, pk: int) -> Response:
        report = self.report(pk, Can.CLOSE_REPORTS)
        task = ask_close(report_id=report.pk, **self.who)
        return Response({"task": task.pk}, status=202)


class ReopenDoor(_ReportDoor):
    """The next version of a closed report, with the reason."""

    verb = Can.CLOSE_REPORTS

    @extend_schema(request=shapes.ReportWhyInput, responses={201: shapes.ReportOutput})
    def post(self, request: Request, pk: int) -> Response:
        report = self.report(pk, Can.CLOSE_REPORTS)
        typed = shapes.ReportWhyInput(data=request.data)
        typed.is_valid(raise_exception=True)
        made = services.reopen(report_id=report.pk, **typed.validated_data, **self.who)
        return self.shown(made.pk, status=201)


class CauseDoor(_ReportDoor):
    """Why a plan was missed."""

    verb = Can.WRITE_REPORTS

    @extend_schema(request=shapes.ReportCauseInput, responses=shapes.ReportOutput)
    def put(self, request: Request, pk: int) -> Response:
        report = self.report(pk, Can.WRITE_REPORTS)
        typed = shapes.ReportCauseInput(data=request.data)
        typed.is_valid(raise_exception=True)
        done = services.tell_cause(report_id=report.pk, **typed.validated_data, **self.who)
        return self.shown(done.pk)


class CutOffDoor(_ReportDoor):
    """Count a draft up to another day."""

    verb = Can.WRITE_REPORTS

    @extend_schema(request=shapes.ReportCutOffInput, responses=shapes.ReportOutput)
    def put(self, request: Request, pk: int) -> Response:
        report = self.report(pk, Can.WRITE_REPORTS)
        typed = shapes.ReportCutOffInput(data=request.data)
        typed.is_valid(raise_exception=True)
        done = services.move_cut_off(report_id=report.pk, **typed.validated_data, **self.who)
        return self.shown(done.pk)


class SubscriptionsDoor(Door):
    """The addresses that get closed reports; add one."""

    verb = Can.WRITE_REPORTS

    @extend_schema(responses=shapes.SubscriptionOutput(many=True))
    def get(self, request: Request) -> Response:
        rows = Subscription.objects.filter(centre__in=self.person.centres(Can.WRITE_REPORTS))
        pages = Cursor()
        page = pages.paginate_queryset(rows.select_related("centre"), request, self)
        return pages.get_paginated_response(shapes.SubscriptionOutput(page, many=True).data)

    @extend_schema(request=shapes.SubscriptionInput, responses={201: shapes.SubscriptionOutput})
    def post(self, request: Request) -> Response:
        typed = shapes.SubscriptionInput(data=request.data)
        typed.is_valid(raise_exception=True)
        self.person.insist(Can.WRITE_REPORTS, typed.validated_data["centre"])
        made = subscribe(**typed.validated_data, by=self.person.user, at=timezone.now())
        return Response(shapes.SubscriptionOutput(made).data, status=201)


class EndSubscriptionDoor(Door):
    """Send no more to an address."""

    verb = Can.WRITE_REPORTS

    @extend_schema(request=None, responses=shapes.SubscriptionOutput)
    def post(self, request: Request, pk: int) -> Response:
        rows: Any = Subscription.objects.select_related("centre")
        found = self.row(rows, Can.WRITE_REPORTS, pk=pk)
        done = unsubscribe(subscription_id=found.pk, by=self.person.user, at=timezone.now())
        return Response(shapes.SubscriptionOutput(done).data)
