"""Shapes of the API about instruments, their kinds, standards and units."""

import base64
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Centre, Customer, Site
from accounts.permissions import Can
from common.api import Strict
from instruments.api.fields import QuantityOutput, QuantitySerializerField
from instruments.models import (
    CalibrationDoubt,
    Instrument,
    InstrumentType,
    Standard,
    StandardCalibration,
    StandardValue,
)
from instruments.queries import standing
from instruments.services import MOST_BYTES
from instruments.services.standards import MOST_QUANTITIES
from instruments.states import StandardState


class CycleOutput(serializers.Serializer[Any]):
    """A verification cycle of a time; unconfirmed ones are never computed with."""

    months = serializers.IntegerField()
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment]
    confirmed = serializers.BooleanField()


class InstrumentTypeOutput(serializers.ModelSerializer[InstrumentType]):
    """A kind of instrument with all its dated cycles."""

    control = serializers.ListField(child=serializers.CharField(), source="letters")
    cycles = CycleOutput(many=True, read_only=True)

    class Meta:
        model = InstrumentType
        fields = (
            "code", "name_vi", "name_en", "field", "quantity", "unit", "group_two", "control",
            "usual_months", "documents", "documents_confidence", "source", "note", "cycles",
        )  # fmt: skip


class TypeNameOutput(serializers.Serializer[Any]):
    """A kind by code and names."""

    code = serializers.CharField()
    name_vi = serializers.CharField()
    name_en = serializers.CharField()


class OwnerOutput(serializers.Serializer[Any]):
    """A customer or a place by id and name."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class InstrumentOutput(serializers.ModelSerializer[Instrument]):
    """A customer's instrument."""

    type = TypeNameOutput(read_only=True)
    customer = OwnerOutput(read_only=True)
    site = OwnerOutput(read_only=True, allow_null=True)
    range_min = QuantityOutput(allow_null=True)
    range_max = QuantityOutput(allow_null=True)
    resolution = QuantityOutput(allow_null=True)
    facts = serializers.DictField(child=serializers.CharField())

    class Meta:
        model = Instrument
        fields = (
            "id", "type", "customer", "site", "name", "maker", "country", "model", "serial", "tag",
            "year", "range_min", "range_max", "resolution", "accuracy", "type_approval", "facts",
        )  # fmt: skip


class _Customers(serializers.PrimaryKeyRelatedField[Customer]):
    """A customer the person sees; another does not exist."""

    def get_queryset(self) -> Any:
        return Customer.objects.visible_to(self.context["person"]).select_related("centre")


class _Sites(serializers.PrimaryKeyRelatedField[Site]):
    """A place of a customer the person sees."""

    def get_queryset(self) -> Any:
        seen = Customer.objects.visible_to(self.context["person"])
        return Site.objects.filter(customer__in=seen)


class _Centres(serializers.SlugRelatedField[Centre]):
    """A centre whose standards the person sees."""

    def get_queryset(self) -> Any:
        return self.context["person"].centres(Can.SEE_STANDARDS)


def _text(most: int) -> Any:
    return serializers.CharField(max_length=most, required=False, allow_blank=True)


class InstrumentChange(Strict):
    """What may be amended; what is left out stays as it is."""

    type = serializers.SlugRelatedField(
        slug_field="code", queryset=InstrumentType.objects.all(), required=False
    )
    site = _Sites(
        queryset=Site.objects.none(),
        pk_field=serializers.IntegerField(),
        required=False,
        allow_null=True,
    )
    serial = serializers.CharField(max_length=80, required=False)
    name = _text(200)
    maker = _text(120)
    country = _text(80)
    model = _text(120)
    tag = _text(80)
    year = serializers.IntegerField(min_value=1800, max_value=2200, required=False, allow_null=True)
    range_min = QuantitySerializerField(required=False, allow_null=True)
    range_max = QuantitySerializerField(required=False, allow_null=True)
    resolution = QuantitySerializerField(required=False, allow_null=True, difference=True)
    accuracy = _text(60)
    type_approval = _text(60)
    facts = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False)


class InstrumentInput(InstrumentChange):
    """A new instrument of a customer."""

    customer = _Customers(queryset=Customer.objects.none(), pk_field=serializers.IntegerField())
    type = serializers.SlugRelatedField(slug_field="code", queryset=InstrumentType.objects.all())
    serial = serializers.CharField(max_length=80)


class ValueOutput(serializers.ModelSerializer[StandardValue]):
    """One line of a standard's certificate.

    `value` is what it truly is at `nominal`; `correction` = value - nominal, to add to `nominal`.
    """

    nominal = QuantityOutput()
    value = QuantityOutput()
    correction = QuantityOutput()
    expanded = QuantityOutput()

    class Meta:
        model = StandardValue
        fields = ("nominal", "value", "correction", "expanded", "k")


class DoubtOutput(serializers.ModelSerializer[CalibrationDoubt]):
    """A finding that an event is wrong; `since` null: from the day of the event."""

    by = serializers.StringRelatedField[Any](allow_null=True)

    class Meta:
        model = CalibrationDoubt
        fields = ("id", "event", "since", "why", "by", "at")


