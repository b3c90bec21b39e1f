"""Contracts through the API: list, draft, lines, items, and what becomes of them."""

from datetime import date
from typing import Any, ClassVar

from django.db.models import Count, Prefetch
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.models import Customer, Site
from accounts.permissions import Can
from common.api import Cursor
from contracts import services
from contracts.access import CONTRACTS, line_of, services_for
from contracts.api import serializers as shapes
from contracts.models import Contract, ContractItem, ContractLine
from contracts.queries import standing_of, standings
from contracts.register import asking
from contracts.register.finding import ANY, only
from contracts.services import ItemFacts, LineFacts
from contracts.states import LineKind, Stage, Strand
from contracts.waiting import CODES
from instruments.models import Instrument

LINES = Prefetch("lines", ContractLine.objects.annotate(item_count=Count("items")))


def shown(contract_id: int) -> Any:
    """A contract as the API answers it after a change."""
    contract = CONTRACTS.prefetch_related(LINES).get(pk=contract_id)
    found = {contract.pk: standing_of(contract, timezone.localdate())}
    return shapes.ContractDetail(contract, context={"standings": found}).data


class ContractsDoor(Door):
    """The contracts one sees, newest first; or a new draft."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_CONTRACTS, "post": Can.MANAGE_CONTRACTS}

    @extend_schema(
        responses=shapes.ContractOutput(many=True),
        parameters=[
            OpenApiParameter("state", str),
            OpenApiParameter("number", str),
            OpenApiParameter("q", str, description="words of number, title, customer"),
            OpenApiParameter("stage", str, enum=Stage.values),
            OpenApiParameter("waiting", str, enum=[ANY, *CODES]),
            OpenApiParameter("start", date, description="signed on or after"),
            OpenApiParameter("end", date, description="signed on or before"),
            OpenApiParameter("customer", int),
            OpenApiParameter("centre", str, description="code"),
            OpenApiParameter("strand", str, enum=Strand.values),
            OpenApiParameter("kind", str, enum=LineKind.values),
        ],
    )
    def get(self, request: Request) -> Response:
        rows: Any = CONTRACTS.visible_to(self.person)
        for name in ("state", "number"):
            if value := request.query_params.get(name, "").replace("\x00", ""):
                rows = rows.filter(**{name: value})
        rows = only(rows, asking.require(request.query_params), timezone.localdate())
        pages = Cursor()
        page: list[Contract] = pages.paginate_queryset(rows, request, self) or []
        inside = Contract.objects.filter(pk__in=[one.pk for one in page])
        context = {"standings": _all_standings(page, inside)}
        answer = shapes.ContractOutput(page, many=True, context=context)
        return pages.get_paginated_response(answer.data)

    @extend_schema(request=shapes.ContractInput, responses={201: shapes.ContractDetail})
    def post(self, request: Request) -> Response:
        typed = shapes.ContractInput(data=request.data)
        customers: Any = typed.fields["customer"]
        customers.queryset = Customer.objects.visible_to(self.person).select_related("centre")
        typed.is_valid(raise_exception=True)
        facts = dict(typed.validated_data)
        centre = facts.pop("centre", None) or facts["customer"].centre
        self.person.insist(Can.MANAGE_CONTRACTS, centre)
        made = services.draft_contract(
            centre=centre, by=self.person.user, at=timezone.now(), **facts
        )
        return Response(shown(made.pk), status=201)


def _all_standings(page: list[Contract], rows: Any) -> dict[int, Any]:
    today = timezone.localdate()
    found = standings(rows, today)
    for contract in page:  # one signed "tomorrow" by a clock that went back
        if contract.pk not in found:
            found[contract.pk] = standing_of(contract, today)
    return found


class ContractDoor(Door):
    """One contract with its lines."""

    verb = Can.SEE_CONTRACTS

    @extend_schema(responses=shapes.ContractDetail)
    def get(self, request: Request, pk: int) -> Response:
        return Response(shown(self.row(CONTRACTS, pk=pk).pk))


class LinesDoor(Door):
    """One more line."""

    verb = Can.MANAGE_CONTRACTS

    @extend_schema(request=shapes.LineInput, responses={201: shapes.ContractDetail})
    def post(self, request: Request, pk: int) -> Response:
        contract = self.row(CONTRACTS, Can.MANAGE_CONTRACTS, pk=pk)
        typed = shapes.LineInput(data=request.data)
        offered: Any = typed.fields["service"]
        offered.queryset = services_for(contract)
        typed.is_valid(raise_exception=True)
        services.add_line(
            contract_id=contract.pk,
            facts=LineFacts(**typed.validated_data),
            by=self.person.user,
            at=timezone.now(),
        )
        return Response(shown(contract.pk), status=201)


class LineDoor(Door):
    """Take a line out of a draft."""

    verb = Can.MANAGE_CONTRACTS

    @extend_schema(request=None, responses={200: shapes.ContractDetail})
    def delete(self, request: Request, pk: int) -> Response:
        line = line_of(self.person, Can.MANAGE_CONTRACTS, pk=pk)
        services.remove_line(line_id=line.pk, by=self.person.user, at=timezone.now())
        return Response(shown(line.contract_id))


class ItemsDoor(Door):
    """What is under the lines: instruments and samples with their jobs."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_CONTRACTS, "post": Can.MANAGE_CONTRACTS}

    @extend_schema(responses=shapes.ItemOutput(many=True))
    def get(self, request: Request, pk: int) -> Response:
        contract = self.row(CONTRACTS, pk=pk)
        rows = ContractItem.objects.filter(line__contract=contract)
        rows = rows.select_related("instrument__type", "job").prefetch_related("job__certificates")
        pages = Cursor()
        page = pages.paginate_queryset(rows, request, self)
        return pages.get_paginated_response(shapes.ItemOutput(page, many=True).data)

    @extend_schema(request=shapes.ItemsInput, responses={201: shapes.ContractDetail})
    def post(self, request: Request, pk: int) -> Response:
        contract = self.row(CONTRACTS, Can.MANAGE_CONTRACTS, pk=pk)
        typed = _items_input(request.data, contract)
        typed.is_valid(raise_exception=True)
        items = [ItemFacts(**facts) for facts in typed.validated_data["items"]]
        services.add_items(
            line_id=typed.validated_data["line"].pk,
            items=items,
            by=self.person.user,
            at=timezone.now(),
        )
        return Response(shown(contract.pk), status=201)


def _items_input(data: Any, contract: Contract) -> shapes.ItemsInput:
    """Only the contract's lines and the customer's own instruments and sites are known here."""
    typed = shapes.ItemsInput(data=data)
    fields: Any = typed.fields
    fields["line"].queryset = ContractLine.objects.filter(contract=contract)
    inner = fields["items"].child.fields
    inner["instrument"].queryset = Instrument.objects.filter(
        customer=contract.customer
    ).select_related("type", "site")
    inner["site"].queryset = Site.objects.filter(customer=contract.customer)
    return typed
