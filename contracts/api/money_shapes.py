"""Shapes of the API about prices, invoices, payments, revenue."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Centre
from common.api import Strict
from contracts.dong import MOST, MOST_SUM
from contracts.models import (
    Allocation,
    Invoice,
    InvoiceRate,
    Payment,
    Price,
    ServiceItem,
    VatCategory,
)
from contracts.states import LineKind
from instruments.api.fields import QuantityOutput, QuantitySerializerField
from instruments.models import InstrumentType


class RateInput(Strict):
    """What an invoice says under one rate; null is “not subject”."""

    vat_percent = serializers.IntegerField(min_value=0, max_value=100, allow_null=True)
    net = serializers.IntegerField(min_value=-MOST_SUM, max_value=MOST_SUM)
    vat = serializers.IntegerField(min_value=-MOST_SUM, max_value=MOST_SUM)


class InvoiceInput(Strict):
    """An invoice as on the paper. `adjusts` or `replaces` name the one it corrects, with `why`."""

    form_symbol = serializers.CharField(max_length=10, required=False, default="1")
    series = serializers.CharField(max_length=12)
    number = serializers.CharField(max_length=12)
    authority_code = serializers.CharField(
        max_length=60, required=False, allow_blank=True, default=""
    )
    issued_on = serializers.DateField()
    rates = RateInput(many=True)
    adjusts = serializers.IntegerField(required=False, allow_null=True, default=None)
    replaces = serializers.IntegerField(required=False, allow_null=True, default=None)
    why = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    confirm = serializers.BooleanField(required=False, default=False)


class InvoiceRateOutput(serializers.ModelSerializer[InvoiceRate]):
    """One rate of an invoice."""

    class Meta:
        model = InvoiceRate
        fields = ("vat_percent", "net", "vat")


class WarningOutput(serializers.Serializer[Any]):
    """Where the invoices do not agree with the lines."""

    code = serializers.CharField()
    rate = serializers.IntegerField(allow_null=True)
    found = serializers.IntegerField()
    expected = serializers.IntegerField()


class InvoiceOutput(serializers.ModelSerializer[Invoice]):
    """An invoice; `warnings` compare all that counts with the contract's lines."""

    rates = InvoiceRateOutput(many=True, read_only=True)
    warnings = serializers.SerializerMethodField()

    class Meta:
        model = Invoice
        fields = (
            "id", "form_symbol", "series", "number", "authority_code", "issued_on", "state",
            "corrects", "ended_on", "rates", "warnings",
        )  # fmt: skip

    @extend_schema_field(WarningOutput(many=True))
    def get_warnings(self, _invoice: Invoice) -> Any:
        return WarningOutput(self.context["warnings"], many=True).data


class ShareInput(Strict):
    """A part of a payment for one invoice."""

    invoice = serializers.IntegerField(min_value=1, max_value=2**62)
    amount = serializers.IntegerField(min_value=1, max_value=MOST_SUM)


class PaymentInput(Strict):
    """Money in, gross. `confirm`: also when it is more than the customer owes."""

    amount = serializers.IntegerField(min_value=1, max_value=MOST_SUM)
    received_on = serializers.DateField()
    invoice = serializers.IntegerField(required=False, allow_null=True, default=None)
    method = serializers.ChoiceField(choices=["bank", "cash"], default="bank")
    reference = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")
    shares = ShareInput(many=True, required=False, default=list)
    confirm = serializers.BooleanField(required=False, default=False)


class AllocationOutput(serializers.ModelSerializer[Allocation]):
    """The part of a payment that settles an invoice."""

    class Meta:
        model = Allocation
        fields = ("invoice", "amount")


class PaymentOutput(serializers.ModelSerializer[Payment]):
    """A payment with what it settles; what is in no allocation stays with its contract."""

    allocations = serializers.SerializerMethodField()

    class Meta:
        model = Payment
        fields = (
            "id", "amount", "received_on", "allocations", "method", "reference", "cancelled_on",
        )  # fmt: skip

    @extend_schema_field(AllocationOutput(many=True))
    def get_allocations(self, payment: Payment) -> Any:
        """Those in force."""
        rows = [one for one in payment.allocations.all() if one.undone_at is None]
        return AllocationOutput(rows, many=True).data


class PriceOutput(serializers.ModelSerializer[Price]):
    """A price without VAT, from a day to a day."""

    class Meta:
        model = Price
        fields = ("amount", "valid_from", "valid_to")


class ServiceOutput(serializers.ModelSerializer[ServiceItem]):
    """A service with its dated prices."""

    centre = serializers.SlugRelatedField[Centre](slug_field="code", read_only=True)
    type = serializers.SlugRelatedField[InstrumentType](slug_field="code", read_only=True)
    range_min = QuantityOutput()
    range_max = QuantityOutput()
    prices = PriceOutput(many=True, read_only=True)

    class Meta:
        model = ServiceItem
        fields = (
            "id", "centre", "code", "name_vi", "name_en", "kind", "type", "range_min", "range_max",
            "unit", "vat_category", "prices",
        )  # fmt: skip


class ServiceInput(Strict):
    """A new service; with `price` its first price from `valid_from` on."""

    centre = serializers.SlugRelatedField(slug_field="code", queryset=Centre.objects.all())
    code = serializers.CharField(max_length=40)
    name_vi = serializers.CharField(max_length=250)
    name_en = serializers.CharField(max_length=250, required=False, allow_blank=True, default="")
    kind = serializers.ChoiceField(choices=LineKind.choices)
    type = serializers.SlugRelatedField(
        slug_field="code",
        queryset=InstrumentType.objects.all(),
        required=False,
        allow_null=True,
        default=None,
    )
    range_min = QuantitySerializerField(required=False, allow_null=True, default=None)
    range_max = QuantitySerializerField(required=False, allow_null=True, default=None)
    unit = serializers.CharField(max_length=30, required=False, default="cái")
    vat_category = serializers.ChoiceField(choices=VatCategory.choices, default=VatCategory.SCIENCE)


class PriceInput(Strict):
    """A price from a day on."""

    amount = serializers.IntegerField(min_value=0, max_value=MOST)
    valid_from = serializers.DateField()


class BaseOutput(serializers.Serializer[Any]):
    """One base of revenue; `ids` are the contracts, invoices or payments behind it."""

    base = serializers.CharField()
    net = serializers.IntegerField()
    vat = serializers.IntegerField()
    gross = serializers.IntegerField()
    contracts = serializers.ListField(child=serializers.IntegerField())
    ids = serializers.ListField(child=serializers.IntegerField())


class RevenueOutput(serializers.Serializer[Any]):
    """Revenue of a centre and the units below it in a period, by the four bases."""

    centre = serializers.CharField()
    period = serializers.CharField()
    start = serializers.DateField()
    end = serializers.DateField()
    kinds = serializers.ListField(child=serializers.CharField())
    bases = BaseOutput(many=True)
