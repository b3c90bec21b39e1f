"""The API of archives: ask for one, see how far it is, fetch it."""

from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.models import Centre, Customer
from accounts.permissions import Can
from certificates.archive import queries, services
from certificates.archive.views import KIND, name_of
from certificates.models import Archive
from common.api import Cursor, Strict
from common.errors import Fault, InvalidInput, Refused
from common.files import send
from common.models import TaskState


class ArchiveInput(Strict):
    """A customer, a year, or both; a year alone needs its centre."""

    customer = serializers.IntegerField(required=False, allow_null=True, min_value=1)
    year = serializers.IntegerField(required=False, allow_null=True)
    centre = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=40, help_text="its code"
    )


class ArchiveOutput(serializers.Serializer[Any]):
    """An archive and how far it is; `sha256` is of the whole file."""

    id = serializers.IntegerField()
    centre = serializers.CharField(source="centre.code")
    customer = serializers.IntegerField(source="customer_id", allow_null=True)
    year = serializers.IntegerField(allow_null=True)
    asked_at = serializers.DateTimeField()
    made_at = serializers.DateTimeField(allow_null=True)
    certificates = serializers.IntegerField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    state = serializers.ChoiceField(choices=TaskState.choices, source="told.state")
    done = serializers.IntegerField(source="told.done")
    total = serializers.IntegerField(source="told.total")
    error = serializers.CharField(source="told.error")


def _told(archives: list[Archive]) -> Any:
    """The archives with their tasks, in one query for all."""
    tasks = queries.tasks_of(archives)
    for archive in archives:
        archive.told = tasks[archive.pk]  # type: ignore[attr-defined]
    return ArchiveOutput(archives, many=True).data


class _Archives(Door):
    """A door of archives that the person sees."""

    verb = Can.EXPORT_CERTIFICATES

    def rows(self) -> "QuerySet[Archive]":
        """Those the person may fetch."""
        return queries.archives_seen_by(self.person)


class ArchivesDoor(_Archives):
    """Archives, newest first; ask for another: 202 with its row, to be asked again."""

    @extend_schema(operation_id="archives_list", responses=ArchiveOutput(many=True))
    def get(self, request: Request) -> Response:
        pages = Cursor()
        page = pages.paginate_queryset(self.rows(), request, view=self)
        return pages.get_paginated_response(_told(list(page or [])))

    @extend_schema(
        operation_id="archives_ask", request=ArchiveInput, responses={202: ArchiveOutput}
    )
    def post(self, request: Request) -> Response:
        typed = ArchiveInput(data=request.data)
        typed.is_valid(raise_exception=True)
        said = typed.validated_data
        customer = self._customer(said.get("customer"))
        centre = customer.centre if customer is not None else self._centre(said["centre"])
        made = services.ask(
            centre=centre, customer=customer, year=said.get("year"),
            by=self.person.user, at=timezone.now(),
        )  # fmt: skip
        return Response(_told([queries.whole().get(pk=made.pk)])[0], status=202)

    def _customer(self, pk: int | None) -> Customer | None:
        if pk is None:
            return None
        found = queries.customers_for(self.person).filter(pk=pk).first()
        if found is None:
            message = _("Không có khách hàng này.")
            raise InvalidInput(Fault("customer", message, code="unknown", found=str(pk)))
        return found

    def _centre(self, code: str) -> Centre:
        centres = self.person.centres(Can.EXPORT_CERTIFICATES)
        found: Centre | None = centres.filter(code=code).first() if code else centres.first()
        if found is None or (not code and len(centres) > 1):
            allowed = ", ".join(centres.values_list("code", flat=True))
            message = _("Hãy chọn trung tâm.")
            raise InvalidInput(
                Fault("centre", message, code="unknown", found=code, allowed=allowed)
            )
        return found


class ArchiveDoor(_Archives):
    """One archive and how far it is."""

    @extend_schema(operation_id="archives_retrieve", responses=ArchiveOutput)
    def get(self, request: Request, pk: int) -> Response:
        return Response(_told([get_object_or_404(self.rows(), pk=pk)])[0])


class DownloadDoor(_Archives):
    """The zip; 409 `not_ready` while it is being made."""

    @extend_schema(
        operation_id="archives_download",
        responses={(200, "application/zip"): OpenApiTypes.BINARY, 409: OpenApiResponse()},
    )
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        archive = get_object_or_404(self.rows(), pk=pk)
        if archive.made_at is None:
            raise Refused(_("Kho lưu đang được tạo, xin chờ."), code="not_ready")
        return send(archive.file, name=name_of(archive), kind=KIND)
