"""The API's doors of the upkeep of standards: drift, intermediate checks, the interval."""

from typing import ClassVar

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.permissions import Can
from instruments import services
from instruments.api import serializers as shapes
from instruments.api import upkeep_shapes
from instruments.models import Standard
from instruments.queries import with_upkeep
from instruments.upkeep.checks import series_of
from instruments.upkeep.drift import drifts
from instruments.upkeep.interval import proposal


class _UpkeepDoor(Door):
    """A door of one standard with all its history."""

    def standard(self, pk: int, verb: Can | None = None) -> Standard:
        """The standard with its history, in a constant number of queries."""
        return self.row(with_upkeep(Standard.objects.visible_to(self.person)), verb, pk=pk)


class DriftDoor(_UpkeepDoor):
    """The drift of every point that two events or more certify."""

    verb = Can.SEE_STANDARDS

    @extend_schema(responses=upkeep_shapes.DriftOutput(many=True))
    def get(self, request: Request, pk: int) -> Response:
        found = drifts(self.standard(pk), timezone.localdate())
        return Response(upkeep_shapes.DriftOutput(found, many=True).data)


class ChecksDoor(_UpkeepDoor):
    """The intermediate checks in series with their control charts; record one."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_STANDARDS, "post": Can.CHECK_STANDARDS}

    @extend_schema(responses=upkeep_shapes.SeriesOutput(many=True))
    def get(self, request: Request, pk: int) -> Response:
        return Response(upkeep_shapes.SeriesOutput(series_of(self.standard(pk)), many=True).data)

    @extend_schema(
        request=upkeep_shapes.CheckInput, responses={201: upkeep_shapes.IntermediateCheckOutput}
    )
    def post(self, request: Request, pk: int) -> Response:
        self.standard(pk, Can.CHECK_STANDARDS)
        typed = upkeep_shapes.CheckInput(data=request.data)
        typed.is_valid(raise_exception=True)
        made = services.record_check(
            standard_id=pk, **typed.validated_data, by=self.person.user, at=timezone.now()
        )
        return Response(upkeep_shapes.IntermediateCheckOutput(made).data, status=201)


class ControlLimitsDoor(_UpkeepDoor):
    """Agree how the checks of one point with one item are judged from now on."""

    verb = Can.MANAGE_STANDARDS

    @extend_schema(request=upkeep_shapes.LimitsInput, responses={201: upkeep_shapes.LimitsOutput})
    def post(self, request: Request, pk: int) -> Response:
        self.standard(pk, Can.MANAGE_STANDARDS)
        typed = upkeep_shapes.LimitsInput(data=request.data)
        typed.is_valid(raise_exception=True)
        made = services.agree_control_limits(
            standard_id=pk, **typed.validated_data, by=self.person.user, at=timezone.now()
        )
        return Response(upkeep_shapes.LimitsOutput(made).data, status=201)


class IntervalDoor(_UpkeepDoor):
    """The interval the history proposes (404 before the first event); decide it, with a reason."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_STANDARDS, "post": Can.MANAGE_STANDARDS}

    @extend_schema(responses=upkeep_shapes.ProposalOutput)
    def get(self, request: Request, pk: int) -> Response:
        found = proposal(self.standard(pk), timezone.localdate())
        if found is None:
            raise Http404
        return Response(upkeep_shapes.ProposalOutput(found).data)

    @extend_schema(request=upkeep_shapes.IntervalInput, responses=shapes.StandardOutput)
    def post(self, request: Request, pk: int) -> Response:
        self.standard(pk, Can.MANAGE_STANDARDS)
        typed = upkeep_shapes.IntervalInput(data=request.data)
        typed.is_valid(raise_exception=True)
        at = timezone.now()
        changed = services.set_interval(
            standard_id=pk, **typed.validated_data, by=self.person.user, at=at
        )
        shown = shapes.StandardOutput(changed, context={"today": timezone.localdate(at)})
        return Response(shown.data)
