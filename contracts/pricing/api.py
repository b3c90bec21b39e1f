"""The price list through the API: surcharges, norms, a list brought in, the list for everybody."""

from typing import Any, ClassVar

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.models import Centre
from accounts.permissions import Can
from common.api import Cursor
from common.files import send
from common.sheets import book_file
from contracts.access import CONTRACTS
from contracts.api.serializers import LineOutput
from contracts.models import PriceImport, ServiceItem, ServiceNorm, Surcharge
from contracts.pricing import bringing, norms, shapes, surcharges
from contracts.pricing.norms import NormFacts
from contracts.pricing.public import public_list
from contracts.pricing.surcharges import SurchargeFacts
from contracts.pricing.workbook import written

IMPORTS = PriceImport.objects.select_related("centre", "by")


class SurchargesDoor(Door):
    """The surcharges of the centres one sees; add one."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_PRICES, "post": Can.MANAGE_PRICES}

    @extend_schema(responses=shapes.SurchargeOutput(many=True))
    def get(self, request: Request) -> Response:
        rows = Surcharge.objects.filter(centre__in=self.person.centres(Can.SEE_PRICES))
        pages = Cursor()
        page = pages.paginate_queryset(rows.select_related("centre"), request, self)
        return pages.get_paginated_response(shapes.SurchargeOutput(page, many=True).data)

    @extend_schema(request=shapes.SurchargeInput, responses={201: shapes.SurchargeOutput})
    def post(self, request: Request) -> Response:
        typed = shapes.SurchargeInput(data=request.data)
        typed.is_valid(raise_exception=True)
        facts = dict(typed.validated_data)
        centre = facts.pop("centre")
        self.person.insist(Can.MANAGE_PRICES, centre)
        made = surcharges.add_surcharge(
            centre=centre, facts=SurchargeFacts(**facts), by=self.person.user, at=timezone.now()
        )
        return Response(shapes.SurchargeOutput(made).data, status=201)


class EndSurchargeDoor(Door):
    """The last day of a surcharge."""

    verb = Can.MANAGE_PRICES

    @extend_schema(request=shapes.EndSurchargeInput, responses=shapes.SurchargeOutput)
    def post(self, request: Request, pk: int) -> Response:
        seen = Surcharge.objects.filter(centre__in=self.person.centres(Can.SEE_PRICES))
        one = get_object_or_404(seen.select_related("centre"), pk=pk)
        self.person.insist(Can.MANAGE_PRICES, one.centre)
        typed = shapes.EndSurchargeInput(data=request.data)
        typed.is_valid(raise_exception=True)
        done = surcharges.end_surcharge(
            surcharge_id=pk, by=self.person.user, at=timezone.now(), **typed.validated_data
        )
        return Response(shapes.SurchargeOutput(done).data)


class ChargeDoor(Door):
    """Put a surcharge on a draft contract as a line."""

    verb = Can.MANAGE_CONTRACTS

    @extend_schema(request=shapes.ChargeInput, responses={201: LineOutput})
    def post(self, request: Request, pk: int) -> Response:
        contract = self.row(CONTRACTS, Can.MANAGE_CONTRACTS, pk=pk)
        typed = shapes.ChargeInput(data=request.data)
        typed.is_valid(raise_exception=True)
        line = surcharges.charge(
            contract_id=contract.pk,
            surcharge_id=typed.validated_data["surcharge"],
            line_ids=typed.validated_data["lines"],
            by=self.person.user,
            at=timezone.now(),
        )
        return Response(LineOutput(line).data, status=201)


class NormsDoor(Door):
    """The norms of a service; add one."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_PRICES, "post": Can.MANAGE_PRICES}
    parser_classes = (MultiPartParser,)

    @extend_schema(responses=shapes.NormOutput(many=True))
    def get(self, request: Request, pk: int) -> Response:
        service = self.row(ServiceItem.objects.select_related("centre"), pk=pk)
        return Response(shapes.NormOutput(service.norms.all(), many=True).data)

    @extend_schema(
        request={"multipart/form-data": shapes.NormInput}, responses={201: shapes.NormOutput}
    )
    def post(self, request: Request, pk: int) -> Response:
        service = self.row(ServiceItem.objects.select_related("centre"), Can.MANAGE_PRICES, pk=pk)
        typed = shapes.NormInput(data=request.data)
        typed.is_valid(raise_exception=True)
        facts = dict(typed.validated_data)
        file: Any = facts.pop("file")
        norm = norms.add_norm(
            service_id=service.pk,
            facts=NormFacts(**facts),
            file_name=file.name,
            content=file.read(norms.MOST_BYTES + 1),
            by=self.person.user,
            at=timezone.now(),
        )
        return Response(shapes.NormOutput(norm).data, status=201)


