"""The API of cards, scopes and rooms."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.permissions import Can
from calibration.api import authority_shapes as shapes
from calibration.authority import services
from calibration.authority.queries import cards_seen, scopes_seen, who_may
from calibration.models import OfficerCard, Room, Scope, ScopeLine

SEE_AND_MANAGE = {"get": Can.SEE_AUTHORITY, "post": Can.MANAGE_AUTHORITY}
ON = OpenApiParameter("on", str, description="Only what is in force on this day: 2026-11-20.")
KIND = OpenApiParameter("kind", str, description="designation, registration, accreditation")


class AuthorityDoor(Door):
    """What the doors to cards, scopes and rooms share."""

    def mine(self, rows: Any, pk: int) -> Any:
        """The row in a centre whose cards, scopes and rooms the person keeps."""
        return self.row(rows.select_related("centre"), Can.MANAGE_AUTHORITY, pk=pk)

    def who(self) -> dict[str, Any]:
        """By whom and when."""
        return {"by": self.person.user, "at": timezone.now()}

    def typed(self, shape: Any, request: Request) -> Any:
        """What was sent, in shape; its centre is one that the person manages."""
        found = shape(data=request.data, context={"person": self.person})
        found.is_valid(raise_exception=True)
        if "centre" in found.validated_data:
            self.person.insist(Can.MANAGE_AUTHORITY, found.validated_data["centre"])
        return found

    def asked(self, request: Request) -> dict[str, Any]:
        """The filters of a list."""
        wanted = shapes.AuthorityFilter(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        found: dict[str, Any] = wanted.validated_data
        return found


class CardsDoor(AuthorityDoor):
    """The cards of verification officers."""

    verbs: ClassVar[dict[str, Can]] = SEE_AND_MANAGE

    @extend_schema(
        operation_id="cards_list", parameters=[ON], responses=shapes.CardOutput(many=True)
    )
    def get(self, request: Request) -> Response:
        rows, asked = cards_seen(self.person), self.asked(request)
        if "on" in asked:
            rows = rows.on(asked["on"])
        return Response(shapes.CardOutput(rows, many=True).data)

    @extend_schema(request=shapes.CardInput, responses={201: shapes.CardOutput})
    def post(self, request: Request) -> Response:
        typed = self.typed(shapes.CardInput, request)
        card = services.issue_card(**typed.validated_data, **self.who())
        return Response(shapes.CardOutput(card).data, status=201)


class CardDoor(AuthorityDoor):
    """One card."""

    verb = Can.SEE_AUTHORITY

    @extend_schema(responses=shapes.CardOutput)
    def get(self, request: Request, pk: int) -> Response:
        return Response(shapes.CardOutput(self.row(cards_seen(self.person), pk=pk)).data)


class CardEndDoor(AuthorityDoor):
    """The card's last day becomes an earlier one."""

    verb = Can.MANAGE_AUTHORITY

    @extend_schema(request=shapes.EndInput, responses=shapes.CardOutput)
    def post(self, request: Request, pk: int) -> Response:
        self.mine(OfficerCard.objects.all(), pk)
        typed = self.typed(shapes.EndInput, request)
        card = services.end_card(card_id=pk, **typed.validated_data, **self.who())
        return Response(shapes.CardOutput(card).data)


class CardExtendDoor(AuthorityDoor):
    """The card's last day becomes a later one."""

    verb = Can.MANAGE_AUTHORITY

    @extend_schema(request=shapes.ExtendInput, responses=shapes.CardOutput)
    def post(self, request: Request, pk: int) -> Response:
        self.mine(OfficerCard.objects.all(), pk)
        typed = self.typed(shapes.ExtendInput, request)
        card = services.extend_card(card_id=pk, **typed.validated_data, **self.who())
        return Response(shapes.CardOutput(card).data)


class ScopesDoor(AuthorityDoor):
    """Designations, registrations and accreditations."""

    verbs: ClassVar[dict[str, Can]] = SEE_AND_MANAGE

    @extend_schema(
        operation_id="scopes_list", parameters=[ON, KIND], responses=shapes.ScopeOutput(many=True)
    )
    def get(self, request: Request) -> Response:
        rows, asked = scopes_seen(self.person), self.asked(request)
        if "on" in asked:
            rows = rows.on(asked["on"])
        if "kind" in asked:
            rows = rows.filter(kind=asked["kind"])
        return Response(shapes.ScopeOutput(rows, many=True).data)

    @extend_schema(request=shapes.ScopeInput, responses={201: shapes.ScopeOutput})
    def post(self, request: Request) -> Response:
        typed = self.typed(shapes.ScopeInput, request)
        scope = services.issue_scope(
            **{**typed.validated_data, "lines": typed.to_lines()}, **self.who()
        )
        return Response(shapes.ScopeOutput(scope).data, status=201)