class CalibrationOutput(serializers.ModelSerializer[StandardCalibration]):
    """A calibration event of a standard; `corrects` is the id of the event it replaces."""

    by = serializers.StringRelatedField[Any](allow_null=True)
    doubts = DoubtOutput(many=True, read_only=True)
    values = ValueOutput(many=True, read_only=True)

    class Meta:
        model = StandardCalibration
        fields = (
            "id", "on", "valid_until", "laboratory", "certificate_number", "traceable_to",
            "file_sha256", "corrects", "why", "by", "at", "doubts", "values",
        )  # fmt: skip


class StandardOutput(serializers.ModelSerializer[Standard]):
    """A standard with its state today."""

    centre = serializers.SlugRelatedField[Centre](slug_field="code", read_only=True)
    range_min = QuantityOutput(allow_null=True)
    range_max = QuantityOutput(allow_null=True)
    mpe = QuantityOutput(allow_null=True)
    also = serializers.ListField(child=serializers.CharField())
    state = serializers.SerializerMethodField()
    valid_until = serializers.SerializerMethodField()

    class Meta:
        model = Standard
        fields = (
            "id", "centre", "code", "name_vi", "name_en", "maker", "model", "serial", "quantity",
            "also", "range_min", "range_max", "accuracy", "mpe", "interval_months", "out_of_use",
            "out_of_use_why", "state", "valid_until",
        )  # fmt: skip

    @extend_schema_field(serializers.ChoiceField(choices=StandardState.choices))
    def get_state(self, standard: Standard) -> str:
        """What the standard is today."""
        return standing(standard, self.context["today"]).state.value

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_valid_until(self, standard: Standard) -> str | None:
        """The last day of its newest calibration."""
        newest = standing(standard, self.context["today"]).newest
        return newest.valid_until.isoformat() if newest else None


class StandardDetailOutput(StandardOutput):
    """A standard with its whole chain of calibrations, newest first."""

    calibrations = CalibrationOutput(many=True, read_only=True)

    class Meta(StandardOutput.Meta):
        fields = (*StandardOutput.Meta.fields, "calibrations")  # type: ignore[assignment]


class StandardChange(Strict):
    """What may be amended of a standard; what is left out stays as it is."""

    code = serializers.CharField(max_length=40, required=False)
    name_vi = serializers.CharField(max_length=200, required=False)
    name_en = _text(200)
    maker = _text(120)
    model = _text(120)
    serial = serializers.CharField(max_length=80, required=False)
    also = serializers.ListField(
        child=serializers.CharField(max_length=40),
        required=False,
        max_length=MOST_QUANTITIES,
        help_text="Further quantities that the same item covers.",
    )
    range_min = QuantitySerializerField(required=False, allow_null=True)
    range_max = QuantitySerializerField(required=False, allow_null=True)
    accuracy = _text(80)
    mpe = QuantitySerializerField(required=False, allow_null=True, difference=True)


class StandardInput(StandardChange):
    """A new standard of a centre."""

    centre = _Centres(slug_field="code", queryset=Centre.objects.all())
    code = serializers.CharField(max_length=40)
    name_vi = serializers.CharField(max_length=200)
    serial = serializers.CharField(max_length=80)
    quantity = serializers.CharField(max_length=40)


class ValueInput(Strict):
    """One line of the certificate of a standard."""

    nominal = QuantitySerializerField()
    value = QuantitySerializerField()
    expanded = QuantitySerializerField(difference=True)
    k = serializers.CharField(max_length=6, default="2")


class FileInput(Strict):
    """A file: its name and its content in base64."""

    name = serializers.CharField(max_length=120)
    content = serializers.CharField(trim_whitespace=False, max_length=MOST_BYTES * 4 // 3 + 4)

    def validate(self, attrs: Any) -> ContentFile[bytes]:
        try:
            content = base64.b64decode(attrs["content"], validate=True)
        except ValueError as error:
            message = _("Nội dung tệp không phải base64.")
            raise serializers.ValidationError({"content": [message]}) from error
        return ContentFile(content, name=attrs["name"])


class CalibrationInput(Strict):
    """A calibration event with its values and, if at hand, its certificate."""

    on = serializers.DateField()
    valid_until = serializers.DateField()
    laboratory = serializers.CharField(max_length=200)
    certificate_number = serializers.CharField(max_length=80)
    traceable_to = _text(120)
    values = serializers.ListField(child=ValueInput(), required=False, max_length=200)
    file = FileInput(required=False, allow_null=True)


class UnitOutput(serializers.Serializer[Any]):
    """A unit of the closed catalogue."""

    code = serializers.CharField()
    symbol = serializers.CharField()
    name_vi = serializers.CharField()
    name_en = serializers.CharField()
    quantity = serializers.CharField()
    quantity_vi = serializers.CharField()
    quantity_en = serializers.CharField()
    kind = serializers.CharField(help_text="ratio, interval, difference, scale or count")
    aliases = serializers.ListField(child=serializers.CharField())
