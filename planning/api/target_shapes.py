"""Shapes of the API about targets."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from common.api import Strict
from planning.models import Target
from planning.numbers import Number
from planning.services import OwnGoal


class TargetOutput(serializers.ModelSerializer[Target]):
    """One row of a plan: the first one, or an adjustment that names the row it adjusts.

    The planned number is value / 10**places. `measure` is the code of an indicator; a unit's own
    goal has a `name` and a `unit`, which are blank otherwise.
    """

    centre: Any = serializers.SlugRelatedField(slug_field="code", read_only=True)

    class Meta:
        model = Target
        fields = (
            "id",
            "centre",
            "measure",
            "name",
            "unit",
            "period",
            "value",
            "places",
            "source",
            "decided_on",
            "adjusts",
            "entered_at",
        )


class AdjustInput(Strict):
    """A new value with its paper; the number is value / 10**places."""

    value = serializers.IntegerField(min_value=0)
    places = serializers.IntegerField(min_value=0, max_value=2, default=0)
    source = serializers.CharField(max_length=200)  # type: ignore[assignment]
    decided_on = serializers.DateField()


class TargetInput(AdjustInput):
    """A first plan: of an indicator, or of a unit's own goal with its name and unit."""

    centre = serializers.CharField(max_length=20)
    measure = serializers.CharField(max_length=60, allow_blank=True, default="")
    name = serializers.CharField(max_length=200, allow_blank=True, default="")
    unit = serializers.CharField(max_length=40, allow_blank=True, default="")
    period = serializers.CharField(max_length=20)


def told(typed: Mapping[str, Any]) -> dict[str, Any]:
    """What the service takes: the number in one piece, an own goal in one piece."""
    facts = dict(typed)
    facts["value"] = Number(facts["value"], facts.pop("places"))
    name, unit = facts.pop("name", ""), facts.pop("unit", "")
    if name or unit:
        facts["measure"] = OwnGoal(name, unit, facts["measure"])
    return facts
