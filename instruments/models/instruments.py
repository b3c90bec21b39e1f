"""Instrument types with dated cycles, and customers' instruments."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, Customer, Site
from accounts.permissions import Can
from common.fields import ExactDecimalField, NfcCharField
from common.text import fold
from instruments.fields import QuantityField, comparable
from instruments.words import field_words
from metrology.quantities.quantity import Quantity

MOST_WORDS = 12  # of a search: each is one more condition


class InstrumentTypeRows(models.QuerySet["InstrumentType"]):
    """Kinds of instrument; the law is public, everyone signed in sees them."""

    def search(self, text: str) -> "InstrumentTypeRows":
        """Kinds that hold every word of `text`, case and tone marks aside."""
        rows = self
        for word in fold(text).split()[:MOST_WORDS]:
            rows = rows.filter(search_key__contains=word)
        return rows


class InstrumentType(models.Model):
    """A kind of instrument, as the group-2 list or the catalogue of the trade names it."""

    code = models.SlugField(_("mã"), max_length=60, unique=True)
    name_vi = NfcCharField(_("tên"), max_length=200)
    name_en = NfcCharField(_("tên tiếng Anh"), max_length=200, blank=True)
    field = NfcCharField(_("lĩnh vực"), max_length=80)
    quantity = NfcCharField(_("đại lượng"), max_length=120, blank=True)
    unit = NfcCharField(_("đơn vị"), max_length=80, blank=True)
    group_two = models.BooleanField(_("thuộc nhóm 2"), default=False)
    # Letters of the list: A type approval, I initial, P periodic, R after repair.
    control = models.CharField(max_length=20, blank=True)
    documents = NfcCharField(_("ĐLVN"), max_length=200, blank=True)
    documents_confidence = models.CharField(max_length=60, blank=True)
    source = NfcCharField(_("nguồn"), max_length=300, blank=True)
    note = models.TextField(blank=True)
    # Outside the list: the usual interval of the trade. The customer decides, nothing is computed.
    usual_months = models.PositiveSmallIntegerField(_("chu kỳ thường dùng"), null=True, blank=True)
    search_key = models.CharField(max_length=600, editable=False)

    objects = InstrumentTypeRows.as_manager()

    class Meta:
        ordering = ("field", "code")

    def __str__(self) -> str:
        return self.name_vi

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.prepare()
        super().save(*args, **kwargs)

    def prepare(self) -> None:
        """Fill the search key; whoever writes many rows at once calls it for each."""
        self.search_key = fold(f"{self.code} {self.name_vi} {self.name_en} {self.documents}")

    @property
    def field_words(self) -> str:
        """The field of measurement in the reader's language."""
        return field_words(self.field)

    @property
    def letters(self) -> list[str]:
        """The controls of the group-2 list: A type approval, I initial, P periodic, R repair."""
        return self.control.split()

    @property
    def needs_type_approval(self) -> bool:
        """Whether verification demands a type-approval decision (TT 23/2013, column A)."""
        return "A" in self.letters


