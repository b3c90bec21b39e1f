"""The API about activities, entered figures and their evidence."""

from typing import Any, ClassVar

from django.http import FileResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.permissions import Can
from common.api import Cursor
from common.files import send
from planning.api import entry_shapes as shapes
from planning.api.entries import EntriesDoor, EntryDoor, filters
from planning.api.science_shapes import PlanWhyInput
from planning.models import Activity, EnteredFigure, Evidence
from planning.register import activities as register
from planning.register import entered as figures_register
from planning.services import activities, entered
from planning.services.evidence import MOST_BYTES, add_evidence, strike_evidence
from planning.views.evidence import ENTRIES

_DAYS = [OpenApiParameter("start", OpenApiTypes.DATE), OpenApiParameter("end", OpenApiTypes.DATE)]
ACTIVITIES = Activity.objects.select_related("centre").prefetch_related("evidence")
FIGURES = EnteredFigure.objects.select_related("centre").prefetch_related("evidence")


class ActivitiesDoor(EntriesDoor):
    """Activities: list and enter one."""

    register: ClassVar[Any] = register
    model = Activity
    output = shapes.ActivityOutput

    @extend_schema(
        operation_id="planning_activities_list",
        parameters=[*filters(register), *_DAYS],
        responses=shapes.ActivityOutput(many=True),
    )
    def get(self, request: Request) -> Response:
        asked = register.AskedDays(request.query_params).insist()
        rows: Any = register.found(ACTIVITIES.visible_to(self.person), asked, timezone.localdate())
        if kind := asked.chosen["kind"]:
            rows = rows.filter(kind=kind)
        pages = Cursor()
        page: Any = pages.paginate_queryset(rows, request, self)
        return pages.get_paginated_response(shapes.ActivityOutput(page, many=True).data)

    @extend_schema(request=shapes.ActivityInput, responses={201: shapes.ActivityOutput})
    def post(self, request: Request) -> Response:
        made = activities.add_activity(**self.facts(shapes.ActivityInput, request))
        return Response(shapes.ActivityOutput(made).data, status=201)


class ManyActivitiesDoor(EntriesDoor):
    """Many activities that are alike but for their titles."""

    verbs: ClassVar[dict[str, Can]] = {"post": Can.RECORD_PLANNING}

    @extend_schema(
        request=shapes.ActivitiesInput, responses={201: shapes.ActivityOutput(many=True)}
    )
    def post(self, request: Request) -> Response:
        facts = self.facts(shapes.ActivitiesInput, request)
        facts["titles"] = shapes.titles(facts["titles"])
        made = activities.add_activities(**facts)
        rows = ACTIVITIES.filter(pk__in=[row.pk for row in made]).order_by("pk")
        return Response(shapes.ActivityOutput(rows, many=True).data, status=201)


