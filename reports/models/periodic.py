"""A period report, its narrative, and what it froze when it was closed."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import Can
from audit.models import Sealed
from common.fields import NfcCharField
from planning.models import Block
from reports.states import ReportKind, ReportState


class ReportRows(models.QuerySet[Any]):
    """Reports, and which of them a person sees."""

    def visible_to(self, person: Any) -> Self:
        return self.filter(centre__in=person.centres(Can.SEE_FIGURES))


class PeriodReport(models.Model):
    """One version of a unit's (or a block's) report of a period, up to a cut-off day."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="period_reports")
    block = models.ForeignKey(
        Block, models.PROTECT, null=True, blank=True, related_name="period_reports"
    )
    kind = models.CharField(_("loại"), max_length=9, choices=ReportKind, default=ReportKind.UNIT)
    period = models.CharField(_("kỳ"), max_length=8)  # as common.period writes it
    cut_off = models.DateField(_("ngày chốt số liệu"))
    version = models.PositiveSmallIntegerField(default=1)
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    reopened_why = NfcCharField(_("lý do mở lại"), max_length=300, blank=True)
    state = models.CharField(
        _("trạng thái"), max_length=8, choices=ReportState, default=ReportState.DRAFT
    )
    # What the document says of itself (decree 30/2020, appendix I).
    number = NfcCharField(_("số, ký hiệu"), max_length=60, blank=True)
    dated_on = models.DateField(_("ngày của báo cáo"), null=True, blank=True)
    signer_for = NfcCharField(_("ký thay"), max_length=60, blank=True)  # "TM.", "KT. GIÁM ĐỐC"
    signer_title = NfcCharField(_("chức vụ người ký"), max_length=100, blank=True)
    signer_name = NfcCharField(_("người ký"), max_length=150, blank=True)
    recipients = models.TextField(_("nơi nhận"), blank=True)  # a line for each
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ReportRows.as_manager()

    if TYPE_CHECKING:
        sections: models.Manager["ReportSection"]
        causes: models.Manager["Cause"]
        closing: "ClosedReport"

    class Meta:
        ordering = ("centre", "period", "kind", "version")
        constraints = (
            models.UniqueConstraint(
                fields=["centre", "kind", "period", "version"],
                condition=Q(block__isnull=True),
                name="report_version_once",
            ),
            models.UniqueConstraint(
                fields=["block", "period", "version"],
                condition=Q(block__isnull=False),
                name="block_report_version_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="block", block__isnull=False)
                | (~Q(kind="block") & Q(block__isnull=True)),
                name="report_of_block_or_unit",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_by__isnull=False, closed_at__isnull=False),
                name="report_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=F("made_by")),
                name="report_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(follows__isnull=True) | ~Q(reopened_why=""),
                name="report_reopened_with_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.centre.code} {self.period} ({self.version})"


class ReportSection(models.Model):
    """One narrative section: text with names of figures inside, as a person left it.

    `text` names figures as [[code]] or [[code:form]]; they are filled in whenever the report is
    shown, so new figures never cost anybody's words. `base` is the proposal it began from.
    """

    report = models.ForeignKey(PeriodReport, models.PROTECT, related_name="sections")
    key = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    base = models.TextField(blank=True)
    edited_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("report", "pk")
        constraints = (
            models.UniqueConstraint(fields=["report", "key"], name="report_section_once"),
        )

    def __str__(self) -> str:
        return f"{self.report} {self.key}"


class Cause(models.Model):
    """Why a target was missed: asked for each line that is."""

    report = models.ForeignKey(PeriodReport, models.PROTECT, related_name="causes")
    indicator = models.CharField(max_length=60)
    text = models.TextField(_("nguyên nhân"))
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ("report", "pk")
        constraints = (
            models.UniqueConstraint(fields=["report", "indicator"], name="report_cause_once"),
        )

    def __str__(self) -> str:
        return f"{self.report} {self.indicator}"


class ClosedReport(Sealed):
    """What a report said when it was closed; added once, refused any change by the database.

    `statement` is canonical JSON: unit, period, cut-off, every figure without its rows, the digests
    of the figures, sections as they were filled, adjustments of earlier periods with their causes.
    """

    sealed_fields: ClassVar = ("id", "report", "statement", "digest", "closed_at")

    report = models.OneToOneField(PeriodReport, models.PROTECT, related_name="closing")
    statement = models.TextField()
    digest = models.CharField(max_length=64)  # SHA-256 of the statement
    closed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.report} {self.digest[:12]}"


class ClosedFigure(Sealed):
    """One figure of a closed report with the rows it was made from.

    `statement` is canonical JSON (value, numerator, denominator as text, definition in both
    languages with its version, unit, base, VAT, kind, target). `rows` is canonical JSON: a list of
    [id, net, gross], the amounts null where the figure is no money. `digest` covers both.
    """

    sealed_fields: ClassVar = ("id", "closing", "code", "statement", "rows", "digest")

    closing = models.ForeignKey(ClosedReport, models.PROTECT, related_name="figures")
    code = models.CharField(max_length=60)
    statement = models.TextField()
    rows = models.TextField(default="[]")
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("closing", "pk")
        constraints = (
            models.UniqueConstraint(fields=["closing", "code"], name="closed_figure_once"),
        )

    def __str__(self) -> str:
        return f"{self.closing_id} {self.code}"


class Subscription(models.Model):
    """An address that a unit's closed reports are mailed to."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="report_subscriptions")
    email = models.EmailField(_("địa chỉ e-mail"))
    name = NfcCharField(_("họ và tên"), max_length=150, blank=True)
    language = models.CharField(
        _("ngôn ngữ"), max_length=2, choices=[("vi", "Tiếng Việt"), ("en", "English")], default="vi"
    )
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ReportRows.as_manager()

    class Meta:
        ordering = ("centre", "email")
        constraints = (
            models.UniqueConstraint(
                fields=["centre", "email"],
                condition=Q(ended_at__isnull=True),
                name="subscription_once",
            ),
        )

    def __str__(self) -> str:
        return self.email
