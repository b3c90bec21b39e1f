"""The API of the metrology core: conversions. Nothing is kept."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from accounts.permissions import Can
from common.api import Strict
from common.errors import InvalidInput
from instruments.messages import fault
from metrology.errors import Code, MetrologyError
from metrology.quantities.conversion import convert_text
from metrology.quantities.unit_terms import MOST_CHARACTERS, parse_unit_term

# What is wrong with the pair of units is told at the second one.
_OF_THE_VALUE = {
    Code.AMBIGUOUS_NUMBER,
    Code.BLANK,
    Code.NOT_A_NUMBER,
    Code.OUT_OF_RANGE,
    Code.TOO_MANY_DIGITS,
}


def _with_from(fields: dict[str, Any]) -> dict[str, Any]:
    """Call the first unit "from", which is no name in Python."""
    return {"from" if name == "unit" else name: fields[name] for name in fields}


class ConversionInput(Strict):
    """What to convert."""

    value = serializers.CharField(max_length=80, help_text="10.05")
    unit = serializers.CharField(max_length=MOST_CHARACTERS, help_text="bar")
    to = serializers.CharField(max_length=MOST_CHARACTERS, help_text="kPa")
    interval = serializers.BooleanField(
        default=False, help_text="°C, °F and K are steps on their scale, not temperatures"
    )

    def get_fields(self) -> dict[str, Any]:
        return _with_from(super().get_fields())


class ConversionOutput(serializers.Serializer[Any]):
    """The value in the other unit, as digits."""

    value = serializers.CharField(help_text="the digits that were sent")
    unit = serializers.CharField(help_text="code of the unit it was given in")
    to = serializers.CharField(help_text="code of the unit of the result")
    interval = serializers.BooleanField()
    result = serializers.CharField(help_text="plain decimal notation")
    exact = serializers.BooleanField(help_text="false: 34 significant digits")

    def get_fields(self) -> dict[str, Any]:
        return _with_from(super().get_fields())


class ConvertDoor(Door):
    """One exact conversion between units of the catalogue, levels or compound units."""

    verb = Can.SEE_CUSTOMERS  # the one verb everybody of a centre holds, and no client

    @extend_schema(
        operation_id="metrology_convert", parameters=[ConversionInput], responses=ConversionOutput
    )
    def get(self, request: Request) -> Response:
        asked = ConversionInput(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        value, source, target, interval = (
            asked.validated_data[name] for name in ("value", "from", "to", "interval")
        )
        try:
            got = convert_text(value, source, target, interval=interval)
        except MetrologyError as error:
            raise InvalidInput(fault(_place(error, source), error)) from error
        return Response(
            {
                "value": value,
                "from": got.source,
                "to": got.target,
                "interval": interval,
                "result": got.digits,
                "exact": got.exact,
            }
        )


def _place(error: MetrologyError, source: str) -> str:
    """The parameter at fault."""
    if error.code in _OF_THE_VALUE:
        return "value"
    try:
        parse_unit_term(source)
    except MetrologyError:
        return "from"
    return "to"
