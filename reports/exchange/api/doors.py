"""Keys, files that come in and files that go out, through the API."""

from typing import Any, ClassVar

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.models import Centre
from accounts.permissions import Can
from common.api import Cursor
from reports.exchange.api import shapes
from reports.exchange.content import as_stored
from reports.exchange.exporting import export_report
from reports.exchange.importing import import_report, insist_unit
from reports.exchange.jws import insist_length
from reports.exchange.own_key import own_key
from reports.exchange.registering import end_key, register_key
from reports.exchange.views import KEYS, RECEIVED, REPORTS, download

PAGING = [OpenApiParameter("cursor", str), OpenApiParameter("page_size", int)]


class OwnKeyDoor(Door):
    """The public key of this installation, for those who take its files in."""

    verb = Can.MANAGE_BLOCKS

    @extend_schema(responses=shapes.OwnKeyOutput)
    def get(self, request: Request) -> Response:
        return Response(shapes.OwnKeyOutput(own_key()).data)


class UnitKeysDoor(Door):
    """The keys of other installations: list and register."""

    verb = Can.MANAGE_BLOCKS
    verbs: ClassVar[dict[str, Can]] = {"get": Can.MANAGE_BLOCKS, "post": Can.MANAGE_BLOCKS}

    @extend_schema(
        operation_id="unit_keys_list",
        parameters=PAGING,
        responses=shapes.UnitKeyOutput(many=True),
    )
    def get(self, request: Request) -> Response:
        rows = KEYS.filter(centre__in=self.person.centres(Can.MANAGE_BLOCKS))
        pages = Cursor()
        page = pages.paginate_queryset(rows, request, self)
        return pages.get_paginated_response(shapes.UnitKeyOutput(page, many=True).data)

    @extend_schema(request=shapes.UnitKeyInput, responses={201: shapes.UnitKeyOutput})
    def post(self, request: Request) -> Response:
        typed = shapes.UnitKeyInput(data=request.data)
        typed.is_valid(raise_exception=True)
        facts = dict(typed.validated_data)
        seen: Any = self.person.centres(Can.MANAGE_BLOCKS)
        unit: Centre = get_object_or_404(seen, code=facts.pop("unit"))
        made = register_key(unit=unit, **facts, by=self.person.user, at=timezone.now())
        return Response(shapes.UnitKeyOutput(made).data, status=201)


class UnitKeyEndDoor(Door):
    """A key that is no longer taken."""

    verb = Can.MANAGE_BLOCKS

    @extend_schema(request=shapes.UnitKeyEndInput, responses=shapes.UnitKeyOutput)
    def post(self, request: Request, pk: int) -> Response:
        self.row(KEYS, Can.MANAGE_BLOCKS, pk=pk)
        typed = shapes.UnitKeyEndInput(data=request.data)
        typed.is_valid(raise_exception=True)
        done = end_key(key_id=pk, **typed.validated_data, by=self.person.user, at=timezone.now())
        return Response(shapes.UnitKeyOutput(done).data)


class ReceivedReportsDoor(Door):
    """Reports that came as files: list and take in."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_FIGURES, "post": Can.MANAGE_BLOCKS}

    @extend_schema(
        operation_id="received_reports_list",
        parameters=PAGING,
        responses=shapes.ReceivedReportOutput(many=True),
    )
    def get(self, request: Request) -> Response:
        pages = Cursor()
        rows = RECEIVED.defer("content").visible_to(self.person)
        page = pages.paginate_queryset(rows, request, self)
        return pages.get_paginated_response(shapes.ReceivedReportOutput(page, many=True).data)

    @extend_schema(request=shapes.ReportFileInput, responses={201: shapes.ReceivedReportOutput})
    def post(self, request: Request) -> Response:
        insist_length(request.META.get("CONTENT_LENGTH") or "0")
        typed = shapes.ReportFileInput(data=request.data)
        typed.is_valid(raise_exception=True)
        facts = typed.validated_data
        units: Any = self.person.centres(Can.MANAGE_BLOCKS)
        made = import_report(
            content=facts["file"].encode(),
            units=units,
            unit=insist_unit(facts["unit"], units),
            period=facts["period"],
            by=self.person.user,
            at=timezone.now(),
        )
        return Response(shapes.ReceivedReportOutput(made).data, status=201)


class ReceivedReportDoor(Door):
    """One report that came as a file, with what it says."""

    verb = Can.SEE_FIGURES

    @extend_schema(responses=shapes.ReceivedContentOutput)
    def get(self, request: Request, pk: int) -> Response:
        row = self.row(RECEIVED, pk=pk)
        head = shapes.ReceivedReportOutput(row).data
        return Response({**head, "content": as_stored(row.content).whole})


class ReportFileDoor(Door):
    """A closed report of ours as a signed file."""

    verb = Can.CLOSE_REPORTS

    @extend_schema(responses=shapes.SignedReportOutput)
    def get(self, request: Request, pk: int) -> HttpResponse:
        return download(export_report(self.row(REPORTS, Can.CLOSE_REPORTS, pk=pk)))