class VerificationCycle(models.Model):
    """How many months a verification holds, as the rule of a time says. Dated, never edited."""

    instrument_type = models.ForeignKey(InstrumentType, models.CASCADE, related_name="cycles")
    months = models.PositiveSmallIntegerField(_("chu kỳ, tháng"))
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = NfcCharField(max_length=300)
    confirmed = models.BooleanField(default=True)  # False: read from a damaged copy, not used

    class Meta:
        ordering = ("instrument_type", "valid_from")
        constraints = (
            models.UniqueConstraint(
                fields=["instrument_type", "valid_from", "confirmed"], name="cycle_from_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.instrument_type.code}: {self.months}"


RANGES = ("range_min", "range_max")
COMPARISONS = ("exact", "gte", "gt", "lte", "lt")
DERIVED = ("search_key", "range_quantity", "range_min_base", "range_max_base")


class InstrumentRows(models.QuerySet["Instrument"]):
    """Instruments, and which of them a person sees."""

    def visible_to(self, person: Any) -> "InstrumentRows":
        inside = models.Q(customer__centre__in=person.centres(Can.SEE_INSTRUMENTS))
        return self.filter(inside | models.Q(customer__in=person.customer_ids))

    def search(self, text: str) -> "InstrumentRows":
        """Rows that hold every word of `text`, case and tone marks aside.

        A word may stand in the instrument's own facts, in its type or in its customer's name.
        """
        rows = self
        for word in fold(text).split()[:MOST_WORDS]:
            rows = rows.filter(
                models.Q(search_key__contains=word)
                | models.Q(type__search_key__contains=word)
                | models.Q(customer__search_key__contains=word)
            )
        return rows

    def where(self, name: str, comparison: str, value: Quantity) -> "InstrumentRows":
        """Rows whose `range_min` or `range_max` compares with `value`, whatever the units.

        `comparison` is one of exact, gte, gt, lte, lt. Instruments of another quantity never match.
        """
        if name not in RANGES or comparison not in COMPARISONS:
            raise ValueError(f"{name}__{comparison} is not a comparison of ranges")
        base = comparable(value)
        if base is None:
            return self.none()
        return self.filter(
            **{f"{name}_base__{comparison}": base, "range_quantity": value.unit.quantity}
        )


class Instrument(models.Model):
    """A customer's instrument (phương tiện đo)."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="instruments")
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True)
    type = models.ForeignKey(InstrumentType, models.PROTECT)
    name = NfcCharField(_("tên"), max_length=200, blank=True)  # where it differs from the type's
    maker = NfcCharField(_("hãng sản xuất"), max_length=120, blank=True)
    country = NfcCharField(_("nước sản xuất"), max_length=80, blank=True)
    model = NfcCharField(_("kiểu"), max_length=120, blank=True)
    serial = NfcCharField(_("số chế tạo"), max_length=80)
    tag = NfcCharField(_("mã của khách hàng"), max_length=80, blank=True)
    year = models.PositiveSmallIntegerField(_("năm sản xuất"), null=True, blank=True)
    range_min = QuantityField(_("giới hạn đo dưới"), null=True, blank=True)
    range_max = QuantityField(_("giới hạn đo trên"), null=True, blank=True)
    resolution = QuantityField(_("giá trị độ chia"), null=True, blank=True)
    accuracy = NfcCharField(_("cấp chính xác"), max_length=60, blank=True)
    type_approval = NfcCharField(_("số phê duyệt mẫu"), max_length=60, blank=True)
    # What a procedure asks beyond these, as text: {"e": "50 g", "supports": "4"}.
    facts = models.JSONField(default=dict, blank=True)
    search_key = models.CharField(max_length=900, editable=False)
    # The range in the coherent unit of its quantity, only to compare and sort by in the database.
    range_quantity = models.CharField(max_length=40, blank=True, editable=False)
    range_min_base = ExactDecimalField(null=True, editable=False)
    range_max_base = ExactDecimalField(null=True, editable=False)

    objects = InstrumentRows.as_manager()

    class Meta:
        ordering = ("pk",)
        indexes = (
            models.Index(fields=["range_quantity", "range_max_base"], name="instrument_range"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["customer", "type", "maker", "serial"], name="instrument_serial_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.shown_name} {self.serial}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.prepare()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, *DERIVED}
        super().save(*args, **kwargs)

    @property
    def shown_name(self) -> str:
        """Its own name, or its type's."""
        return self.name or self.type.name_vi

    @property
    def centre(self) -> Centre:
        """The centre whose customer owns it."""
        return self.customer.centre

    def prepare(self) -> None:
        """Fill what follows from the other columns; whoever writes many rows calls it for each."""
        for name in ("range_min", "range_max", "resolution"):
            field = self._meta.get_field(name)
            setattr(self, name, field.to_python(getattr(self, name)))  # type: ignore[union-attr]
        parts = (self.name, self.maker, self.model, self.serial, self.tag)
        self.search_key = fold(" ".join(parts))
        known = self.range_max or self.range_min
        self.range_quantity = known.unit.quantity if known is not None else ""
        self.range_min_base = comparable(self.range_min)
        self.range_max_base = comparable(self.range_max)
