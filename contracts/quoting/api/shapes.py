"""Shapes of this room's API. Money is whole đồng, as integers; days are ISO 8601."""

import json
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Customer
from calibration.definition import offered_rules
from common.api import Strict
from contracts.dong import MOST_PIECES, MOST_SUM
from contracts.models import Framework, OverCapApproval, Quotation, Review
from contracts.quoting.drawing import Drawn
from contracts.quoting.life import Shown, shown
from contracts.states import OverCap, Place

ANSWERS = [("accept", "accept"), ("reject", "reject")]


class QuotationOutput(serializers.ModelSerializer[Quotation]):
    """A version of an offer. `shown` also says “expired”; `gross` is with VAT."""

    number = serializers.CharField(source="__str__", read_only=True)
    contract_number = serializers.CharField(source="contract.number", read_only=True)
    customer = serializers.IntegerField(source="contract.customer_id", read_only=True)
    shown = serializers.SerializerMethodField()
    gross = serializers.SerializerMethodField()

    class Meta:
        model = Quotation
        fields = (
            "id", "number", "contract", "contract_number", "customer", "version", "state", "shown",
            "valid_until", "sent_on", "answered_on", "why", "gross", "sha256", "made_at",
        )  # fmt: skip

    @extend_schema_field(serializers.ChoiceField(choices=Shown.choices))
    def get_shown(self, quotation: Quotation) -> str:
        return shown(quotation, timezone.localdate()).value

    def get_gross(self, quotation: Quotation) -> int:
        known = getattr(quotation, "gross", None)
        gross: int = json.loads(quotation.statement)["totals"]["gross"] if known is None else known
        return gross


class PartyOutput(serializers.Serializer[Any]):
    """A party as the offer names it."""

    name = serializers.CharField()
    address = serializers.CharField()
    tax_code = serializers.CharField()


class OfferLineOutput(serializers.Serializer[Any]):
    """A line of an offer; `scope` is “inside”, “outside” or “not_asked”, `note` why."""

    position = serializers.IntegerField()
    description = serializers.CharField()
    kind = serializers.CharField()
    type_vi = serializers.CharField()
    unit = serializers.CharField()
    quantity = serializers.IntegerField()
    price = serializers.IntegerField()
    discount = serializers.IntegerField()
    amount = serializers.IntegerField()
    vat_category = serializers.CharField()
    vat_percent = serializers.IntegerField(allow_null=True)
    scope = serializers.ChoiceField(choices=["inside", "outside", "not_asked"])
    note = serializers.CharField()
    note_en = serializers.CharField()


class SkippedOutput(serializers.Serializer[Any]):
    """A row of the customer's list that is not in the offer, and why."""

    row = serializers.IntegerField()
    name = serializers.CharField()
    serial = serializers.CharField()
    why_vi = serializers.CharField()
    why_en = serializers.CharField()


class OfferRateOutput(serializers.Serializer[Any]):
    """Sums under one VAT rate; `percent` null is “not subject”."""

    percent = serializers.IntegerField(allow_null=True)
    net = serializers.IntegerField()
    vat = serializers.IntegerField()


class OfferTotalsOutput(serializers.Serializer[Any]):
    """Totals of an offer."""

    rates = OfferRateOutput(many=True)
    net = serializers.IntegerField()
    vat = serializers.IntegerField()
    gross = serializers.IntegerField()


class StatementOutput(serializers.Serializer[Any]):
    """What an offer says, as it was frozen."""

    schema = serializers.IntegerField()
    number = serializers.CharField()
    version = serializers.IntegerField()
    dated_on = serializers.DateField()
    valid_until = serializers.DateField()
    title = serializers.CharField()
    centre = PartyOutput()
    customer = PartyOutput()
    lines = OfferLineOutput(many=True)
    skipped = SkippedOutput(many=True)
    totals = OfferTotalsOutput()


class QuotationDetail(QuotationOutput):
    """The same with what it says."""

    statement = serializers.SerializerMethodField()

    class Meta(QuotationOutput.Meta):
        fields = (*QuotationOutput.Meta.fields, "statement")  # type: ignore[assignment]

    @extend_schema_field(StatementOutput())
    def get_statement(self, quotation: Quotation) -> Any:
        return StatementOutput(json.loads(quotation.statement)).data


class VersionInput(Strict):
    """A new version; valid for 30 days unless told."""

    valid_until = serializers.DateField(required=False, allow_null=True, default=None)


