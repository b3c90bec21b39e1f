"""The API about blocks."""

from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.models import Centre
from accounts.permissions import Can
from common.api import Cursor
from planning.api import block_shapes as shapes
from planning.models import Block
from planning.services import blocks as services
from planning.views.blocks import year_of

BLOCKS = Block.objects.select_related("centre")
YEAR = OpenApiParameter("year", int, description="this year if left out")


def _plain(block: Block, year: int) -> dict[str, Any]:
    said = services.said_of_year(block, year)
    members = block.members.filter(year=year).select_related("unit").order_by("unit__path")
    return {
        **shapes.EmulationBlockOutput(block).data,
        "year": year,
        "theme": said[services.THEME].words if services.THEME in said else "",
        "movements": said[services.MOVEMENTS].words if services.MOVEMENTS in said else "",
        "members": shapes.BlockMemberOutput(members, many=True).data,
    }


class _BlockWrite(Door):
    verb: ClassVar[Can | None] = Can.MANAGE_BLOCKS

    def block(self, pk: int) -> Block:
        """The block, which the person may change."""
        return self.row(BLOCKS, Can.MANAGE_BLOCKS, pk=pk)

    def unit(self, code: str) -> Centre:
        """A unit that the person may put into blocks; another's is 404."""
        seen: Any = self.person.centres(Can.MANAGE_BLOCKS)
        found: Centre = get_object_or_404(seen, code=code)
        return found

    @property
    def who(self) -> dict[str, Any]:
        """Who does it, and when."""
        return {"by": self.person.user, "at": timezone.now()}


class BlocksDoor(_BlockWrite):
    """Blocks: list and make."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_FIGURES, "post": Can.MANAGE_BLOCKS}

    @extend_schema(
        operation_id="blocks_list",
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("page_size", int)],
        responses=shapes.EmulationBlockOutput(many=True),
    )
    def get(self, request: Request) -> Response:
        pages = Cursor()
        page = pages.paginate_queryset(BLOCKS.visible_to(self.person), request, self)
        return pages.get_paginated_response(shapes.EmulationBlockOutput(page, many=True).data)

    @extend_schema(request=shapes.BlockInput, responses={201: shapes.EmulationBlockOutput})
    def post(self, request: Request) -> Response:
        typed = shapes.BlockInput(data=request.data)
        typed.is_valid(raise_exception=True)
        facts = dict(typed.validated_data)
        centre = self.unit(facts.pop("centre"))
        made = services.make_block(centre=centre, **facts, **self.who)
        return Response(shapes.EmulationBlockOutput(made).data, status=201)


class BlockDoor(Door):
    """A block in a year."""

    verb = Can.SEE_FIGURES

    @extend_schema(responses=shapes.BlockYearOutput, parameters=[YEAR])
    def get(self, request: Request, pk: int) -> Response:
        block = self.row(BLOCKS, pk=pk)
        return Response(_plain(block, year_of(request.query_params.get("year", ""))))


class BlockMembersDoor(_BlockWrite):
    """A unit in a year, or another role of it."""

    @extend_schema(request=shapes.BlockMemberInput, responses=shapes.BlockYearOutput)
    def post(self, request: Request, pk: int) -> Response:
        block = self.block(pk)
        typed = shapes.BlockMemberInput(data=request.data)
        typed.is_valid(raise_exception=True)
        facts = dict(typed.validated_data)
        unit = self.unit(facts.pop("unit"))
        services.set_member(block_id=pk, unit=unit, **facts, **self.who)
        return Response(_plain(block, facts["year"]))


class BlockLeaveDoor(_BlockWrite):
    """A unit taken out of a year."""

    @extend_schema(request=shapes.BlockLeaveInput, responses=shapes.BlockYearOutput)
    def post(self, request: Request, pk: int) -> Response:
        block = self.block(pk)
        typed = shapes.BlockLeaveInput(data=request.data)
        typed.is_valid(raise_exception=True)
        facts = dict(typed.validated_data)
        unit = self.unit(facts.pop("unit"))
        services.remove_member(block_id=pk, unit=unit, **facts, **self.who)
        return Response(_plain(block, facts["year"]))


class BlockCopyDoor(_BlockWrite):
    """A year's members for another year."""

    @extend_schema(request=shapes.BlockCopyInput, responses=shapes.BlockYearOutput)
    def post(self, request: Request, pk: int) -> Response:
        block = self.block(pk)
        typed = shapes.BlockCopyInput(data=request.data)
        typed.is_valid(raise_exception=True)
        services.copy_members(block_id=pk, **typed.validated_data, **self.who)
        return Response(_plain(block, typed.validated_data["to_year"]))


class BlockWordsDoor(_BlockWrite):
    """The theme or the movements of a year."""

    @extend_schema(request=shapes.BlockWordsInput, responses=shapes.BlockYearOutput)
    def post(self, request: Request, pk: int) -> Response:
        block = self.block(pk)
        typed = shapes.BlockWordsInput(data=request.data)
        typed.is_valid(raise_exception=True)
        services.say_of_year(block_id=pk, **typed.validated_data, **self.who)
        return Response(_plain(block, typed.validated_data["year"]))
