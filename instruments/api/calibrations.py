"""The API's doors of a standard's calibration events: add, correct, doubt, ask in between."""

from typing import Any, ClassVar

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.permissions import Can
from common.errors import InvalidInput
from instruments import services
from instruments.api import serializers as shapes
from instruments.api import upkeep_shapes
from instruments.files import certificate
from instruments.messages import fault
from instruments.models import Standard, StandardCalibration
from instruments.queries import chain, with_values
from instruments.upkeep.interpolation import interpolate
from metrology.errors import MetrologyError
from metrology.quantities.quantity import Quantity


def lines_of(facts: dict[str, Any]) -> list[tuple[Quantity, Quantity, Quantity, str]] | None:
    """The values of a certificate as services take them; None where they were not sent."""
    sent = facts.pop("values", None)
    if sent is None:
        return None
    return [(line["nominal"], line["value"], line["expanded"], line["k"]) for line in sent]


class _EventDoor(Door):
    """A door of one event of a standard."""

    def event_of(self, pk: int, event: int, verb: Can | None = None) -> StandardCalibration:
        """The event of this standard, or Http404; with `verb`, only where it is granted."""
        rows = Standard.objects.visible_to(self.person).select_related("centre")
        standard = self.row(rows, verb, pk=pk)
        found = standard.calibrations.prefetch_related("values", "doubts__by").filter(pk=event)
        one = found.select_related("by").first()
        if one is None:
            raise Http404
        return one


class CalibrationsDoor(Door):
    """The calibration events of a standard, newest first, corrected ones too; one more."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_STANDARDS, "post": Can.MANAGE_STANDARDS}

    @extend_schema(
        operation_id="standards_calibrations_list",
        responses=shapes.CalibrationOutput(many=True),
    )
    def get(self, request: Request, pk: int) -> Response:
        standard = self.row(with_values(Standard.objects.visible_to(self.person)), pk=pk)
        events = [link.event for link in chain(standard)]
        return Response(shapes.CalibrationOutput(events, many=True).data)

    @extend_schema(request=shapes.CalibrationInput, responses={201: shapes.CalibrationOutput})
    def post(self, request: Request, pk: int) -> Response:
        rows = Standard.objects.visible_to(self.person).select_related("centre")
        standard = self.row(rows, Can.MANAGE_STANDARDS, pk=pk)
        typed = shapes.CalibrationInput(data=request.data)
        typed.is_valid(raise_exception=True)
        facts = typed.validated_data
        lines = lines_of(facts) or []
        made = services.add_standard_calibration(
            standard=standard, values=lines, **facts, by=self.person.user, at=timezone.now()
        )
        return Response(shapes.CalibrationOutput(made).data, status=201)


class CalibrationDoor(_EventDoor):
    """One calibration event with its values."""

    verb = Can.SEE_STANDARDS

    @extend_schema(
        operation_id="standards_calibrations_retrieve", responses=shapes.CalibrationOutput
    )
    def get(self, request: Request, pk: int, event: int) -> Response:
        return Response(shapes.CalibrationOutput(self.event_of(pk, event)).data)


class CorrectDoor(_EventDoor):
    """Replace an event by one that says what is true; what is left out stays as it was."""

    verb = Can.MANAGE_STANDARDS

    @extend_schema(request=upkeep_shapes.CorrectionInput, responses={201: shapes.CalibrationOutput})
    def post(self, request: Request, pk: int, event: int) -> Response:
        wrong = self.event_of(pk, event, Can.MANAGE_STANDARDS)
        typed = upkeep_shapes.CorrectionInput(data=request.data)
        typed.is_valid(raise_exception=True)
        facts = typed.validated_data
        lines = lines_of(facts)
        made = services.correct_calibration(
            event_id=wrong.pk, values=lines, **facts, by=self.person.user, at=timezone.now()
        )
        return Response(shapes.CalibrationOutput(made).data, status=201)


class DoubtDoor(_EventDoor):
    """Say that an event is wrong while its true values are not known: the standard is blocked."""

    verb = Can.MANAGE_STANDARDS

    @extend_schema(request=upkeep_shapes.DoubtInput, responses={201: shapes.DoubtOutput})
    def post(self, request: Request, pk: int, event: int) -> Response:
        wrong = self.event_of(pk, event, Can.MANAGE_STANDARDS)
        typed = upkeep_shapes.DoubtInput(data=request.data)
        typed.is_valid(raise_exception=True)
        made = services.doubt_calibration(
            event_id=wrong.pk, **typed.validated_data, by=self.person.user, at=timezone.now()
        )
        return Response(shapes.DoubtOutput(made).data, status=201)


class BetweenDoor(_EventDoor):
    """Correction and U at a value, in a straight line between the certified points."""

    verb = Can.SEE_STANDARDS

    @extend_schema(
        parameters=[OpenApiParameter("value", required=True, description='A quantity: "25 bar".')],
        responses=upkeep_shapes.BetweenOutput,
    )
    def get(self, request: Request, pk: int, event: int) -> Response:
        found = self.event_of(pk, event)
        try:
            at = Quantity.parse(request.query_params.get("value", ""))
        except MetrologyError as error:
            raise InvalidInput(fault("value", error)) from error
        return Response(upkeep_shapes.BetweenOutput(interpolate(found, at)).data)


class CalibrationFileDoor(Door):
    """The certificate of a calibration."""

    verb = Can.SEE_STANDARDS

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int, event: int) -> HttpResponseBase:
        return certificate(self.row(Standard.objects.visible_to(self.person), pk=pk), event)
