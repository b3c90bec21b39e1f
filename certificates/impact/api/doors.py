"""The API about cases: opened, read, decided, closed; the trace in both directions."""

from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.permissions import Can
from calibration.models import Job
from certificates.impact import queries, services
from certificates.impact.api import shapes
from certificates.impact.computing import touched
from certificates.impact.exporting import csv_answer
from certificates.impact.tasks import suspect_of
from certificates.models import ImpactCase
from common.api import Cursor


def _case(pk: int) -> Response:
    return Response(shapes.ImpactCaseWholeOutput(queries.whole().get(pk=pk)).data)


class CasesDoor(Door):
    """Cases a person may see; open one."""

    verbs = {"get": Can.SEE_IMPACT, "post": Can.MANAGE_IMPACT}

    @extend_schema(
        operation_id="impact_list",
        parameters=[shapes.ImpactCasesFilter],
        responses=shapes.ImpactCaseOutput(many=True),
    )
    def get(self, request: Request) -> Response:
        asked = shapes.ImpactCasesFilter(data=request.query_params)
        asked.is_valid(raise_exception=True)
        rows = queries.cases_seen_by(self.person, asked.validated_data["state"])
        pages = Cursor()
        page = pages.paginate_queryset(rows, request, view=self)
        return pages.get_paginated_response(shapes.ImpactCaseOutput(page, many=True).data)

    @extend_schema(
        operation_id="impact_open",
        request=shapes.ImpactOpenInput,
        responses={201: shapes.ImpactCaseWholeOutput},
    )
    def post(self, request: Request) -> Response:
        typed = shapes.ImpactOpenInput(data=request.data)
        typed.is_valid(raise_exception=True)
        rows = queries.event_seen_by(self.person)
        event = get_object_or_404(rows, pk=typed.validated_data["event"])
        self.person.insist(Can.MANAGE_IMPACT, event.standard.centre)
        case = services.open_case(
            event_id=event.pk, why=typed.validated_data["why"], by=self.person.user,
            at=timezone.now(),
        )  # fmt: skip
        answer = _case(case.pk)
        answer.status_code = 201
        return answer


class CaseDoor(Door):
    """One case with its sums."""

    verb = Can.SEE_IMPACT

    @extend_schema(operation_id="impact_case", responses=shapes.ImpactCaseWholeOutput)
    def get(self, request: Request, pk: int) -> Response:
        case = self.row(queries.whole(), pk=pk)
        return Response(shapes.ImpactCaseWholeOutput(case).data)


class ItemsDoor(Door):
    """The touched jobs of a case."""

    verb = Can.SEE_IMPACT

    @extend_schema(
        operation_id="impact_items",
        parameters=[shapes.ImpactItemsFilter],
        responses=shapes.ImpactItemOutput(many=True),
    )
    def get(self, request: Request, pk: int) -> Response:
        case = self.row(queries.whole(), pk=pk)
        asked = shapes.ImpactItemsFilter(data=request.query_params)
        asked.is_valid(raise_exception=True)
        rows = queries.items_of(case, asked.narrowed()).select_related("decision__by")
        pages = Cursor()
        page = pages.paginate_queryset(rows, request, view=self)
        return pages.get_paginated_response(shapes.ImpactItemOutput(page, many=True).data)


class ItemDoor(Door):
    """One touched job with its points, recomputed now."""

    verb = Can.SEE_IMPACT

    @extend_schema(operation_id="impact_item", responses=shapes.ImpactItemWholeOutput)
    def get(self, request: Request, pk: int, item: int) -> Response:
        case = self.row(queries.whole(), pk=pk)
        rows = case.items.select_related("customer", "certificate", "decision__by")
        found = get_object_or_404(rows.prefetch_related("decisions__by"), pk=item)
        streamed = touched(suspect_of(case), jobs=[found.job_id])
        context = {"points": [point for each in streamed for point in each.points]}
        return Response(shapes.ImpactItemWholeOutput(found, context=context).data)


