"""The centre's standards: their calibration events, what was found later, checks in between.

An event, its values and every finding are only ever added. A mistake in an event is corrected by
another event that names it; an event whose true values are not known is doubted.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import Can
from audit.models import Sealed
from common.fields import NfcCharField
from instruments.fields import QuantityField
from instruments.states import StandardState
from metrology.decimals import CONTEXT
from metrology.quantities.quantity import Quantity
from metrology.quantities.units import base_quantity, difference_unit

LONGEST_REASON = 500


class StandardRows(models.QuerySet["Standard"]):
    """Standards, and which of them a person sees."""

    def visible_to(self, person: Any) -> "StandardRows":
        return self.filter(centre__in=person.centres(Can.SEE_STANDARDS))


class Standing(NamedTuple):
    """What counts of a standard on a day: the event in force, or why there is none."""

    event: "StandardCalibration | None"
    code: StandardState
    reason: str


class Standard(models.Model):
    """The centre's own reference (chuẩn đo lường)."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="standards")
    code = NfcCharField(_("mã hiệu"), max_length=40)
    name_vi = NfcCharField(_("tên"), max_length=200)
    name_en = NfcCharField(_("tên tiếng Anh"), max_length=200, blank=True)
    maker = NfcCharField(_("hãng sản xuất"), max_length=120, blank=True)
    model = NfcCharField(_("kiểu"), max_length=120, blank=True)
    serial = NfcCharField(_("số chế tạo"), max_length=80)
    quantity = models.CharField(_("đại lượng"), max_length=40)  # a quantity of the catalogue
    # What else the same item covers (a multifunction calibrator): quantities of the catalogue.
    also = models.JSONField(_("đại lượng khác"), default=list, blank=True)
    # The range and the permissible error are of `quantity`.
    range_min = QuantityField(null=True, blank=True)
    range_max = QuantityField(null=True, blank=True)
    accuracy = NfcCharField(_("cấp chính xác"), max_length=80, blank=True)
    mpe = QuantityField(_("sai số cho phép của chuẩn"), null=True, blank=True)
    # Decided by a person with a reason; the event of the decision says who and why.
    interval_months = models.PositiveSmallIntegerField(
        _("chu kỳ hiệu chuẩn, tháng"), null=True, blank=True
    )
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

    @property
    def quantities(self) -> tuple[str, ...]:
        """Every quantity it covers, the primary first."""
        return (self.quantity, *self.also)

    def covers(self, quantity: str) -> bool:
        """Whether it measures or realises `quantity`, or one that shares its units."""
        return base_quantity(quantity) in {base_quantity(each) for each in self.quantities}

    def range_of(self, quantity: str) -> tuple[Quantity | None, Quantity | None]:
        """Its range where it is of `quantity`; of a further quantity only certified values tell."""
        return (self.range_min, self.range_max) if self._is_of(quantity) else (None, None)

    def mpe_of(self, quantity: str) -> Quantity | None:
        """Its permissible error where it is of `quantity`."""
        return self.mpe if self._is_of(quantity) else None

    def _is_of(self, quantity: str) -> bool:
        return base_quantity(quantity) == base_quantity(self.quantity)

    def events(self) -> "list[StandardCalibration]":
        """Its events that none corrects, newest first. Reads prefetched rows when there are some.

        An event found later in the archive takes its place by its own day.
        """
        every = self.calibrations.all()
        corrected = {event.corrects_id for event in every}
        left = [event for event in every if event.pk not in corrected]
        return sorted(left, key=lambda event: (event.on, event.pk), reverse=True)

    def newest_on(self, day: date) -> "StandardCalibration | None":
        """The newest event done by `day` that none corrects, in force or not."""
        return next((event for event in self.events() if event.on <= day), None)

    def calibration_on(self, day: date) -> "StandardCalibration | None":
        """The event in force on `day`: the newest done by then, still valid, not in doubt."""
        newest = self.newest_on(day)
        return None if newest is None or _against(self, newest, day) else newest

    def standing(self, day: date) -> Standing:
        """The event that may be used on `day`, or the code and the sentence that forbid it."""
        newest = self.newest_on(day)
        if self.out_of_use:
            why = gettext("Chuẩn %(name)s đang ngừng sử dụng: %(why)s.") % {
                "name": self.code,
                "why": self.out_of_use_why or "–",
            }
            return Standing(None, StandardState.OUT_OF_USE, why)
        if newest is None:
            why = gettext("Chuẩn %(name)s chưa có lần hiệu chuẩn nào.") % {"name": self.code}
            return Standing(None, StandardState.UNCALIBRATED, why)
        return _against(self, newest, day) or Standing(newest, StandardState.VALID, "")


