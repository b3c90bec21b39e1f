"""Shapes of the API about the price list."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Centre
from common.api import Strict
from contracts.api.list_shapes import FaultOutput
from contracts.dong import MOST
from contracts.listing.wording import fault
from contracts.models import PriceImport, ServiceNorm, Surcharge, VatCategory
from contracts.pricing.bringing import Preview
from contracts.pricing.judging import Judged, PriceFate
from contracts.pricing.surcharges import MOST_PERCENT
from contracts.states import SurchargeKind
from instruments.api.fields import QuantityOutput

MOST_LINES = 1000


class SurchargeOutput(serializers.ModelSerializer[Surcharge]):
    """A surcharge: `percent` of the lines it is charged on, or `amount` in whole đồng, net."""

    centre = serializers.SlugRelatedField[Centre](slug_field="code", read_only=True)

    class Meta:
        model = Surcharge
        fields = (
            "id", "centre", "kind", "name_vi", "name_en", "percent", "amount", "vat_category",
            "valid_from", "valid_to",
        )  # fmt: skip


class SurchargeInput(Strict):
    """A new surcharge: exactly one of `percent` and `amount`."""

    centre = serializers.SlugRelatedField(slug_field="code", queryset=Centre.objects.all())
    kind = serializers.ChoiceField(choices=SurchargeKind.choices)
    name_vi = serializers.CharField(max_length=250)
    name_en = serializers.CharField(max_length=250, required=False, allow_blank=True, default="")
    percent = serializers.IntegerField(
        min_value=1, max_value=MOST_PERCENT, required=False, allow_null=True, default=None
    )
    amount = serializers.IntegerField(
        min_value=0, max_value=MOST, required=False, allow_null=True, default=None
    )
    vat_category = serializers.ChoiceField(
        choices=VatCategory.choices, default=VatCategory.STANDARD
    )
    valid_from = serializers.DateField()


class EndSurchargeInput(Strict):
    """The last day of a surcharge."""

    last_day = serializers.DateField()


class ChargeInput(Strict):
    """A surcharge, and the ids of the lines that bear it (an amount needs none)."""

    surcharge = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    lines = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**31 - 1),
        required=False,
        default=list,
        max_length=MOST_LINES,
    )


class NormOutput(serializers.ModelSerializer[ServiceNorm]):
    """The norm of a service; its file is at `/norms/<id>/file/`."""

    class Meta:
        model = ServiceNorm
        fields = ("id", "title", "source", "valid_from", "file_name", "sha256", "at")


class NormInput(Strict):
    """A norm: PDF, xlsx or docx."""

    title = serializers.CharField(max_length=250)
    source = serializers.CharField(  # type: ignore[assignment]
        max_length=200, required=False, allow_blank=True, default=""
    )
    valid_from = serializers.DateField()
    file = serializers.FileField()


class BringInput(Strict):
    """A price list as a workbook, and the day its new prices begin."""

    centre = serializers.SlugRelatedField(slug_field="code", queryset=Centre.objects.all())
    valid_from = serializers.DateField()
    file = serializers.FileField()


class ApplyPricesInput(Strict):
    """The digest of the preview that was seen."""

    digest = serializers.CharField(max_length=64)


class PriceRowOutput(serializers.Serializer[Judged]):
    """A row of a price list, what becomes of it, and why."""

    number = serializers.IntegerField(source="row.number")
    values = serializers.DictField(source="row.values", child=serializers.CharField())
    fate = serializers.ChoiceField(choices=PriceFate.choices)
    old = serializers.IntegerField(source="was", allow_null=True)
    amount = serializers.IntegerField(allow_null=True)
    why = serializers.SerializerMethodField()

    @extend_schema_field(FaultOutput(many=True))
    def get_why(self, row: Judged) -> list[dict[str, str]]:
        return [fault(one).as_json() for one in row.reasons]


class PricePreviewOutput(serializers.ModelSerializer[PriceImport]):
    """A price list with what would become of each row; `digest` is what applying wants."""

    centre = serializers.SlugRelatedField[Centre](slug_field="code", read_only=True)
    digest = serializers.CharField(read_only=True)
    untouched = serializers.IntegerField(read_only=True)
    rows = PriceRowOutput(many=True, read_only=True)

    class Meta:
        model = PriceImport
        fields = (
            "id", "centre", "file_name", "sha256", "valid_from", "at", "applied_at", "digest",
            "untouched", "rows",
        )  # fmt: skip


def previewed(source: PriceImport, seen: Preview) -> dict[str, Any]:
    """The answer about a list and its preview."""
    whole: Any = source
    whole.digest, whole.untouched, whole.rows = seen.digest, seen.untouched, seen.judged
    return dict(PricePreviewOutput(whole).data)


class PublicRowOutput(serializers.Serializer[Any]):
    """A service with what it costs, whole đồng without VAT."""

    code = serializers.CharField(source="service.code")
    name_vi = serializers.CharField(source="service.name_vi")
    name_en = serializers.CharField(source="service.name_en")
    kind = serializers.CharField(source="service.kind")
    range_min = QuantityOutput(source="service.range_min")
    range_max = QuantityOutput(source="service.range_max")
    unit = serializers.CharField(source="service.unit")
    amount = serializers.IntegerField()
    since = serializers.DateField()
    vat_percent = serializers.IntegerField(source="percent", allow_null=True)


class PublicOutput(serializers.Serializer[Any]):
    """The price list of a centre on a day."""

    centre = serializers.CharField(source="centre.code")
    on = serializers.DateField()
    rows = PublicRowOutput(many=True)
    surcharges = SurchargeOutput(many=True)
