"""Instrument types with dated cycles, customers' instruments, standards with their calibrations."""

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, Customer, Site
from accounts.permissions import Can
from common.fields import NfcCharField
from common.text import fold
from instruments.fields import QuantityField


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
    search_key = models.CharField(max_length=600, editable=False)

    class Meta:
        ordering = ("field", "code")

    def __str__(self) -> str:
        return self.name_vi

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_key = fold(f"{self.code} {self.name_vi} {self.name_en}")
        super().save(*args, **kwargs)

    @property
    def needs_type_approval(self) -> bool:
        """Whether verification demands a type-approval decision (TT 23/2013, column A)."""
        return "A" in self.control.split()


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


class InstrumentRows(models.QuerySet["Instrument"]):
    """Instruments, and which of them a person sees."""

    def visible_to(self, person: Any) -> "InstrumentRows":
        inside = models.Q(customer__centre__in=person.centres(Can.SEE_INSTRUMENTS))
        return self.filter(inside | models.Q(customer__in=person.customer_ids))

    def search(self, text: str) -> "InstrumentRows":
        """Rows that hold every word of `text`, case and tone marks aside."""
        rows = self
        for word in fold(text).split():
            rows = rows.filter(search_key__contains=word)
        return rows


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

    objects = InstrumentRows.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["customer", "type", "maker", "serial"], name="instrument_serial_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.shown_name} {self.serial}"

    @property
    def shown_name(self) -> str:
        """Its own name, or its type's."""
        return self.name or self.type.name_vi

    @property
    def centre(self) -> Centre:
        """The centre whose customer owns it."""
        return self.customer.centre

    def save(self, *args: Any, **kwargs: Any) -> None:
        parts = (self.shown_name, self.maker, self.model, self.serial, self.tag, self.customer.name)
        self.search_key = fold(" ".join(parts))
        super().save(*args, **kwargs)


class StandardRows(models.QuerySet["Standard"]):
    """Standards, and which of them a person sees."""

    def visible_to(self, person: Any) -> "StandardRows":
        return self.filter(centre__in=person.centres(Can.SEE_STANDARDS))


class Standard(models.Model):
    """The centre's own reference (chuẩn đo lường)."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="standards")
    code = NfcCharField(_("mã hiệu"), max_length=40)
    name_vi = NfcCharField(_("tên"), max_length=200)
    name_en = NfcCharField(_("tên tiếng Anh"), max_length=200, blank=True)
    maker = NfcCharField(_("hãng sản xuất"), max_length=120, blank=True)
    model = NfcCharField(_("kiểu"), max_length=120, blank=True)
    serial = NfcCharField(_("số chế tạo"), max_length=80)
    quantity = models.CharField(_("đại lượng"), max_length=40)  # metrology.units quantity
    range_min = QuantityField(null=True, blank=True)
    range_max = QuantityField(null=True, blank=True)
    accuracy = NfcCharField(_("cấp chính xác"), max_length=80, blank=True)
    mpe = QuantityField(_("sai số cho phép của chuẩn"), null=True, blank=True)
    out_of_use = models.BooleanField(_("ngừng sử dụng"), default=False)
    out_of_use_why = NfcCharField(_("lý do ngừng"), max_length=200, blank=True)

    objects = StandardRows.as_manager()

    class Meta:
        ordering = ("centre", "code")
        constraints = (
            models.UniqueConstraint(fields=["centre", "code"], name="standard_code_once"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name_vi}"

    def calibration_on(self, day: date) -> "StandardCalibration | None":
        """The calibration event in force on `day`: the newest done by then and still valid."""
        done = [c for c in self.calibrations.all() if c.on <= day]
        newest = max(done, key=lambda c: (c.on, c.pk), default=None)
        return newest if newest is not None and newest.valid_until >= day else None


class StandardCalibration(models.Model):
    """A calibration of a standard: an event with values, U, k, a validity and its file."""

    standard = models.ForeignKey(Standard, models.PROTECT, related_name="calibrations")
    on = models.DateField(_("ngày hiệu chuẩn"))
    valid_until = models.DateField(_("có giá trị đến"))
    laboratory = NfcCharField(_("nơi hiệu chuẩn"), max_length=200)
    certificate_number = NfcCharField(_("số giấy chứng nhận"), max_length=80)
    traceable_to = NfcCharField(_("liên kết chuẩn"), max_length=120, blank=True)
    file = models.FileField(upload_to="standards/", blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("standard", "on")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("on")),
                name="standard_calibration_ends_after",
            ),
            models.UniqueConstraint(
                fields=["standard", "certificate_number"], name="standard_certificate_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.standard.code} {self.certificate_number}"


class StandardValue(models.Model):
    """One line of a standard's certificate: nominal value, value found, U and k."""

    calibration = models.ForeignKey(StandardCalibration, models.CASCADE, related_name="values")
    nominal = QuantityField()
    value = QuantityField()
    expanded = QuantityField(_("độ không đảm bảo đo mở rộng"))
    k = models.CharField(max_length=6, default="2")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.nominal}: {self.value} ± {self.expanded}"
