"""Shapes of the API about the upkeep of standards: corrections, checks, drift, interval."""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.api import Strict
from instruments.api.fields import QuantityOutput, QuantitySerializerField
from instruments.api.serializers import FileInput, ValueInput
from instruments.models import ControlLimits, IntermediateCheck
from instruments.models.standards import LONGEST_REASON
from instruments.services import LEAST_FIRST, MOST_FIRST, MOST_MONTHS


@extend_schema_field({"type": "string", "example": "0.0020"})
class Digits(serializers.Field[Decimal, Any, Any, Decimal]):
    """A decimal with every digit it has."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: Decimal) -> str:
        return format(value, "f")


def _unit() -> Any:
    return serializers.CharField(source="unit.code", help_text="Of every number beside it.")


class DoubtInput(Strict):
    """Why an event is in doubt, and since when; without `since` from its own day."""

    why = serializers.CharField(max_length=LONGEST_REASON)
    since = serializers.DateField(required=False, allow_null=True)


class CorrectionInput(Strict):
    """What an event truly says, and why it is corrected; what is left out stays as it was."""

    why = serializers.CharField(max_length=LONGEST_REASON)
    on = serializers.DateField(required=False)
    valid_until = serializers.DateField(required=False)
    laboratory = serializers.CharField(max_length=200, required=False)
    certificate_number = serializers.CharField(max_length=80, required=False)
    traceable_to = serializers.CharField(max_length=120, required=False, allow_blank=True)
    values = serializers.ListField(child=ValueInput(), required=False, max_length=200)
    file = FileInput(required=False, allow_null=True)


class CertifiedPointOutput(serializers.Serializer[Any]):
    """What a certificate says at one nominal value."""

    nominal = Digits()
    correction = Digits()
    expanded = Digits()
    k = Digits()


class BetweenOutput(serializers.Serializer[Any]):
    """Correction and U at a value; `below` and `above` are the points it lies between."""

    at = QuantityOutput()
    unit = _unit()
    correction = Digits()
    expanded = Digits()
    k = Digits()
    below = CertifiedPointOutput()
    above = CertifiedPointOutput()


class IntermediateCheckOutput(serializers.ModelSerializer[IntermediateCheck]):
    """An intermediate check."""

    point = QuantityOutput()
    found = QuantityOutput()
    by = serializers.StringRelatedField[Any](allow_null=True)

    class Meta:
        model = IntermediateCheck
        fields = ("id", "on", "point", "found", "item", "note", "corrects", "by", "at")


class CheckInput(Strict):
    """An intermediate check; with `corrects` it replaces one recorded wrongly, `note` says why."""

    on = serializers.DateField()
    point = QuantitySerializerField()
    found = QuantitySerializerField()
    item = serializers.CharField(max_length=200)
    note = serializers.CharField(max_length=LONGEST_REASON, required=False, allow_blank=True)
    corrects = serializers.IntegerField(
        min_value=1, max_value=2**63 - 1, required=False, allow_null=True
    )


class CheckedOutput(serializers.Serializer[Any]):
    """A check with the rules it breaks: limits, action, two_of_three, run, warning."""

    check = IntermediateCheckOutput()
    rules = serializers.ListField(child=serializers.CharField())
    grave = serializers.BooleanField()


class LinesOutput(serializers.Serializer[Any]):
    """Mean and s of the first checks and the lines they give, in the unit of the point."""

    mean = Digits()
    s = Digits()
    warning = serializers.ListField(child=Digits())
    action = serializers.ListField(child=Digits())


class LimitsOutput(serializers.ModelSerializer[ControlLimits]):
    """How the checks of one point with one item are judged."""

    point = QuantityOutput()
    lower = QuantityOutput(allow_null=True)
    upper = QuantityOutput(allow_null=True)
    by = serializers.StringRelatedField[Any](allow_null=True)

    class Meta:
        model = ControlLimits
        fields = ("id", "point", "item", "first", "lower", "upper", "since", "why", "by", "at")


class LimitsInput(Strict):
    """The limits agreed for the checks of one point with one item."""

    point = QuantitySerializerField()
    item = serializers.CharField(max_length=200)
    first = serializers.IntegerField(min_value=LEAST_FIRST, max_value=MOST_FIRST)
    lower = QuantitySerializerField(required=False, allow_null=True)
    upper = QuantitySerializerField(required=False, allow_null=True)
    since = serializers.DateField(required=False, allow_null=True)
    why = serializers.CharField(max_length=LONGEST_REASON)


class SeriesOutput(serializers.Serializer[Any]):
    """The checks of one point with one item, oldest first, with their control chart."""

    point = QuantityOutput()
    item = serializers.CharField()
    finding = serializers.CharField()
    grave = serializers.BooleanField()
    first = serializers.IntegerField(source="chart.first")
    lines = LinesOutput(source="chart.lines", allow_null=True)
    agreed = LimitsOutput(allow_null=True)
    checks = CheckedOutput(source="checked", many=True)


class FoundOutput(serializers.Serializer[Any]):
    """What one event says at the nominal value; `counts` is false for one in doubt."""

    event = serializers.IntegerField(source="event.pk")
    on = serializers.DateField(source="event.on")
    correction = Digits(source="value.correction")
    expanded = Digits(source="value.expanded")
    k = Digits(source="value.k")
    counts = serializers.BooleanField()


class ExpectedOutput(serializers.Serializer[Any]):
    """What the line expects on a day."""

    on = serializers.DateField()
    correction = serializers.FloatField()
    expanded = serializers.FloatField()


class DriftOutput(serializers.Serializer[Any]):
    """The drift of one nominal value; numbers in `unit`, the drift per year of 365.25 days."""

    nominal = QuantityOutput()
    unit = _unit()
    limit = Digits(allow_null=True)
    finding = serializers.CharField()
    found = FoundOutput(many=True)
    drift_per_year = serializers.FloatField(source="line.drift_per_year", default=None)
    u_drift_per_year = serializers.FloatField(source="line.u_drift_per_year", default=None)
    significant = serializers.BooleanField(source="line.significant", default=False)
    reason = serializers.CharField(source="chart.reason", default="")
    advice = serializers.CharField()
    expected = ExpectedOutput(many=True)


class MethodOutput(serializers.Serializer[Any]):
    """One method: months, or why it gives none; what it was computed from."""

    key = serializers.CharField()
    name = serializers.CharField()
    months = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField()
    used = serializers.CharField()


class ProposalOutput(serializers.Serializer[Any]):
    """The interval in use, and the one the history speaks for; a person decides."""

    present = serializers.IntegerField()
    decided = serializers.BooleanField()
    months = serializers.IntegerField(allow_null=True)
    sentence = serializers.CharField()
    methods = MethodOutput(many=True)


class IntervalInput(Strict):
    """The interval that a person decides, with the reason."""

    months = serializers.IntegerField(min_value=1, max_value=MOST_MONTHS)
    why = serializers.CharField(max_length=LONGEST_REASON)
