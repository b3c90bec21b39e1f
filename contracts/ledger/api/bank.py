"""A bank's list through the API: upload, preview, name its columns, mend, apply."""

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
from common.api import Cursor
from common.errors import Fault, InvalidInput
from common.models import Task
from contracts.api.list_shapes import ApplyInput, StartedOutput
from contracts.ledger.api import shapes
from contracts.ledger.api.doors import row_number
from contracts.ledger.bank import services
from contracts.models import BankList
from contracts.states import BankFate
from contracts.tables import MOST_BYTES

PAGE = 200
LISTS = BankList.objects.select_related("centre")


def _with_task(source: BankList) -> dict[str, Any]:
    answer = dict(shapes.BankListOutput(source).data)
    answer["task"] = Task.objects.get(key=services.read_key(source)).pk
    return answer


class BankListsDoor(Door):
    """The lists of a bank, newest first; upload one."""

    verb = Can.RECORD_MONEY
    verbs: ClassVar[dict[str, Can]] = {"get": Can.RECORD_MONEY, "post": Can.RECORD_MONEY}
    parser_classes = (MultiPartParser,)

    @extend_schema(responses=shapes.BankListOutput(many=True))
    def get(self, request: Request) -> Response:
        pages = Cursor()
        page = pages.paginate_queryset(LISTS.visible_to(self.person), request, self)
        return pages.get_paginated_response(shapes.BankListOutput(page, many=True).data)

    @extend_schema(
        request={"multipart/form-data": shapes.BankInput},
        responses={201: shapes.BankUploadOutput},
    )
    def post(self, request: Request) -> Response:
        typed = shapes.BankInput(data=request.data)
        typed.is_valid(raise_exception=True)
        centre, file = typed.validated_data["centre"], typed.validated_data["file"]
        self.person.insist(Can.RECORD_MONEY, centre)
        source = services.upload_bank_list(
            centre=centre,
            file_name=file.name,
            content=file.read(MOST_BYTES + 1),
            by=self.person.user,
            at=timezone.now(),
        )
        return Response(_with_task(source), status=201)


class BankListDoor(Door):
    """The preview: rows in order, from a row number on, all or of one fate."""

    verb = Can.RECORD_MONEY

    @extend_schema(
        responses=shapes.BankPreviewOutput,
        parameters=[
            OpenApiParameter("after", int, description="row number to go on from"),
            OpenApiParameter("fate", str, enum=BankFate.values),
        ],
    )
    def get(self, request: Request, pk: int) -> Response:
        source = self.row(LISTS, Can.RECORD_MONEY, pk=pk)
        rows = source.rows.order_by("number")
        rows = rows.filter(number__gt=row_number(request.query_params.get("after", "0")))
        if fate := request.query_params.get("fate", ""):
            rows = rows.filter(fate=_fate(fate))
        page = list(rows[: PAGE + 1])
        answer = dict(shapes.BankListOutput(source).data)
        answer["rows"] = shapes.BankRowOutput(page[:PAGE], many=True).data
        answer["next"] = page[PAGE - 1].number if len(page) > PAGE else None
        return Response(answer)


def _fate(text: str) -> str:
    if text not in BankFate.values:
        allowed = ", ".join(BankFate.values)
        message = _("Không có lựa chọn này.")
        raise InvalidInput(Fault("fate", message, code="unknown", found=text[:40], allowed=allowed))
    return text


class BankColumnsDoor(Door):
    """Say which column is what; the file is read again."""

    verb = Can.RECORD_MONEY

    @extend_schema(request=shapes.ColumnsInput, responses={202: shapes.BankUploadOutput})
    def post(self, request: Request, pk: int) -> Response:
        source = self.row(LISTS, Can.RECORD_MONEY, pk=pk)
        typed = shapes.ColumnsInput(data=request.data)
        typed.is_valid(raise_exception=True)
        columns = dict(typed.validated_data)
        row = columns.pop("row")
        done = services.name_columns(
            list_id=source.pk, row=row, columns=columns, by=self.person.user, at=timezone.now()
        )
        return Response(_with_task(done), status=202)


class BankRowDoor(Door):
    """Correct a row, or say whose money it is; all rows are judged again."""

    verb = Can.RECORD_MONEY

    @extend_schema(request=shapes.BankMendInput, responses=shapes.BankRowOutput)
    def patch(self, request: Request, pk: int, number: int) -> Response:
        source = self.row(LISTS, Can.RECORD_MONEY, pk=pk)
        get_object_or_404(source.rows, number=number)
        typed = shapes.BankMendInput(data=request.data)
        typed.is_valid(raise_exception=True)
        row = services.mend_bank_row(
            list_id=source.pk,
            number=number,
            values=typed.validated_data,
            by=self.person.user,
            at=timezone.now(),
        )
        return Response(shapes.BankRowOutput(row).data)


class BankApplyDoor(Door):
    """Record the payments of the list, all or nothing; the answer names the task."""

    verb = Can.RECORD_MONEY

    @extend_schema(request=ApplyInput, responses={202: StartedOutput})
    def post(self, request: Request, pk: int) -> Response:
        source = self.row(LISTS, Can.RECORD_MONEY, pk=pk)
        typed = ApplyInput(data=request.data)
        typed.is_valid(raise_exception=True)
        task = services.apply_bank_list(
            list_id=source.pk, skip=typed.validated_data["skip"], by=self.person.user
        )
        return Response({"task": task.pk}, status=202)
