"""A client's list through the API: upload, preview, mend, apply."""

from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.permissions import Can
from common.errors import Fault, InvalidInput
from contracts import services
from contracts.access import CONTRACTS, import_of
from contracts.api import list_shapes as shapes
from contracts.services.lists import reading_task
from contracts.states import Fate
from contracts.tables import MOST_BYTES

PAGE = 200


class ImportsDoor(Door):
    """The lists of a contract; upload one."""

    verb = Can.MANAGE_CONTRACTS
    parser_classes = (MultiPartParser,)

    @extend_schema(
        request={"multipart/form-data": shapes.UploadInput},
        responses={201: shapes.UploadOutput},
    )
    def post(self, request: Request, pk: int) -> Response:
        contract = self.row(CONTRACTS, Can.MANAGE_CONTRACTS, pk=pk)
        typed = shapes.UploadInput(data=request.data)
        typed.is_valid(raise_exception=True)
        file: Any = typed.validated_data["file"]
        source = services.upload_list(
            contract_id=contract.pk,
            file_name=file.name,
            content=file.read(MOST_BYTES + 1),
            kind=typed.validated_data["kind"],
            by=self.person.user,
            at=timezone.now(),
        )
        answer = dict(shapes.ImportOutput(source).data)
        task = reading_task(source.pk)
        answer["task"] = None if task is None else task.pk
        return Response(answer, status=201)


class ImportDoor(Door):
    """The preview: rows in order, from a row number on, all or of one fate."""

    verb = Can.MANAGE_CONTRACTS

    @extend_schema(
        responses=shapes.PreviewOutput,
        parameters=[
            OpenApiParameter("after", int, description="row number to go on from"),
            OpenApiParameter("fate", str, enum=Fate.values),
        ],
    )
    def get(self, request: Request, pk: int) -> Response:
        source = import_of(self.person, Can.MANAGE_CONTRACTS, pk=pk)
        rows = source.rows.select_related("type").order_by("number")
        rows = rows.filter(number__gt=_number(request.query_params.get("after", "0")))
        if fate := request.query_params.get("fate", ""):
            rows = rows.filter(fate=_fate(fate))
        page = list(rows[: PAGE + 1])
        answer = dict(shapes.ImportOutput(source).data)
        answer["rows"] = shapes.RowOutput(page[:PAGE], many=True).data
        answer["next"] = page[PAGE - 1].number if len(page) > PAGE else None
        return Response(answer)


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:  # noqa: PLR2004
        raise InvalidInput(Fault("after", _("Không phải số dòng."), code="invalid", found=text))
    return int(text)


def _fate(text: str) -> str:
    if text not in Fate.values:
        allowed = ", ".join(Fate.values)
        message = _("Không có lựa chọn này.")
        raise InvalidInput(Fault("fate", message, code="unknown", found=text, allowed=allowed))
    return text


class ColumnsDoor(Door):
    """Say which column is what; the list is read again, and the customer's next list like it."""

    verb = Can.MANAGE_CONTRACTS

    @extend_schema(request=shapes.ListColumnsInput, responses={202: shapes.StartedOutput})
    def post(self, request: Request, pk: int) -> Response:
        source = import_of(self.person, Can.MANAGE_CONTRACTS, pk=pk)
        typed = shapes.ListColumnsInput(data=request.data)
        typed.is_valid(raise_exception=True)
        task = services.map_columns(
            import_id=source.pk,
            row=typed.validated_data["row"],
            columns=typed.validated_data["columns"],
            by=self.person.user,
            at=timezone.now(),
        )
        return Response({"task": task.pk}, status=202)


class RowDoor(Door):
    """Correct cells of a row; it is judged again."""

    verb = Can.MANAGE_CONTRACTS

    @extend_schema(request=shapes.MendInput, responses=shapes.RowOutput)
    def patch(self, request: Request, pk: int, number: int) -> Response:
        source = import_of(self.person, Can.MANAGE_CONTRACTS, pk=pk)
        get_object_or_404(source.rows, number=number)
        typed = shapes.MendInput(data=request.data)
        typed.is_valid(raise_exception=True)
        row = services.mend_row(
            import_id=source.pk,
            number=number,
            values=typed.validated_data,
            by=self.person.user,
            at=timezone.now(),
        )
        return Response(shapes.RowOutput(row).data)


class ApplyDoor(Door):
    """Put the list into the contract, all or nothing; the answer names the task."""

    verb = Can.MANAGE_CONTRACTS
    verbs: ClassVar[dict[str, Can]] = {"post": Can.MANAGE_CONTRACTS}

    @extend_schema(request=shapes.ApplyInput, responses={202: shapes.StartedOutput})
    def post(self, request: Request, pk: int) -> Response:
        source = import_of(self.person, Can.MANAGE_CONTRACTS, pk=pk)
        typed = shapes.ApplyInput(data=request.data)
        typed.is_valid(raise_exception=True)
        task = services.apply_list(
            import_id=source.pk,
            skip=typed.validated_data["skip"],
            by=self.person.user,
            at=timezone.now(),
        )
        return Response({"task": task.pk}, status=202)