class NormFileDoor(Door):
    """The file of a norm."""

    verb = Can.SEE_PRICES

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int) -> FileResponse:
        seen = ServiceItem.objects.visible_to(self.person)
        norm = get_object_or_404(ServiceNorm.objects.filter(service__in=seen), pk=pk)
        return send(norm.file, name=norm.file_name, kind=norms.kind_of_norm(norm))


class ExportDoor(Door):
    """Every service one sees with its price of today, as xlsx."""

    verb = Can.SEE_PRICES

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request) -> HttpResponse:
        rows = ServiceItem.objects.visible_to(self.person).select_related("type")
        today = timezone.localdate()
        content = written(rows.prefetch_related("prices"), today)
        return book_file(content, f"bang-gia-{today.isoformat()}.xlsx")


class PriceImportsDoor(Door):
    """Take a price list in; the answer is its preview."""

    verb = Can.MANAGE_PRICES
    parser_classes = (MultiPartParser,)

    @extend_schema(
        request={"multipart/form-data": shapes.BringInput},
        responses={201: shapes.PricePreviewOutput},
    )
    def post(self, request: Request) -> Response:
        typed = shapes.BringInput(data=request.data)
        typed.is_valid(raise_exception=True)
        facts = dict(typed.validated_data)
        self.person.insist(Can.MANAGE_PRICES, facts["centre"])
        file: Any = facts.pop("file")
        made = bringing.bring(
            file_name=file.name,
            content=file.read(bringing.MOST_BYTES + 1),
            by=self.person.user,
            at=timezone.now(),
            **facts,
        )
        return Response(shapes.previewed(made, bringing.preview(made)), status=201)


class PriceImportDoor(Door):
    """What would become of each row now; apply all of it, naming the digest that was seen."""

    verb = Can.MANAGE_PRICES

    @extend_schema(responses=shapes.PricePreviewOutput)
    def get(self, request: Request, pk: int) -> Response:
        source = self.row(IMPORTS, Can.MANAGE_PRICES, pk=pk)
        return Response(shapes.previewed(source, bringing.preview(source)))

    @extend_schema(
        operation_id="prices_imports_apply",
        request=shapes.ApplyPricesInput,
        responses=shapes.PricePreviewOutput,
    )
    def post(self, request: Request, pk: int) -> Response:
        source = self.row(IMPORTS, Can.MANAGE_PRICES, pk=pk)
        typed = shapes.ApplyPricesInput(data=request.data)
        typed.is_valid(raise_exception=True)
        seen = bringing.apply(
            import_id=source.pk,
            digest=typed.validated_data["digest"],
            by=self.person.user,
            at=timezone.now(),
        )
        source.refresh_from_db()
        return Response(shapes.previewed(source, seen))


class PublicPricesDoor(Door):
    """What a centre charges today; for everybody, without a token."""

    public = True

    @extend_schema(responses=shapes.PublicOutput)
    def get(self, request: Request, code: str) -> Response:
        centre = get_object_or_404(Centre, code=code.replace("\x00", "?"))
        return Response(shapes.PublicOutput(public_list(centre, timezone.localdate())).data)
