"""Shapes of the API about contracts. Money is whole đồng, as integers."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Centre, Customer, Site
from calibration.states import Regime
from common.api import Strict
from contracts.dong import MOST, MOST_PIECES
from contracts.models import Contract, ContractItem, ContractLine, ServiceItem, VatCategory
from contracts.queries import Standing
from contracts.services.items import MOST_ITEMS
from contracts.states import LineKind, Strand
from instruments.models import Instrument


class RateOutput(serializers.Serializer[Any]):
    """Sums under one VAT rate; `rate` null is “not subject”."""

    rate = serializers.IntegerField(allow_null=True)
    net = serializers.IntegerField()
    vat = serializers.IntegerField()
    gross = serializers.IntegerField()


class TotalsOutput(serializers.Serializer[Any]):
    """Totals of a contract: without VAT, VAT, with VAT."""

    net = serializers.IntegerField()
    vat = serializers.IntegerField()
    gross = serializers.IntegerField()
    rates = RateOutput(many=True)


class ProgressOutput(serializers.Serializer[Any]):
    """Items to be done, begun, approved, with a certificate."""

    due = serializers.IntegerField()
    begun = serializers.IntegerField()
    approved = serializers.IntegerField()
    certified = serializers.IntegerField()
    waiting = serializers.IntegerField()


class LineOutput(serializers.ModelSerializer[ContractLine]):
    """A line: quantity × price − discount = amount, without VAT."""

    amount = serializers.IntegerField(read_only=True)
    items = serializers.IntegerField(read_only=True, source="item_count")

    class Meta:
        model = ContractLine
        fields = (
            "id", "position", "service", "kind", "description", "unit", "quantity", "price",
            "discount", "amount", "vat_category", "vat_percent", "added_by", "struck_by", "items",
        )  # fmt: skip


class ContractOutput(serializers.ModelSerializer[Contract]):
    """A contract and where it stands today."""

    centre = serializers.SlugRelatedField[Centre](slug_field="code", read_only=True)
    customer_name = serializers.CharField(source="customer.name", read_only=True)
    stage = serializers.SerializerMethodField()
    late = serializers.SerializerMethodField()
    totals = serializers.SerializerMethodField()
    progress = serializers.SerializerMethodField()
    invoiced = serializers.SerializerMethodField()
    paid = serializers.SerializerMethodField()
    debt = serializers.SerializerMethodField()

    class Meta:
        model = Contract
        fields = (
            "id", "number", "title", "centre", "customer", "customer_name", "strand", "state",
            "stage", "late", "signed_on", "due_on", "accepted_on", "liquidated_on",
            "cancelled_on", "totals", "progress", "invoiced", "paid", "debt",
        )  # fmt: skip

    def _standing(self, contract: Contract) -> Standing:
        found: Standing = self.context["standings"][contract.pk]
        return found

    def get_stage(self, contract: Contract) -> str:
        return self._standing(contract).stage.value

    def get_late(self, contract: Contract) -> bool:
        return self._standing(contract).late

    def get_invoiced(self, contract: Contract) -> int:
        return self._standing(contract).invoiced_gross

    def get_paid(self, contract: Contract) -> int:
        return self._standing(contract).paid

    def get_debt(self, contract: Contract) -> int:
        return self._standing(contract).debt

    @extend_schema_field(TotalsOutput())
    def get_totals(self, contract: Contract) -> Any:
        return TotalsOutput(self._standing(contract).totals).data

    @extend_schema_field(ProgressOutput())
    def get_progress(self, contract: Contract) -> Any:
        return ProgressOutput(self._standing(contract).progress).data


class ContractDetail(ContractOutput):
    """The same with its lines."""

    lines = LineOutput(many=True, read_only=True)

    class Meta(ContractOutput.Meta):
        fields = (*ContractOutput.Meta.fields, "lines")  # type: ignore[assignment]


class ContractInput(Strict):
    """A new draft. Without `centre` it is the customer's; without `number` the next is taken."""

    customer = serializers.PrimaryKeyRelatedField(queryset=Customer.objects.none())
    centre = serializers.SlugRelatedField(
        slug_field="code", queryset=Centre.objects.all(), required=False
    )
    title = serializers.CharField(max_length=250)
    number = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    strand = serializers.ChoiceField(choices=Strand.choices, default=Strand.SERVICE)
    due_on = serializers.DateField(required=False, allow_null=True, default=None)
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000)


class LineInput(Strict):
    """A line by hand. With `service` the blanks come from the price list."""

    service = serializers.PrimaryKeyRelatedField(
        queryset=ServiceItem.objects.none(), required=False, allow_null=True, default=None
    )
    kind = serializers.ChoiceField(
        choices=LineKind.choices, required=False, allow_blank=True, default=""
    )
    description = serializers.CharField(max_length=300, required=False, default="")
    unit = serializers.CharField(max_length=30, required=False, default="")
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_PIECES)
    price = serializers.IntegerField(
        min_value=0, max_value=MOST, required=False, allow_null=True, default=None
    )
    discount = serializers.IntegerField(min_value=0, max_value=MOST, required=False, default=0)
    vat_category = serializers.ChoiceField(
        choices=VatCategory.choices, required=False, allow_blank=True, default=""
    )


class ItemInput(Strict):
    """One instrument of the customer, or one sample."""

    instrument = serializers.PrimaryKeyRelatedField(
        queryset=Instrument.objects.none(), required=False, allow_null=True, default=None
    )
    sample = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    site = serializers.PrimaryKeyRelatedField(
        queryset=Site.objects.none(), required=False, allow_null=True, default=None
    )
    regime = serializers.ChoiceField(
        choices=Regime.choices, required=False, allow_blank=True, default=""
    )


class ItemsInput(Strict):
    """Items for one line of the contract."""

    line = serializers.PrimaryKeyRelatedField(queryset=ContractLine.objects.none())
    items = ItemInput(many=True, max_length=MOST_ITEMS)  # type: ignore[call-arg]


class ItemOutput(serializers.ModelSerializer[ContractItem]):
    """An item with its job's state and certificate numbers."""

    object = serializers.CharField(source="__str__", read_only=True)
    serial = serializers.CharField(source="instrument.serial", default="", read_only=True)
    job_state = serializers.CharField(source="job.state", default=None, read_only=True)
    certificates = serializers.SerializerMethodField()

    class Meta:
        model = ContractItem
        fields = (
            "id", "line", "instrument", "sample", "object", "serial", "site", "regime", "job",
            "job_state", "certificates",
        )  # fmt: skip

    def get_certificates(self, item: ContractItem) -> list[str]:
        return [one.number for one in item.job.certificates.all()] if item.job else []


class SignInput(Strict):
    """The day of signing, which fixes the VAT rates."""

    signed_on = serializers.DateField()
    due_on = serializers.DateField(required=False, allow_null=True, default=None)


class DayInput(Strict):
    """The day of a decision."""

    on = serializers.DateField()


class DayWhyInput(DayInput):
    """The day of a decision, and why."""

    why = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