class SendInput(Strict):
    """The day it went to the customer, today unless told."""

    sent_on = serializers.DateField(required=False, allow_null=True, default=None)


class AnswerInput(Strict):
    """The customer's answer; declining says why."""

    answer = serializers.ChoiceField(choices=ANSWERS)
    why = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class RecordAnswerInput(AnswerInput):
    """The customer's answer as an officer records it: when, and in `why` how it came."""

    on = serializers.DateField(required=False, allow_null=True, default=None)


class AnswerWhyInput(Strict):
    """A decision that needs its reason."""

    why = serializers.CharField(max_length=300, allow_blank=True)


class RequestReviewOutput(serializers.ModelSerializer[Review]):
    """The customer's request and its review."""

    by = serializers.CharField(read_only=True)

    class Meta:
        model = Review
        fields = (
            "contract", "place", "method", "decision_rule", "interval_months", "subcontracted",
            "wishes", "understood", "capable", "suitable", "differences", "by", "at",
        )  # fmt: skip


class ReviewInput(Strict):
    """The request and its review, whole."""

    place = serializers.ChoiceField(choices=Place.choices, default=Place.LAB)
    method = serializers.CharField(max_length=300, allow_blank=True, default="")
    decision_rule = serializers.ChoiceField(choices=offered_rules(), allow_blank=True, default="")
    interval_months = serializers.IntegerField(
        min_value=1, max_value=120, allow_null=True, default=None
    )
    subcontracted = serializers.CharField(max_length=300, allow_blank=True, default="")
    wishes = serializers.CharField(max_length=2000, allow_blank=True, default="")
    understood = serializers.BooleanField(default=False)
    capable = serializers.BooleanField(default=False)
    suitable = serializers.BooleanField(default=False)
    differences = serializers.CharField(max_length=2000, allow_blank=True, default="")


class DrawnOutput(serializers.Serializer[Any]):
    """What the orders have drawn today; `percent` is of the fuller cap, rounded down."""

    orders = serializers.IntegerField()
    gross = serializers.IntegerField()
    items = serializers.IntegerField()
    percent = serializers.IntegerField()
    warned = serializers.BooleanField()
    over = serializers.BooleanField()


class FrameworkOutput(serializers.ModelSerializer[Framework]):
    """A framework agreement and what is drawn of it."""

    centre = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)
    customer_name = serializers.CharField(source="customer.name", read_only=True)
    drawn = serializers.SerializerMethodField()

    class Meta:
        model = Framework
        fields = (
            "id", "number", "title", "centre", "customer", "customer_name", "state", "signed_on",
            "valid_to", "cap_gross", "cap_items", "over", "drawn",
        )  # fmt: skip

    @extend_schema_field(DrawnOutput())
    def get_drawn(self, framework: Framework) -> Any:
        found: Drawn = self.context["drawn"][framework.pk]
        return DrawnOutput(found).data


class FrameworkFactsInput(Strict):
    """What an agreement says; at least one cap."""

    title = serializers.CharField(max_length=250)
    valid_to = serializers.DateField()
    cap_gross = serializers.IntegerField(
        min_value=1, max_value=MOST_SUM, required=False, allow_null=True, default=None
    )
    cap_items = serializers.IntegerField(
        min_value=1, max_value=MOST_PIECES, required=False, allow_null=True, default=None
    )
    over = serializers.ChoiceField(choices=OverCap.choices, default=OverCap.BLOCK)


class FrameworkInput(FrameworkFactsInput):
    """A new draft; without `number` the next is taken."""

    customer = serializers.PrimaryKeyRelatedField(queryset=Customer.objects.none())
    number = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")


class SignFrameworkInput(Strict):
    """The day it was signed."""

    signed_on = serializers.DateField()


class PutUnderInput(Strict):
    """The agreement of a draft; null takes it out."""

    framework = serializers.PrimaryKeyRelatedField(
        queryset=Framework.objects.none(), allow_null=True
    )


class OverCapInput(AnswerWhyInput):
    """An approval past the cap; without a size, up to the present one."""

    gross = serializers.IntegerField(
        min_value=0, max_value=MOST_SUM, required=False, allow_null=True, default=None
    )
    items = serializers.IntegerField(
        min_value=0, max_value=MOST_PIECES, required=False, allow_null=True, default=None
    )


class OverCapOutput(serializers.ModelSerializer[OverCapApproval]):
    """An approval past the cap."""

    by = serializers.CharField(read_only=True)

    class Meta:
        model = OverCapApproval
        fields = ("contract", "gross", "items", "by", "at", "why")
