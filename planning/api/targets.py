"""The API about targets."""

from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.models import Centre
from accounts.permissions import Can
from common.api import Cursor
from common.period import Period
from planning import services
from planning.api import target_shapes as shapes
from planning.models import Target


class TargetsDoor(Door):
    """Targets: list (filters `centre`, `period`) and set a first plan."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_FIGURES, "post": Can.MANAGE_TARGETS}

    @extend_schema(
        operation_id="targets_list",
        parameters=[
            OpenApiParameter("centre", str),
            OpenApiParameter("period", str),
            OpenApiParameter("cursor", str),
            OpenApiParameter("page_size", int),
        ],
        responses=shapes.TargetOutput(many=True),
    )
    def get(self, request: Request) -> Response:
        rows = Target.objects.visible_to(self.person).select_related("centre")
        if period := request.query_params.get("period"):
            rows = rows.filter(period=Period.parse(period).code)
        if centre := request.query_params.get("centre"):
            rows = rows.filter(centre__code=centre)
        pages = Cursor()
        page = pages.paginate_queryset(rows, request, self)
        return pages.get_paginated_response(shapes.TargetOutput(page, many=True).data)

    @extend_schema(request=shapes.TargetInput, responses={201: shapes.TargetOutput})
    def post(self, request: Request) -> Response:
        typed = shapes.TargetInput(data=request.data)
        typed.is_valid(raise_exception=True)
        facts: dict[str, Any] = dict(typed.validated_data)
        seen: Any = self.person.centres(Can.SEE_FIGURES)
        centre: Centre = get_object_or_404(seen, code=facts.pop("centre"))
        self.person.insist(Can.MANAGE_TARGETS, centre)
        made = services.set_target(
            centre=centre, **shapes.told(facts), by=self.person.user, at=timezone.now()
        )
        return Response(shapes.TargetOutput(made).data, status=201)


class TargetDoor(Door):
    """One row of a plan."""

    verb = Can.SEE_FIGURES

    @extend_schema(responses=shapes.TargetOutput)
    def get(self, request: Request, pk: int) -> Response:
        row = self.row(Target.objects.select_related("centre"), pk=pk)
        return Response(shapes.TargetOutput(row).data)


class AdjustDoor(Door):
    """A new value for a plan."""

    verb = Can.MANAGE_TARGETS

    @extend_schema(request=shapes.AdjustInput, responses={201: shapes.TargetOutput})
    def post(self, request: Request, pk: int) -> Response:
        self.row(Target.objects.select_related("centre"), Can.MANAGE_TARGETS, pk=pk)
        typed = shapes.AdjustInput(data=request.data)
        typed.is_valid(raise_exception=True)
        made = services.adjust_target(
            target_id=pk,
            **shapes.told(typed.validated_data),
            by=self.person.user,
            at=timezone.now(),
        )
        return Response(shapes.TargetOutput(made).data, status=201)
