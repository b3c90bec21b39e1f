"""The API's doors of instruments, their kinds, standards and units."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.permissions import Can
from common.api import Cursor
from common.errors import Faults
from instruments import services
from instruments.api import serializers as shapes
from instruments.messages import fault
from instruments.models import COMPARISONS, RANGES, InstrumentRows, Standard
from instruments.models import InstrumentType as Kind
from instruments.queries import (
    instruments_seen,
    matches,
    standards_with_calibrations,
    standing,
    with_values,
)
from metrology.errors import MetrologyError
from metrology.quantities.quantity import Quantity
from metrology.quantities.units import UNITS, Unit, quantity_name, units_of


def _asked(name: str, description: str, kind: Any = OpenApiTypes.STR) -> OpenApiParameter:
    return OpenApiParameter(name, kind, description=description)


Q = _asked("q", "Words to find, case and tone marks aside.")
RANGE_FILTERS = [
    _asked(f"{name}__{comparison}", 'A quantity with its unit: "10 bar".')
    for name in RANGES
    for comparison in COMPARISONS
]
PAGES = [
    _asked("cursor", "Given by the answer's next and previous."),
    _asked("page_size", "Rows in a page, up to 200.", OpenApiTypes.INT),
]


def _page_of(shape: type[serializers.BaseSerializer[Any]], name: str) -> Any:
    from drf_spectacular.utils import inline_serializer

    return inline_serializer(
        name,
        {
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
            "results": shape(many=True),
        },
    )


class InstrumentsDoor(Door):
    """Instruments: find them, also by their range; register one."""

    verbs: ClassVar[dict[str, Can]] = {
        "get": Can.SEE_INSTRUMENTS,
        "post": Can.MANAGE_INSTRUMENTS,
    }

    @extend_schema(
        operation_id="instruments_list",
        parameters=[
            Q,
            _asked("type", "Code of a kind of instrument."),
            _asked("customer", "Id of a customer.", OpenApiTypes.INT),
            *RANGE_FILTERS,
            *PAGES,
        ],
        responses=_page_of(shapes.InstrumentOutput, "InstrumentPage"),
    )
    def get(self, request: Request) -> Response:
        rows = _filtered(instruments_seen(self.person), request.query_params.dict())
        pages = Cursor()
        page = pages.paginate_queryset(rows, request, self)
        return pages.get_paginated_response(shapes.InstrumentOutput(page, many=True).data)

    @extend_schema(request=shapes.InstrumentInput, responses={201: shapes.InstrumentOutput})
    def post(self, request: Request) -> Response:
        typed = shapes.InstrumentInput(data=request.data, context={"person": self.person})
        typed.is_valid(raise_exception=True)
        facts = typed.validated_data
        self.person.insist(Can.MANAGE_INSTRUMENTS, facts["customer"].centre)
        made = services.register_instrument(**facts, by=self.person.user, at=timezone.now())
        return Response(shapes.InstrumentOutput(made).data, status=201)


class InstrumentDoor(Door):
    """One instrument."""

    verbs: ClassVar[dict[str, Can]] = {
        "get": Can.SEE_INSTRUMENTS,
        "patch": Can.MANAGE_INSTRUMENTS,
    }

    @extend_schema(responses=shapes.InstrumentOutput)
    def get(self, request: Request, pk: int) -> Response:
        return Response(
            shapes.InstrumentOutput(self.row(instruments_seen(self.person), pk=pk)).data
        )

    @extend_schema(request=shapes.InstrumentChange, responses=shapes.InstrumentOutput)
    def patch(self, request: Request, pk: int) -> Response:
        self.row(instruments_seen(self.person), Can.MANAGE_INSTRUMENTS, pk=pk)
        typed = shapes.InstrumentChange(data=request.data, context={"person": self.person})
        typed.is_valid(raise_exception=True)
        changed = services.update_instrument(
            instrument_id=pk, **typed.validated_data, by=self.person.user, at=timezone.now()
        )
        return Response(shapes.InstrumentOutput(changed).data)


def _filtered(rows: InstrumentRows, asked: dict[str, str]) -> InstrumentRows:
    faults = Faults()
    rows = rows.search(asked.get("q", ""))
    if code := asked.get("type"):
        rows = rows.filter(type__code=code.replace("\x00", " "))
    if customer := asked.get("customer"):
        if customer.isdecimal() and len(customer) < 19:  # noqa: PLR2004 — what a bigint holds
            rows = rows.filter(customer_id=int(customer))
        else:
            faults.add("customer", f"“{customer[:60]}”", code="not_an_id", found=customer[:60])
    for name, comparison, key in _range_keys():
        if key not in asked:
            continue
        try:
            rows = rows.where(name, comparison, Quantity.parse(asked[key]))
        except MetrologyError as error:
            faults.found.append(fault(key, error))
    faults.raise_if_any()
    return rows


def _range_keys() -> Iterator[tuple[str, str, str]]:
    for name in RANGES:
        for comparison in COMPARISONS:
            yield name, comparison, f"{name}__{comparison}"


class InstrumentTypesDoor(Door):
    """The kinds of instrument with their dated cycles; the whole list, it is closed."""

    verb = Can.SEE_INSTRUMENTS

    @extend_schema(parameters=[Q], responses=shapes.InstrumentTypeOutput(many=True))
    def get(self, request: Request) -> Response:
        kinds = Kind.objects.search(request.query_params.get("q", "")).prefetch_related("cycles")
        return Response(shapes.InstrumentTypeOutput(kinds, many=True).data)


class StandardsDoor(Door):
    """The standards of the person's centres: find them, add one."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_STANDARDS, "post": Can.MANAGE_STANDARDS}

    @extend_schema(
        parameters=[Q, _asked("state", "valid, due, overdue, doubted, uncalibrated, out_of_use.")],
        responses=shapes.StandardOutput(many=True),
    )
    def get(self, request: Request) -> Response:
        today, asked = timezone.localdate(), request.query_params
        rows = standards_with_calibrations(Standard.objects.visible_to(self.person))
        found = [row for row in rows if matches(row, asked.get("q", ""))]
        if state := asked.get("state"):
            found = [row for row in found if standing(row, today).state == state]
        shown = shapes.StandardOutput(found, many=True, context={"today": today})
        return Response(shown.data)

    @extend_schema(request=shapes.StandardInput, responses={201: shapes.StandardOutput})
    def post(self, request: Request) -> Response:
        typed = shapes.StandardInput(data=request.data, context={"person": self.person})
        typed.is_valid(raise_exception=True)
        self.person.insist(Can.MANAGE_STANDARDS, typed.validated_data["centre"])
        at = timezone.now()
        made = services.add_standard(**typed.validated_data, by=self.person.user, at=at)
        shown = shapes.StandardOutput(made, context={"today": timezone.localdate(at)})
        return Response(shown.data, status=201)


