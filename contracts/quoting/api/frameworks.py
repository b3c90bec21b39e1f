"""Framework agreements through the API, and drafts put under them."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.models import Customer
from accounts.permissions import Can
from common.api import Cursor
from contracts.access import CONTRACTS
from contracts.api.contracts import shown as contract_shown
from contracts.api.serializers import ContractDetail
from contracts.models import Framework
from contracts.quoting import frameworks
from contracts.quoting.access import FRAMEWORKS
from contracts.quoting.api import shapes
from contracts.quoting.drawing import drawn_of
from contracts.quoting.frameworks import FrameworkFacts
from contracts.states import FrameworkState


def _output(rows: list[Framework]) -> Any:
    context = {"drawn": drawn_of(rows, timezone.localdate())}
    return shapes.FrameworkOutput(rows, many=True, context=context).data


def _shown(framework: Framework) -> Any:
    return _output([FRAMEWORKS.get(pk=framework.pk)])[0]


class FrameworksDoor(Door):
    """The agreements one sees, newest first; or a new draft."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_CONTRACTS, "post": Can.MANAGE_CONTRACTS}

    @extend_schema(
        responses=shapes.FrameworkOutput(many=True),
        parameters=[OpenApiParameter("state", str, enum=FrameworkState.values)],
    )
    def get(self, request: Request) -> Response:
        rows = FRAMEWORKS.visible_to(self.person)
        if state := request.query_params.get("state", "").replace("\x00", ""):
            rows = rows.filter(state=state)
        pages = Cursor()
        page = pages.paginate_queryset(rows, request, self) or []
        return pages.get_paginated_response(_output(page))

    @extend_schema(request=shapes.FrameworkInput, responses={201: shapes.FrameworkOutput})
    def post(self, request: Request) -> Response:
        typed = shapes.FrameworkInput(data=request.data)
        customers: Any = typed.fields["customer"]
        customers.queryset = Customer.objects.visible_to(self.person).select_related("centre")
        typed.is_valid(raise_exception=True)
        facts = dict(typed.validated_data)
        customer, number = facts.pop("customer"), facts.pop("number")
        self.person.insist(Can.MANAGE_CONTRACTS, customer.centre)
        made = frameworks.draft_framework(
            centre=customer.centre,
            customer=customer,
            number=number,
            facts=FrameworkFacts(**facts),
            by=self.person.user,
            at=timezone.now(),
        )
        return Response(_shown(made), status=201)


class FrameworkDoor(Door):
    """One agreement; or amend a draft, whole."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_CONTRACTS, "put": Can.MANAGE_CONTRACTS}

    @extend_schema(responses=shapes.FrameworkOutput)
    def get(self, request: Request, pk: int) -> Response:
        return Response(_shown(self.row(FRAMEWORKS, pk=pk)))

    @extend_schema(request=shapes.FrameworkFactsInput, responses=shapes.FrameworkOutput)
    def put(self, request: Request, pk: int) -> Response:
        framework = self.row(FRAMEWORKS, Can.MANAGE_CONTRACTS, pk=pk)
        typed = shapes.FrameworkFactsInput(data=request.data)
        typed.is_valid(raise_exception=True)
        done = frameworks.change_framework(
            framework_id=framework.pk,
            facts=FrameworkFacts(**typed.validated_data),
            by=self.person.user,
            at=timezone.now(),
        )
        return Response(_shown(done))


class SignFrameworkDoor(Door):
    """From this day on it takes orders."""

    verb = Can.MANAGE_CONTRACTS

    @extend_schema(request=shapes.SignFrameworkInput, responses=shapes.FrameworkOutput)
    def post(self, request: Request, pk: int) -> Response:
        framework = self.row(FRAMEWORKS, Can.MANAGE_CONTRACTS, pk=pk)
        typed = shapes.SignFrameworkInput(data=request.data)
        typed.is_valid(raise_exception=True)
        done = frameworks.sign_framework(
            framework_id=framework.pk, by=self.person.user, at=timezone.now(),
            **typed.validated_data,
        )  # fmt: skip
        return Response(_shown(done))


class EndFrameworkDoor(Door):
    """No further orders."""

    verb = Can.MANAGE_CONTRACTS

    @extend_schema(request=shapes.AnswerWhyInput, responses=shapes.FrameworkOutput)
    def post(self, request: Request, pk: int) -> Response:
        framework = self.row(FRAMEWORKS, Can.MANAGE_CONTRACTS, pk=pk)
        typed = shapes.AnswerWhyInput(data=request.data)
        typed.is_valid(raise_exception=True)
        done = frameworks.end_framework(
            framework_id=framework.pk, by=self.person.user, at=timezone.now(),
            **typed.validated_data,
        )  # fmt: skip
        return Response(_shown(done))


class PutUnderDoor(Door):
    """Make a draft an order of an agreement, or take it out."""

    verb = Can.MANAGE_CONTRACTS

    @extend_schema(request=shapes.PutUnderInput, responses=ContractDetail)
    def put(self, request: Request, pk: int) -> Response:
        contract = self.row(CONTRACTS, Can.MANAGE_CONTRACTS, pk=pk)
        typed = shapes.PutUnderInput(data=request.data)
        offered: Any = typed.fields["framework"]
        offered.queryset = FRAMEWORKS.visible_to(self.person)
        typed.is_valid(raise_exception=True)
        chosen = typed.validated_data["framework"]
        frameworks.put_under(
            contract_id=contract.pk,
            framework_id=chosen.pk if chosen else None,
            by=self.person.user,
            at=timezone.now(),
        )
        return Response(contract_shown(contract.pk))


class OverCapDoor(Door):
    """A manager lets one order pass the cap."""

    verb = Can.APPROVE_OVER_CAP

    @extend_schema(request=shapes.OverCapInput, responses={201: shapes.OverCapOutput})
    def post(self, request: Request, pk: int) -> Response:
        contract = self.row(CONTRACTS, Can.APPROVE_OVER_CAP, pk=pk)
        typed = shapes.OverCapInput(data=request.data)
        typed.is_valid(raise_exception=True)
        approval = frameworks.approve_over_cap(
            contract_id=contract.pk, by=self.person.user, at=timezone.now(), **typed.validated_data
        )
        return Response(shapes.OverCapOutput(approval).data, status=201)
