"""Shapes of the API of the overview. Money is whole đồng; each says whether VAT is in it."""

from typing import Any

from rest_framework import serializers

from contracts.ledger.debts import Age
from contracts.revenue import Base
from contracts.states import LineKind, Stage


class SumOutput(serializers.Serializer[Any]):
    """A sum over what shares these keys; keys that were not asked for are left out."""

    base = serializers.ChoiceField(choices=Base.choices, required=False)
    month = serializers.DateField(required=False, help_text="its first day")
    kind = serializers.ChoiceField(choices=LineKind.choices, required=False)
    customer = serializers.IntegerField(required=False, help_text="id")
    centre = serializers.IntegerField(required=False, help_text="id")
    contract = serializers.IntegerField(required=False, help_text="id")
    net = serializers.IntegerField(help_text="without VAT")
    vat = serializers.IntegerField()
    gross = serializers.IntegerField(help_text="with VAT")


class RevenueSumsOutput(serializers.Serializer[Any]):
    """Revenue of a centre and the units below it, summed as asked."""

    centre = serializers.CharField()
    period = serializers.CharField()
    start = serializers.DateField()
    end = serializers.DateField()
    by = serializers.ListField(child=serializers.CharField())
    sums = SumOutput(many=True)


class MonthOutput(serializers.Serializer[Any]):
    """A month of the year; its plan may be a share of a longer one."""

    month = serializers.CharField(source="period.code")
    now = serializers.IntegerField()
    last_year = serializers.IntegerField(source="then")
    plan = serializers.IntegerField(allow_null=True)


class KindOutput(serializers.Serializer[Any]):
    """A kind of service in the year and the year before."""

    kind = serializers.CharField()
    now = serializers.IntegerField()
    last_year = serializers.IntegerField(source="then")


class StageOutput(serializers.Serializer[Any]):
    """Contracts of one stage today; `gross` and `debt` are with VAT."""

    stage = serializers.ChoiceField(choices=Stage.choices)
    count = serializers.IntegerField()
    net = serializers.IntegerField()
    gross = serializers.IntegerField()
    debt = serializers.IntegerField()


class WaitOutput(serializers.Serializer[Any]):
    """Contracts that stand still for one reason."""

    waiting = serializers.CharField()
    count = serializers.IntegerField()
    gross = serializers.IntegerField()


class StepOutput(serializers.Serializer[Any]):
    """One step of what is coming; `gross` is with VAT."""

    step = serializers.CharField(source="code")
    count = serializers.IntegerField()
    gross = serializers.IntegerField()
    oldest = serializers.DateField(allow_null=True)


class AgeOutput(serializers.Serializer[Any]):
    """What is owed of one age, with VAT."""

    age = serializers.ChoiceField(choices=Age.choices)
    invoices = serializers.IntegerField()
    open = serializers.IntegerField()


class OverviewOutput(serializers.Serializer[Any]):
    """The manager's page: `now` and `last_year` are of the base and the VAT treatment named."""

    centre = serializers.CharField()
    year = serializers.IntegerField()
    base = serializers.ChoiceField(choices=Base.choices)
    vat = serializers.ChoiceField(choices=["gross", "net"])
    kind = serializers.CharField()
    now = serializers.IntegerField()
    last_year = serializers.IntegerField()
    plan = serializers.IntegerField(allow_null=True)
    months = MonthOutput(many=True)
    kinds = KindOutput(many=True)
    stages = StageOutput(many=True)
    waiting = WaitOutput(many=True)
    pipeline = StepOutput(many=True)
    debts = AgeOutput(many=True)