class ActivityDoor(EntryDoor):
    """One activity; other facts of it."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_PLANNING, "patch": Can.RECORD_PLANNING}
    model = Activity

    @extend_schema(responses=shapes.ActivityOutput)
    def get(self, request: Request, pk: int) -> Response:
        return Response(shapes.ActivityOutput(self.row(ACTIVITIES, pk=pk)).data)

    @extend_schema(request=shapes.ActivityChange, responses=shapes.ActivityOutput)
    def patch(self, request: Request, pk: int) -> Response:
        self.held(pk=pk)
        facts = self.sent(shapes.ActivityChange, request, partial=True)
        activities.change_activity(activity_id=pk, **facts)
        return Response(shapes.ActivityOutput(ACTIVITIES.get(pk=pk)).data)


class StrikeActivityDoor(EntryDoor):
    """An activity is taken back."""

    verbs: ClassVar[dict[str, Can]] = {"post": Can.RECORD_PLANNING}
    model = Activity

    @extend_schema(request=PlanWhyInput, responses=shapes.ActivityOutput)
    def post(self, request: Request, pk: int) -> Response:
        self.held(pk=pk)
        activities.strike_activity(activity_id=pk, **self.sent(PlanWhyInput, request))
        return Response(shapes.ActivityOutput(ACTIVITIES.get(pk=pk)).data)


class EnteredFiguresDoor(EntriesDoor):
    """Entered figures that hold: list and enter one, which follows what was entered before."""

    @extend_schema(
        operation_id="planning_figures_list",
        parameters=[
            *filters(figures_register),
            OpenApiParameter("indicator", str),
            OpenApiParameter("period", str),
        ],
        responses=shapes.EnteredFigureOutput(many=True),
    )
    def get(self, request: Request) -> Response:
        asked = figures_register.AskedFigures(request.query_params).insist()
        rows = figures_register.found(FIGURES.visible_to(self.person), asked)
        pages = Cursor()
        page: Any = pages.paginate_queryset(rows, request, self)
        return pages.get_paginated_response(shapes.EnteredFigureOutput(page, many=True).data)

    @extend_schema(request=shapes.EnteredFigureInput, responses={201: shapes.EnteredFigureOutput})
    def post(self, request: Request) -> Response:
        facts = self.facts(shapes.EnteredFigureInput, request)
        who = {name: facts.pop(name) for name in ("centre", "by", "at")}
        made = entered.enter_figure(facts=shapes.figure_facts(facts), **who)
        return Response(shapes.EnteredFigureOutput(made).data, status=201)


class EnteredFigureDoor(Door):
    """One entered figure."""

    verb = Can.SEE_PLANNING

    @extend_schema(responses=shapes.EnteredFigureOutput)
    def get(self, request: Request, pk: int) -> Response:
        return Response(shapes.EnteredFigureOutput(self.row(FIGURES, pk=pk)).data)


class StrikeFigureDoor(EntryDoor):
    """The newest entry of a figure is taken back."""

    verbs: ClassVar[dict[str, Can]] = {"post": Can.RECORD_PLANNING}
    model = EnteredFigure

    @extend_schema(request=PlanWhyInput, responses=shapes.EnteredFigureOutput)
    def post(self, request: Request, pk: int) -> Response:
        self.held(pk=pk)
        entered.strike_figure(figure_id=pk, **self.sent(PlanWhyInput, request))
        return Response(shapes.EnteredFigureOutput(FIGURES.get(pk=pk)).data)


class _AddEvidenceDoor(Door):
    verb = Can.RECORD_PLANNING
    parser_classes = (MultiPartParser,)
    kind: ClassVar[str]

    @extend_schema(
        request={"multipart/form-data": shapes.EvidenceInput},
        responses={201: shapes.EvidenceOutput},
    )
    def post(self, request: Request, pk: int) -> Response:
        model, _page = ENTRIES[self.kind]
        row = self.row(model.objects.select_related("centre"), Can.RECORD_PLANNING, pk=pk)
        typed = shapes.EvidenceInput(data=request.data)
        typed.is_valid(raise_exception=True)
        file: Any = typed.validated_data["file"]
        made = add_evidence(
            subject=row, file_name=file.name, content=file.read(MOST_BYTES + 1),
            by=self.person.user, at=timezone.now(),
        )  # fmt: skip
        return Response(shapes.EvidenceOutput(made).data, status=201)


class ActivityEvidenceDoor(_AddEvidenceDoor):
    """A file for an activity."""

    kind = "activity"


class FigureEvidenceDoor(_AddEvidenceDoor):
    """A file for an entered figure."""

    kind = "figure"


class TaskEvidenceDoor(_AddEvidenceDoor):
    """A file for a science task."""

    kind = "task"


class ProposalEvidenceDoor(_AddEvidenceDoor):
    """A file for a proposal."""

    kind = "proposal"


class ItemEvidenceDoor(_AddEvidenceDoor):
    """A file for a line of the programme."""

    kind = "item"


class StrikeEvidenceDoor(Door):
    """A file is taken back; it stays to be read."""

    verb = Can.RECORD_PLANNING

    @extend_schema(request=PlanWhyInput, responses=shapes.EvidenceOutput)
    def post(self, request: Request, pk: int) -> Response:
        self.row(Evidence.objects.all(), Can.RECORD_PLANNING, pk=pk)
        typed = PlanWhyInput(data=request.data)
        typed.is_valid(raise_exception=True)
        made = strike_evidence(
            evidence_id=pk, why=typed.validated_data["why"], by=self.person.user, at=timezone.now()
        )
        return Response(shapes.EvidenceOutput(made).data)


class EvidenceDoor(Door):
    """The file as it came."""

    verb = Can.SEE_PLANNING

    @extend_schema(
        responses={(200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY)}
    )
    def get(self, request: Request, pk: int) -> FileResponse:
        row = self.row(Evidence.objects.all(), pk=pk)
        return send(row.file, name=row.name, kind=row.media_type)