class SheetDoor(Door):
    """Every touched point as CSV, sent while it is computed."""

    verb = Can.SEE_IMPACT

    @extend_schema(operation_id="impact_sheet", responses={(200, "text/csv"): OpenApiTypes.STR})
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        return csv_answer(self.row(queries.whole(), pk=pk))


class _Deed(Door):
    """What is done to a case that the person manages."""

    verb = Can.MANAGE_IMPACT

    def managed(self, pk: int) -> ImpactCase:
        """The case, or 403 where the person only sees it."""
        return self.row(queries.whole(), Can.MANAGE_IMPACT, pk=pk)

    def facts(self) -> dict[str, Any]:
        """Who and when."""
        return {"by": self.person.user, "at": timezone.now()}


class AgainDoor(_Deed):
    """Work a case out again."""

    @extend_schema(
        operation_id="impact_again",
        request=shapes.ImpactNothingInput,
        responses=shapes.ImpactCaseWholeOutput,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.managed(pk)
        shapes.ImpactNothingInput(data=request.data).is_valid(raise_exception=True)
        services.ask_again(case_id=pk, **self.facts())
        return _case(pk)


class DecideDoor(_Deed):
    """Decide about touched jobs, all or none."""

    @extend_schema(
        operation_id="impact_decide",
        request=shapes.ImpactDecideInput,
        responses=shapes.ImpactDecisionOutput(many=True),
    )
    def post(self, request: Request, pk: int) -> Response:
        self.managed(pk)
        typed = shapes.ImpactDecideInput(data=request.data)
        typed.is_valid(raise_exception=True)
        made = services.decide(
            case_id=pk, item_ids=typed.validated_data["items"], verdict=typed.verdict(),
            **self.facts(),
        )  # fmt: skip
        return Response(shapes.ImpactDecisionOutput(made, many=True).data)


class InformDoor(_Deed):
    """Record that clients were told."""

    @extend_schema(
        operation_id="impact_inform",
        request=shapes.ImpactInformInput,
        responses=shapes.ImpactDecisionOutput(many=True),
    )
    def post(self, request: Request, pk: int) -> Response:
        self.managed(pk)
        typed = shapes.ImpactInformInput(data=request.data)
        typed.is_valid(raise_exception=True)
        found = dict(typed.validated_data)
        made = services.inform(case_id=pk, item_ids=found.pop("items"), **found, **self.facts())
        return Response(shapes.ImpactDecisionOutput(made, many=True).data)


class CloseDoor(_Deed):
    """Close a case whose every job is decided and done."""

    @extend_schema(
        operation_id="impact_close",
        request=shapes.ImpactCloseInput,
        responses=shapes.ImpactCaseWholeOutput,
    )
    def post(self, request: Request, pk: int) -> Response:
        self.managed(pk)
        typed = shapes.ImpactCloseInput(data=request.data)
        typed.is_valid(raise_exception=True)
        services.close_case(case_id=pk, **typed.validated_data, **self.facts())
        return _case(pk)


class TraceDoor(Door):
    """The jobs that leaned on an event, newest first."""

    verb = Can.SEE_STANDARDS

    @extend_schema(operation_id="impact_trace", responses=shapes.ImpactTracedOutput(many=True))
    def get(self, request: Request, event: int) -> Response:
        found = get_object_or_404(queries.event_seen_by(self.person), pk=event)
        pages = Cursor()
        page = pages.paginate_queryset(queries.traced(found).sheets, request, view=self)
        return pages.get_paginated_response(shapes.ImpactTracedOutput(page, many=True).data)


class JobStandardsDoor(Door):
    """Which event of which standard supported each point of a job."""

    verb = Can.SEE_JOBS

    @extend_schema(
        operation_id="impact_job", responses=shapes.ImpactSupportedOutput(many=True), filters=False
    )
    def get(self, request: Request, job: int) -> Response:
        found = self.row(Job.objects.select_related("centre", "procedure"), pk=job)
        return Response(shapes.ImpactSupportedOutput(queries.supported(found), many=True).data)
