"""Appendices of a contract through the API."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.permissions import Can
from common.api import Cursor, Strict
from contracts import services
from contracts.access import CONTRACTS, services_for
from contracts.api import serializers as shapes
from contracts.models import Appendix
from contracts.services import LineFacts
from contracts.services.appendices import MOST_LINES


class AppendixOutput(serializers.ModelSerializer[Appendix]):
    """An appendix: ids of the lines that it brought and struck."""

    class Meta:
        model = Appendix
        fields = ("id", "number", "title", "signed_on", "due_on", "added", "struck")


class AppendixInput(Strict):
    """A new one: lines to add, ids of lines to strike, a new term."""

    title = serializers.CharField(max_length=250)
    signed_on = serializers.DateField()
    due_on = serializers.DateField(required=False, allow_null=True, default=None)
    add = serializers.ListField(
        child=shapes.LineInput(), required=False, default=list, max_length=MOST_LINES
    )
    strike = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        required=False,
        default=list,
        max_length=MOST_LINES,
    )


class AppendicesDoor(Door):
    """The appendices of a contract; make one."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_CONTRACTS, "post": Can.MANAGE_CONTRACTS}

    @extend_schema(responses=AppendixOutput(many=True))
    def get(self, request: Request, pk: int) -> Response:
        contract = self.row(CONTRACTS, pk=pk)
        pages = Cursor()
        rows = contract.appendices.prefetch_related("added", "struck")
        page = pages.paginate_queryset(rows, request, self)
        return pages.get_paginated_response(AppendixOutput(page, many=True).data)

    @extend_schema(request=AppendixInput, responses={201: AppendixOutput})
    def post(self, request: Request, pk: int) -> Response:
        contract = self.row(CONTRACTS, Can.MANAGE_CONTRACTS, pk=pk)
        typed = AppendixInput(data=request.data)
        fields: Any = typed.fields
        fields["add"].child.fields["service"].queryset = services_for(contract)
        typed.is_valid(raise_exception=True)
        facts = dict(typed.validated_data)
        facts["add"] = [LineFacts(**line) for line in facts["add"]]
        made = services.amend(
            contract_id=contract.pk, by=self.person.user, at=timezone.now(), **facts
        )
        return Response(AppendixOutput(made).data, status=201)
