"""The API about proposals and the year's programme."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Can
from planning.api import science_shapes as shapes
from planning.api.entries import EntriesDoor, EntryDoor, filters
from planning.models import ProgrammeItem, Proposal
from planning.register import programme as items_register
from planning.register import proposals as register
from planning.register.asking import Asked
from planning.services import programme, proposals


class ProposalsDoor(EntriesDoor):
    """Proposals: list and enter one."""

    register: ClassVar[Any] = register
    model = Proposal
    output = shapes.PlanProposalOutput

    def find(self, rows: "QuerySet[Any]", asked: Asked) -> "QuerySet[Any]":
        return register.found(rows, asked)

    @extend_schema(
        operation_id="planning_proposals_list",
        parameters=filters(register),
        responses=shapes.PlanProposalOutput(many=True),
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)

    @extend_schema(request=shapes.ProposalInput, responses={201: shapes.PlanProposalOutput})
    def post(self, request: Request) -> Response:
        made = proposals.add_proposal(**self.facts(shapes.ProposalInput, request))
        return _proposal(made.pk, status=201)


def _proposal(pk: int, status: int = 200) -> Response:
    (row,) = register.standing(Proposal.objects.select_related("centre").filter(pk=pk))
    return Response(shapes.PlanProposalOutput(row).data, status=status)


class _ProposalDoor(EntryDoor):
    model = Proposal


class ProposalDoor(_ProposalDoor):
    """One proposal; other facts of it."""

    @extend_schema(responses=shapes.PlanProposalOutput)
    def get(self, request: Request, pk: int) -> Response:
        return _proposal(self.row(Proposal.objects.all(), pk=pk).pk)

    @extend_schema(request=shapes.ProposalChange, responses=shapes.PlanProposalOutput)
    def patch(self, request: Request, pk: int) -> Response:
        self.held(pk=pk)
        facts = self.sent(shapes.ProposalChange, request, partial=True)
        proposals.change_proposal(proposal_id=pk, **facts)
        return _proposal(pk)


class _ProposalStepDoor(_ProposalDoor):
    verbs: ClassVar[dict[str, Can]] = {"post": Can.RECORD_PLANNING}

    def step(self, request: Request, pk: int, shape: Any, make: Any) -> Response:
        self.held(pk=pk)
        make(proposal_id=pk, **self.sent(shape, request))
        return _proposal(pk)


class SubmitProposalDoor(_ProposalStepDoor):
    """A proposal was handed in."""

    @extend_schema(request=shapes.PlanDayInput, responses=shapes.PlanProposalOutput)
    def post(self, request: Request, pk: int) -> Response:
        return self.step(request, pk, shapes.PlanDayInput, proposals.submit_proposal)


class ApproveProposalDoor(_ProposalStepDoor):
    """A proposal was approved."""

    @extend_schema(request=shapes.PlanDayInput, responses=shapes.PlanProposalOutput)
    def post(self, request: Request, pk: int) -> Response:
        return self.step(request, pk, shapes.PlanDayInput, proposals.approve_proposal)


class RefuseProposalDoor(_ProposalStepDoor):
    """A proposal was refused."""

    @extend_schema(request=shapes.PlanDayInput, responses=shapes.PlanProposalOutput)
    def post(self, request: Request, pk: int) -> Response:
        return self.step(request, pk, shapes.PlanDayInput, proposals.refuse_proposal)


class StrikeProposalDoor(_ProposalStepDoor):
    """A proposal is taken back."""

    @extend_schema(request=shapes.PlanWhyInput, responses=shapes.PlanProposalOutput)
    def post(self, request: Request, pk: int) -> Response:
        return self.step(request, pk, shapes.PlanWhyInput, proposals.strike_proposal)


class ProgrammeDoor(EntriesDoor):
    """The year's programme: list its lines and enter some."""

    register: ClassVar[Any] = items_register
    model = ProgrammeItem
    output = shapes.ProgrammeItemOutput

    @extend_schema(
        operation_id="planning_programme_list",
        parameters=filters(items_register),
        responses=shapes.ProgrammeItemOutput(many=True),
    )
    def get(self, request: Request) -> Response:
        return self.listed(request)

    @extend_schema(
        request=shapes.ProgrammeInput, responses={201: shapes.ProgrammeItemOutput(many=True)}
    )
    def post(self, request: Request) -> Response:
        made = programme.add_items(**self.facts(shapes.ProgrammeInput, request))
        rows = _items([one.pk for one in made])
        return Response(shapes.ProgrammeItemOutput(rows, many=True).data, status=201)


def _items(pks: list[int]) -> "QuerySet[Any]":
    rows = ProgrammeItem.objects.select_related("centre").filter(pk__in=pks).order_by("pk")
    return items_register.standing(rows, timezone.localdate())


class _ItemDoor(EntryDoor):
    model = ProgrammeItem

    def one(self, pk: int) -> Response:
        (row,) = _items([pk])
        return Response(shapes.ProgrammeItemOutput(row).data)


class ProgrammeItemDoor(_ItemDoor):
    """One line; other facts of it."""

    @extend_schema(responses=shapes.ProgrammeItemOutput)
    def get(self, request: Request, pk: int) -> Response:
        return self.one(self.row(ProgrammeItem.objects.all(), pk=pk).pk)

    @extend_schema(request=shapes.ProgrammeItemChange, responses=shapes.ProgrammeItemOutput)
    def patch(self, request: Request, pk: int) -> Response:
        self.held(pk=pk)
        facts = self.sent(shapes.ProgrammeItemChange, request, partial=True)
        programme.change_item(item_id=pk, **facts)
        return self.one(pk)


class _ItemStepDoor(_ItemDoor):
    verbs: ClassVar[dict[str, Can]] = {"post": Can.RECORD_PLANNING}


class FinishItemDoor(_ItemStepDoor):
    """A line was done."""

    @extend_schema(request=shapes.PlanDayInput, responses=shapes.ProgrammeItemOutput)
    def post(self, request: Request, pk: int) -> Response:
        self.held(pk=pk)
        programme.finish_item(item_id=pk, **self.sent(shapes.PlanDayInput, request))
        return self.one(pk)


class StrikeItemDoor(_ItemStepDoor):
    """A line is taken back."""

    @extend_schema(request=shapes.PlanWhyInput, responses=shapes.ProgrammeItemOutput)
    def post(self, request: Request, pk: int) -> Response:
        self.held(pk=pk)
        programme.strike_item(item_id=pk, **self.sent(shapes.PlanWhyInput, request))
        return self.one(pk)