def _against(standard: Standard, newest: "StandardCalibration", day: date) -> Standing | None:
    """What keeps the newest event from being in force on `day`."""
    if doubt := newest.doubt_on(day):
        return Standing(None, StandardState.DOUBTED, doubt.sentence(standard.code))
    if newest.valid_until < day:
        why = gettext("Chuẩn %(name)s hết hạn hiệu chuẩn ngày %(day)s.") % {
            "name": standard.code,
            "day": date_format(newest.valid_until, "d/m/Y"),
        }
        return Standing(None, StandardState.OVERDUE, why)
    return None


class StandardCalibration(Sealed):
    """A calibration of a standard: an event with values, U, k, a validity and its file.

    Never changed. A correction is one more event that names the one it replaces and says why.
    """

    sealed_fields = (
        "id", "standard", "on", "valid_until", "laboratory", "certificate_number", "traceable_to",
        "file_sha256", "corrects", "why", "by", "at",
    )  # fmt: skip

    standard = models.ForeignKey(Standard, models.PROTECT, related_name="calibrations")
    on = models.DateField(_("ngày hiệu chuẩn"))
    valid_until = models.DateField(_("có giá trị đến"))
    laboratory = NfcCharField(_("nơi hiệu chuẩn"), max_length=200)
    certificate_number = NfcCharField(_("số giấy chứng nhận"), max_length=80)
    traceable_to = NfcCharField(_("liên kết chuẩn"), max_length=120, blank=True)
    file = models.FileField(upload_to="standards/", blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    why = NfcCharField(_("lý do"), max_length=LONGEST_REASON, blank=True)
    # Null where nobody kept who recorded it and when.
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("standard", "on")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("on")), name="standard_calibration_ends_after"
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(why=""),
                name="standard_correction_says_why",
            ),
            # A correction may keep the number of the certificate that it corrects.
            models.UniqueConstraint(
                fields=["standard", "certificate_number"],
                condition=Q(corrects__isnull=True),
                name="standard_certificate_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.standard.code} {self.certificate_number}"

    def doubt_on(self, day: date) -> "CalibrationDoubt | None":
        """The finding that keeps it from use on `day`: of several the one that reaches back most.

        Reads prefetched doubts when there are some.
        """
        reaching = [doubt for doubt in self.doubts.all() if doubt.begins(self) <= day]
        return min(reaching, key=lambda doubt: (doubt.begins(self), doubt.pk), default=None)

    def values_of(self, quantity: str) -> "list[StandardValue]":
        """Its lines of one quantity, in their order."""
        base = base_quantity(quantity)
        return [line for line in self.values.all() if line.nominal.unit.quantity == base]


class StandardValue(Sealed):
    """One line of a standard's certificate.

    `nominal` is the standard's nominal value, or what it indicates itself; `value` what it truly
    is there (the conventional true value); U and k are those of `value`.
    """

    sealed_fields = ("id", "calibration", "nominal", "value", "expanded", "k")

    calibration = models.ForeignKey(StandardCalibration, models.PROTECT, related_name="values")
    nominal = QuantityField()
    value = QuantityField()
    expanded = QuantityField(_("độ không đảm bảo đo mở rộng"))
    k = models.CharField(max_length=6, default="2")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.nominal}: {self.value} ± {self.expanded}"

    @property
    def correction(self) -> Quantity:
        """What to ADD to the nominal value or indication (VIM 2.53), in the unit of `nominal`."""
        unit = self.nominal.unit
        found = CONTEXT.subtract(self.value.to(unit), self.nominal.value)
        return Quantity(format(found, "f"), difference_unit(unit))


