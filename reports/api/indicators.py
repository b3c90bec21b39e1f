"""The API about indicators: their definitions, saved ones, how units count."""

from datetime import date
from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.models import Centre
from accounts.permissions import Can
from common.api import Cursor
from common.errors import Fault, InvalidInput
from reports.api import indicator_shapes as shapes
from reports.api.doors import words_of
from reports.indicators import services
from reports.indicators.listing import Wanted, aliases_of, indicators_of
from reports.indicators.saved import as_indicator, version_of
from reports.indicators.shapes import Indicator
from reports.models import ReportChoices, SavedIndicator
from reports.seen import centre_seen

SAVED = SavedIndicator.objects.select_related("centre")


def _said(one: Indicator) -> dict[str, Any]:
    return {
        **words_of(one),
        "code": one.code,
        "aliases": aliases_of(one),
        "since": one.since,
        "saved": one.saved,
    }


def _saved(row: SavedIndicator) -> dict[str, Any]:
    same = SavedIndicator.objects.filter(centre=row.centre_id, code=row.code)
    return _said(as_indicator(row, version_of(row, same)))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else timezone.localdate()
    except ValueError as error:
        message = _("Không phải là ngày.")
        fault = Fault("on", message, code="bad_day", found=text[:40], allowed="2026-12-31")
        raise InvalidInput(fault) from error


class _Writing(Door):
    def centre_for(self, code: str) -> Centre:
        """A centre that the person sees and may write reports of."""
        seen: Any = self.person.centres(Can.SEE_FIGURES)
        centre: Centre = get_object_or_404(seen, code=code)
        self.person.insist(Can.WRITE_REPORTS, centre)
        return centre


class IndicatorsDoor(_Writing):
    """Every indicator that a unit has on a day; save one of its own."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_FIGURES, "post": Can.WRITE_REPORTS}

    @extend_schema(
        operation_id="indicators_list",
        parameters=[
            OpenApiParameter("centre", str, description="the highest one seen when left out"),
            OpenApiParameter("on", date, description="today when left out"),
            OpenApiParameter("q", str, description="words of the name, code or definition"),
            OpenApiParameter("section", str),
            OpenApiParameter("strand", str, description="service, duty or both"),
        ],
        responses=shapes.IndicatorOutput(many=True),
    )
    def get(self, request: Request) -> Response:
        asked = request.query_params
        centre = centre_seen(self.person, asked.get("centre", ""))
        wanted = Wanted(asked.get("q", "")[:100], asked.get("section", ""), asked.get("strand", ""))
        found = indicators_of(centre, _day(asked.get("on", "")), wanted)
        return Response([_said(one) for one in found])

    @extend_schema(request=shapes.IndicatorInput, responses={201: shapes.IndicatorOutput})
    def post(self, request: Request) -> Response:
        typed = shapes.IndicatorInput(data=request.data)
        typed.is_valid(raise_exception=True)
        facts = dict(typed.validated_data)
        made = services.save_indicator(
            centre=self.centre_for(facts.pop("centre")),
            code=facts.pop("code"),
            valid_from=facts.pop("valid_from"),
            facts=services.Definition(**facts),
            by=self.person.user,
            at=timezone.now(),
        )
        return Response(_saved(made), status=201)


class IndicatorDoor(Door):
    """One saved indicator; a new definition of it from a day on."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_FIGURES, "post": Can.WRITE_REPORTS}

    @extend_schema(responses=shapes.IndicatorOutput)
    def get(self, request: Request, pk: int) -> Response:
        return Response(_saved(self.row(SAVED, pk=pk)))

    @extend_schema(
        operation_id="indicators_redefine",
        request=shapes.DefinitionInput,
        responses={201: shapes.IndicatorOutput},
    )
    def post(self, request: Request, pk: int) -> Response:
        self.row(SAVED, Can.WRITE_REPORTS, pk=pk)
        typed = shapes.DefinitionInput(data=request.data)
        typed.is_valid(raise_exception=True)
        facts = dict(typed.validated_data)
        made = services.replace_indicator(
            indicator_id=pk,
            valid_from=facts.pop("valid_from"),
            facts=services.Definition(**facts),
            by=self.person.user,
            at=timezone.now(),
        )
        return Response(_saved(made), status=201)


class ReportChoicesDoor(_Writing):
    """How units count, newest first; a choice from a day on."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_FIGURES, "post": Can.WRITE_REPORTS}

    @extend_schema(
        operation_id="report_choices_list",
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("page_size", int)],
        responses=shapes.ChoicesOutput(many=True),
    )
    def get(self, request: Request) -> Response:
        rows = ReportChoices.objects.visible_to(self.person).select_related("centre")
        pages = Cursor()
        page = pages.paginate_queryset(rows, request, self)
        return pages.get_paginated_response(shapes.ChoicesOutput(page, many=True).data)

    @extend_schema(request=shapes.ChoicesInput, responses={201: shapes.ChoicesOutput})
    def post(self, request: Request) -> Response:
        typed = shapes.ChoicesInput(data=request.data)
        typed.is_valid(raise_exception=True)
        facts = dict(typed.validated_data)
        made = services.choose(
            centre=self.centre_for(facts.pop("centre")),
            valid_from=facts.pop("valid_from"),
            source=facts.pop("source"),
            facts=services.Choosing(**facts),
            by=self.person.user,
            at=timezone.now(),
        )
        return Response(shapes.ChoicesOutput(made).data, status=201)
