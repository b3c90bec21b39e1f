"""Shapes of the API about indicators and about how units count."""

from typing import Any

from rest_framework import serializers

from common.api import Strict
from contracts.revenue import Base
from reports.api.serializers import IndicatorWordsOutput
from reports.models import ReportChoices
from reports.states import PlanPeriod


class IndicatorOutput(IndicatorWordsOutput):
    """One indicator: what it counts, by which day, on which basis."""

    code = serializers.CharField()
    aliases = serializers.ListField(child=serializers.CharField())
    since = serializers.CharField(allow_blank=True, help_text="first day of this definition")
    saved = serializers.IntegerField(allow_null=True, help_text="id of a saved one")


class DefinitionInput(Strict):
    """What a saved indicator counts: rows of a source, by its fields."""

    name_vi = serializers.CharField(max_length=200)
    name_en = serializers.CharField(max_length=200, allow_blank=True, default="")
    unit = serializers.CharField(max_length=40)
    source = serializers.CharField(  # type: ignore[assignment]
        max_length=20, help_text="activities, tasks, products, proposals, contracts or jobs"
    )
    filters = serializers.DictField(
        default=dict, help_text="field to value, or to a list of values; “by” names the date"
    )
    valid_from = serializers.DateField()


class IndicatorInput(DefinitionInput):
    """The first definition of a code, for a unit and those below it."""

    centre = serializers.CharField(max_length=20)
    code = serializers.CharField(max_length=60)


class ChoicesOutput(serializers.ModelSerializer[ReportChoices]):
    """How a unit counts from a day on."""

    centre: Any = serializers.SlugRelatedField(slug_field="code", read_only=True)

    class Meta:
        model = ReportChoices
        fields = (
            "id",
            "centre",
            "valid_from",
            "revenue_base",
            "revenue_vat",
            "with_consulting",
            "plan_period",
            "instruments_by",
            "source",
            "entered_at",
        )


class ChoicesInput(Strict):
    """What a unit chooses; left out, it is as nobody chose."""

    centre = serializers.CharField(max_length=20)
    valid_from = serializers.DateField()
    revenue_base = serializers.CharField(
        max_length=9, default=Base.SIGNED, help_text="signed, accepted, invoiced or collected"
    )
    revenue_vat = serializers.CharField(
        max_length=5, default="gross", help_text="gross (with VAT) or net"
    )
    with_consulting = serializers.BooleanField(default=False)
    plan_period = serializers.CharField(
        max_length=8, default=PlanPeriod.OWN, help_text="own, pro_rata or year"
    )
    instruments_by = serializers.CharField(
        max_length=5, default="item", help_text="item: each performance; thing: each instrument"
    )
    source = serializers.CharField(max_length=200)  # type: ignore[assignment]