class CalibrationDoubt(Sealed):
    """An event found wrong while its true values are not known (found out of limits, dropped).

    The standard may not be used until there is a new event, or a correction of this one.
    """

    sealed_fields = ("id", "event", "why", "since", "by", "at")

    event = models.ForeignKey(StandardCalibration, models.PROTECT, related_name="doubts")
    why = NfcCharField(_("lý do"), max_length=LONGEST_REASON)
    # The first day that is in doubt; null: nobody knows, so all since the event.
    since = models.DateField(_("từ ngày"), null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("event", "pk")
        constraints = (models.CheckConstraint(condition=~Q(why=""), name="doubt_says_why"),)

    def __str__(self) -> str:
        return f"{self.event}: {self.why}"

    def begins(self, event: StandardCalibration) -> date:
        """The first day in doubt; `event` is its own event, which the caller holds already."""
        return self.since or event.on

    def sentence(self, name: str) -> str:
        """Why the standard named `name` may not be used."""
        return gettext("Lần hiệu chuẩn của chuẩn %(name)s đang bị nghi ngờ: %(why)s.") % {
            "name": name,
            "why": self.why.rstrip("."),
        }


class ControlLimits(Sealed):
    """How the intermediate checks of one point with one item are judged. The newest row counts."""

    sealed_fields = (
        "id", "standard", "point", "item", "since", "first", "lower", "upper", "why", "by", "at",
    )  # fmt: skip

    standard = models.ForeignKey(Standard, models.PROTECT, related_name="control_limits")
    point = QuantityField(_("điểm kiểm tra"))
    item = NfcCharField(_("vật kiểm tra"), max_length=200)
    since = models.DateField(_("tính từ ngày"), null=True, blank=True)
    first = models.PositiveSmallIntegerField(_("số lần đầu lấy làm chuẩn"))
    lower = QuantityField(_("giới hạn dưới"), null=True, blank=True)
    upper = QuantityField(_("giới hạn trên"), null=True, blank=True)
    why = NfcCharField(_("lý do"), max_length=LONGEST_REASON)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("standard", "pk")
        constraints = (models.CheckConstraint(condition=~Q(why=""), name="control_limits_say_why"),)

    def __str__(self) -> str:
        return f"{self.standard.code} {self.point} {self.item}"


class IntermediateCheck(Sealed):
    """A check between calibrations (ISO/IEC 17025:2017, 6.4.10): a value found at a point."""

    sealed_fields = (
        "id", "standard", "on", "point", "found", "item", "note", "corrects", "by", "at",
    )  # fmt: skip

    standard = models.ForeignKey(Standard, models.PROTECT, related_name="checks")
    on = models.DateField(_("ngày kiểm tra"))
    point = QuantityField(_("điểm kiểm tra"))
    found = QuantityField(_("giá trị tìm thấy"))
    item = NfcCharField(_("vật kiểm tra"), max_length=200)
    note = NfcCharField(_("ghi chú"), max_length=LONGEST_REASON, blank=True)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("standard", "on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(note=""), name="check_corrects_with_note"
            ),
        )

    def __str__(self) -> str:
        return f"{self.standard.code} {self.on}: {self.found}"


def not_corrected(checks: Sequence[IntermediateCheck]) -> list[IntermediateCheck]:
    """The checks that none corrects, in their order."""
    corrected = {check.corrects_id for check in checks}
    return [check for check in checks if check.pk not in corrected]
