"""The shapes of the API of a visit."""

from typing import Any

from rest_framework import serializers

from accounts.models import Centre, Customer
from common.api import Strict
from contracts.dong import MOST
from contracts.states import LineKind
from contracts.visit.forms import KINDS
from contracts.visit.queries import Step
from contracts.visit.services import MOST_ITEMS
from instruments.models import Instrument


class VisitCustomerInput(Strict):
    """A customer who is here for the first time."""

    name = serializers.CharField(max_length=250)
    tax_code = serializers.CharField(max_length=20, required=False, allow_blank=True, default="")
    address = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")


class VisitItemInput(Strict):
    """A known `instrument`, or a new one in words, for one service; `price` before the list's."""

    kind = serializers.ChoiceField(choices=KINDS)
    instrument = serializers.PrimaryKeyRelatedField(
        queryset=Instrument.objects.none(), required=False, allow_null=True, default=None
    )
    name = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    maker = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    model = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    serial = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")
    range = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    accuracy = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    price = serializers.IntegerField(
        min_value=0, max_value=MOST, required=False, allow_null=True, default=None
    )
    condition = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    accessories = serializers.CharField(
        max_length=300, required=False, allow_blank=True, default=""
    )
    place = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")


class VisitInput(Strict):
    """Who came, with what: a known `customer`, or a `new_customer`. Signed today."""

    customer = serializers.PrimaryKeyRelatedField(
        queryset=Customer.objects.none(), required=False, allow_null=True, default=None
    )
    new_customer = VisitCustomerInput(required=False, allow_null=True, default=None)
    centre = serializers.SlugRelatedField(
        slug_field="code", queryset=Centre.objects.none(), required=False
    )
    brought_by = serializers.CharField(max_length=150)
    condition = serializers.CharField(max_length=300)
    place = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")
    due_on = serializers.DateField(required=False, allow_null=True, default=None)
    title = serializers.CharField(max_length=250, required=False, allow_blank=True, default="")
    items = VisitItemInput(many=True, max_length=MOST_ITEMS)  # type: ignore[call-arg]


class VisitStepOutput(serializers.Serializer[Step]):
    """One item and how far it is."""

    item = serializers.IntegerField(source="item.pk")
    instrument = serializers.IntegerField(source="item.instrument_id", allow_null=True)
    object = serializers.CharField(source="item")
    kind = serializers.ChoiceField(source="item.line.kind", choices=LineKind.choices)
    code = serializers.CharField(source="custody.code", default="")
    received_at = serializers.DateTimeField(source="custody.received_at", default=None)
    returned_at = serializers.DateTimeField(source="custody.returned_at", default=None)
    job = serializers.IntegerField(source="item.job_id", allow_null=True)
    job_state = serializers.CharField(source="item.job.state", default=None)
    certificates = serializers.SerializerMethodField()

    def get_certificates(self, step: Step) -> list[str]:
        return [one.number for one in step.certificates]


class VisitOutput(serializers.Serializer[Any]):
    """The contract of a visit with each of its items."""

    contract = serializers.IntegerField()
    number = serializers.CharField()
    stage = serializers.CharField()
    items = VisitStepOutput(many=True)