class ScopeDoor(AuthorityDoor):
    """One scope with its lines."""

    verb = Can.SEE_AUTHORITY

    @extend_schema(responses=shapes.ScopeOutput)
    def get(self, request: Request, pk: int) -> Response:
        return Response(shapes.ScopeOutput(self.row(scopes_seen(self.person), pk=pk)).data)


class ScopeLinesDoor(AuthorityDoor):
    """Add lines to a scope."""

    verb = Can.MANAGE_AUTHORITY

    @extend_schema(request=shapes.LinesInput, responses={201: shapes.ScopeOutput})
    def post(self, request: Request, pk: int) -> Response:
        self.mine(Scope.objects.all(), pk)
        typed = self.typed(shapes.LinesInput, request)
        scope = services.add_lines(scope_id=pk, lines=typed.to_lines(), **self.who())
        return Response(shapes.ScopeOutput(scope).data, status=201)


class ScopeLineDoor(AuthorityDoor):
    """Take out a line that was entered in error."""

    verb = Can.MANAGE_AUTHORITY

    @extend_schema(request=shapes.RemoveInput, responses=shapes.ScopeOutput)
    def post(self, request: Request, pk: int) -> Response:
        rows = ScopeLine.objects.select_related("scope__centre")
        self.row(rows, Can.MANAGE_AUTHORITY, pk=pk)
        typed = self.typed(shapes.RemoveInput, request)
        scope = services.remove_line(line_id=pk, **typed.validated_data, **self.who())
        return Response(shapes.ScopeOutput(scope).data)


class ScopeEndDoor(AuthorityDoor):
    """The scope's last day becomes an earlier one."""

    verb = Can.MANAGE_AUTHORITY

    @extend_schema(request=shapes.EndInput, responses=shapes.ScopeOutput)
    def post(self, request: Request, pk: int) -> Response:
        self.mine(Scope.objects.all(), pk)
        typed = self.typed(shapes.EndInput, request)
        scope = services.end_scope(scope_id=pk, **typed.validated_data, **self.who())
        return Response(shapes.ScopeOutput(scope).data)


class ScopeExtendDoor(AuthorityDoor):
    """The scope's last day becomes a later one."""

    verb = Can.MANAGE_AUTHORITY

    @extend_schema(request=shapes.ExtendInput, responses=shapes.ScopeOutput)
    def post(self, request: Request, pk: int) -> Response:
        self.mine(Scope.objects.all(), pk)
        typed = self.typed(shapes.ExtendInput, request)
        scope = services.extend_scope(scope_id=pk, **typed.validated_data, **self.who())
        return Response(shapes.ScopeOutput(scope).data)


class RoomsDoor(AuthorityDoor):
    """The rooms of the laboratory."""

    verbs: ClassVar[dict[str, Can]] = SEE_AND_MANAGE

    @extend_schema(operation_id="rooms_list", responses=shapes.RoomOutput(many=True))
    def get(self, request: Request) -> Response:
        rows = Room.objects.visible_to(self.person).select_related("centre")
        return Response(shapes.RoomOutput(rows, many=True).data)

    @extend_schema(request=shapes.RoomInput, responses={201: shapes.RoomOutput})
    def post(self, request: Request) -> Response:
        typed = self.typed(shapes.RoomInput, request)
        room = services.add_room(**typed.validated_data, **self.who())
        return Response(shapes.RoomOutput(room).data, status=201)


class RoomUseDoor(AuthorityDoor):
    """Close a room, or open it again."""

    verb = Can.MANAGE_AUTHORITY

    @extend_schema(request=shapes.RoomUseInput, responses=shapes.RoomOutput)
    def post(self, request: Request, pk: int) -> Response:
        self.mine(Room.objects.all(), pk)
        typed = self.typed(shapes.RoomUseInput, request)
        room = services.use_room(room_id=pk, **typed.validated_data, **self.who())
        return Response(shapes.RoomOutput(room).data)


class WhoMayDoor(AuthorityDoor):
    """Who may do what on a day."""

    verb = Can.SEE_AUTHORITY

    @extend_schema(request=shapes.AskInput, responses=shapes.AnswerOutput)
    def post(self, request: Request) -> Response:
        typed = shapes.AskInput(data=request.data, context={"person": self.person})
        typed.is_valid(raise_exception=True)
        asked = typed.validated_data
        self.person.insist(Can.SEE_AUTHORITY, asked["centre"])
        answer = who_may(
            centre=asked["centre"], user=asked["user"], kind=asked["type"],
            service=asked["service"], day=asked["on"],
            ends=(asked.get("range_min"), asked.get("range_max")),
        )  # fmt: skip
        return Response(shapes.answer_data(answer))
