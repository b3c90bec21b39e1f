"""Decisions about a contract through the API."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.permissions import Can
from contracts import services
from contracts.access import CONTRACTS
from contracts.api import serializers as shapes
from contracts.api.contracts import shown


class _Decision(Door):
    """One decision: its shape and its service."""

    verb = Can.MANAGE_CONTRACTS
    shape: ClassVar[type[Any]] = shapes.DayInput

    def decide(self, pk: int, facts: Mapping[str, Any]) -> None:
        """Call the service."""
        raise NotImplementedError

    def answer(self, request: Request, pk: int) -> Response:
        contract = self.row(CONTRACTS, Can.MANAGE_CONTRACTS, pk=pk)
        typed = self.shape(data=request.data)
        typed.is_valid(raise_exception=True)
        self.decide(contract.pk, typed.validated_data)
        return Response(shown(contract.pk))

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.person.user, "at": timezone.now()}


class SignDoor(_Decision):
    """Sign: rates are fixed, jobs open."""

    shape = shapes.SignInput

    @extend_schema(request=shapes.SignInput, responses=shapes.ContractDetail)
    def post(self, request: Request, pk: int) -> Response:
        return self.answer(request, pk)

    def decide(self, pk: int, facts: Mapping[str, Any]) -> None:
        services.sign(contract_id=pk, **facts, **self.who)


class AcceptDoor(_Decision):
    """Record the customer's acceptance."""

    @extend_schema(request=shapes.DayInput, responses=shapes.ContractDetail)
    def post(self, request: Request, pk: int) -> Response:
        return self.answer(request, pk)

    def decide(self, pk: int, facts: Mapping[str, Any]) -> None:
        services.accept(contract_id=pk, accepted_on=facts["on"], **self.who)


class PauseDoor(_Decision):
    """Let it stand still."""

    shape = shapes.DayWhyInput

    @extend_schema(request=shapes.DayWhyInput, responses=shapes.ContractDetail)
    def post(self, request: Request, pk: int) -> Response:
        return self.answer(request, pk)

    def decide(self, pk: int, facts: Mapping[str, Any]) -> None:
        services.pause(contract_id=pk, from_on=facts["on"], why=facts["why"], **self.who)


class ResumeDoor(_Decision):
    """Let it go on."""

    @extend_schema(request=shapes.DayInput, responses=shapes.ContractDetail)
    def post(self, request: Request, pk: int) -> Response:
        return self.answer(request, pk)

    def decide(self, pk: int, facts: Mapping[str, Any]) -> None:
        services.resume(contract_id=pk, to_on=facts["on"], **self.who)


class LiquidateDoor(_Decision):
    """Close it."""

    shape = shapes.DayWhyInput

    @extend_schema(request=shapes.DayWhyInput, responses=shapes.ContractDetail)
    def post(self, request: Request, pk: int) -> Response:
        return self.answer(request, pk)

    def decide(self, pk: int, facts: Mapping[str, Any]) -> None:
        services.liquidate(contract_id=pk, liquidated_on=facts["on"], why=facts["why"], **self.who)


class CancelDoor(_Decision):
    """Cancel it, with the reason."""

    shape = shapes.DayWhyInput

    @extend_schema(request=shapes.DayWhyInput, responses=shapes.ContractDetail)
    def post(self, request: Request, pk: int) -> Response:
        return self.answer(request, pk)

    def decide(self, pk: int, facts: Mapping[str, Any]) -> None:
        services.cancel(contract_id=pk, cancelled_on=facts["on"], why=facts["why"], **self.who)
