"""Shapes of the API about targets."""

from typing import Any

from rest_framework import serializers

from common.api import Strict
from planning.models import Measure, Target


class TargetOutput(serializers.ModelSerializer[Target]):
    """One row of a plan: the first one, or an adjustment that names the row it adjusts."""

    centre: Any = serializers.SlugRelatedField(slug_field="code", read_only=True)

    class Meta:
        model = Target
        fields = (
            "id",
            "centre",
            "measure",
            "period",
            "value",
            "source",
            "decided_on",
            "adjusts",
            "entered_at",
        )


class AdjustInput(Strict):
    """A new value with its paper."""

    value = serializers.IntegerField(min_value=0)
    source = serializers.CharField(max_length=200)  # type: ignore[assignment]
    decided_on = serializers.DateField()


class TargetInput(AdjustInput):
    """A first plan."""

    centre = serializers.CharField(max_length=20)
    measure = serializers.ChoiceField(choices=Measure.choices)
    period = serializers.CharField(max_length=20)
