"""Shapes of the API about a roll-up."""

from typing import Any

from rest_framework import serializers

from reports.rollup.shapes import Source


class RollUpColumnOutput(serializers.Serializer[Any]):
    """An indicator of the table."""

    code = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.CharField()
    base = serializers.CharField()
    vat = serializers.CharField()
    version = serializers.CharField()


class RollUpPartOutput(serializers.Serializer[Any]):
    """A figure of a unit; exact numbers as text: "93", "250/31"."""

    code = serializers.CharField()
    value = serializers.CharField(allow_null=True)
    numerator = serializers.CharField(allow_null=True)
    denominator = serializers.CharField(allow_null=True)
    kind = serializers.CharField()
    words = serializers.CharField()
    version = serializers.CharField()


class RollUpRowOutput(serializers.Serializer[Any]):
    """A unit that is counted, and where its figures come from."""

    unit = serializers.CharField(source="unit.code")
    source: Any = serializers.ChoiceField(choices=Source.choices)
    version = serializers.IntegerField(allow_null=True)
    cut_off = serializers.DateField(allow_null=True)
    figures = RollUpPartOutput(many=True)


class RollUpTotalOutput(serializers.Serializer[Any]):
    """A sum of sums; `units` says of how many, `why` why there is none."""

    code = serializers.CharField()
    value = serializers.CharField(allow_null=True)
    numerator = serializers.CharField(allow_null=True)
    denominator = serializers.CharField(allow_null=True)
    units = serializers.IntegerField()
    kind = serializers.CharField()
    why = serializers.CharField()


class RollUpCoveredOutput(serializers.Serializer[Any]):
    """A unit that is counted in the report of one above it."""

    unit = serializers.CharField(source="unit.code")
    by = serializers.CharField(source="by.code")


class RollUpOutput(serializers.Serializer[Any]):
    """A tree or a block in a period: units, sums, who has not reported."""

    centre = serializers.CharField()
    block = serializers.CharField(allow_null=True)
    period = serializers.CharField()
    by = serializers.CharField()
    columns = RollUpColumnOutput(many=True)
    rows = RollUpRowOutput(many=True)
    totals = RollUpTotalOutput(many=True)
    missing = serializers.ListField(child=serializers.CharField())
    covered = RollUpCoveredOutput(many=True)