class StandardDoor(Door):
    """One standard with its chain of calibrations."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_STANDARDS, "patch": Can.MANAGE_STANDARDS}

    @extend_schema(responses=shapes.StandardDetailOutput)
    def get(self, request: Request, pk: int) -> Response:
        standard = self.row(with_values(Standard.objects.visible_to(self.person)), pk=pk)
        today = timezone.localdate()
        return Response(shapes.StandardDetailOutput(standard, context={"today": today}).data)

    @extend_schema(request=shapes.StandardChange, responses=shapes.StandardOutput)
    def patch(self, request: Request, pk: int) -> Response:
        rows = Standard.objects.visible_to(self.person).select_related("centre")
        self.row(rows, Can.MANAGE_STANDARDS, pk=pk)
        typed = shapes.StandardChange(data=request.data)
        typed.is_valid(raise_exception=True)
        at = timezone.now()
        changed = services.update_standard(
            standard_id=pk, **typed.validated_data, by=self.person.user, at=at
        )
        shown = shapes.StandardOutput(changed, context={"today": timezone.localdate(at)})
        return Response(shown.data)


class UnitsDoor(Door):
    """The closed catalogue of units; no other unit is understood."""

    verb = Can.SEE_INSTRUMENTS

    @extend_schema(
        parameters=[_asked("quantity", "Only the units of this quantity: pressure.")],
        responses=shapes.UnitOutput(many=True),
    )
    def get(self, request: Request) -> Response:
        units: list[Unit] = list(UNITS.values())
        if wanted := request.query_params.get("quantity"):
            try:
                units = list(units_of(wanted))
            except MetrologyError as error:
                faults = Faults([fault("quantity", error)])
                faults.raise_if_any()
        return Response(shapes.UnitOutput([_unit(unit) for unit in units], many=True).data)


def _unit(unit: Unit) -> dict[str, Any]:
    return {
        "code": unit.code,
        "symbol": unit.symbol,
        "name_vi": unit.name_vi,
        "name_en": unit.name_en,
        "quantity": unit.quantity,
        "quantity_vi": quantity_name(unit.quantity, "vi"),
        "quantity_en": quantity_name(unit.quantity, "en"),
        "kind": unit.kind,
        "aliases": list(unit.aliases),
    }
