"""Jobs: one instrument or sample to be done."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, Customer, Site, User
from accounts.permissions import Can
from calibration.models.procedures import ProcedureVersion
from calibration.states import JobState, Outcome, Regime, Service
from common.fields import NfcCharField
from common.text import fold
from instruments.models import Instrument

MOST_WORDS = 8


class JobRows(models.QuerySet["Job"]):
    """Jobs, and which of them a person sees."""

    def visible_to(self, person: Any) -> "JobRows":
        return self.filter(centre__in=person.centres(Can.SEE_JOBS))

    def search(self, text: str) -> "JobRows":
        """Rows that hold every word of `text` in instrument, type or customer, tone marks aside."""
        rows = self
        for word in fold(text).split()[:MOST_WORDS]:
            rows = rows.filter(
                Q(instrument__search_key__contains=word)
                | Q(instrument__type__search_key__contains=word)
                | Q(customer__search_key__contains=word)
            )
        return rows

    def performed(self, start: Any, end: Any) -> "JobRows":
        """Jobs whose work was approved, performed from `start` to `end`, both included."""
        return self.filter(state=JobState.APPROVED, performed_on__range=(start, end))


class Job(models.Model):
    """One instrument (or one sample) to be done under one contract line."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="jobs")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="jobs")
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True)
    instrument = models.ForeignKey(
        Instrument, models.PROTECT, null=True, blank=True, related_name="jobs"
    )
    sample = NfcCharField(_("mẫu"), max_length=200, blank=True)
    service = models.CharField(_("dịch vụ"), max_length=12, choices=Service)
    regime = models.CharField(_("chế độ"), max_length=12, choices=Regime, blank=True)
    procedure = models.ForeignKey(
        ProcedureVersion, models.PROTECT, null=True, blank=True, related_name="jobs"
    )
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=JobState, default=JobState.OPEN
    )
    # A statement of conformity that the customer asked for with a calibration, and by which rule
    # (ISO/IEC 17025:2017, 7.1.3); blank: values only. A verification is judged by its procedure.
    conformity = models.CharField(_("quy tắc quyết định"), max_length=40, blank=True)
    due_on = models.DateField(_("hạn"), null=True, blank=True)
    on_site = models.BooleanField(_("tại hiện trường"), default=False)
    technician = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="jobs_done"
    )
    performed_on = models.DateField(_("ngày thực hiện"), null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="jobs_approved"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(_("kết quả"), max_length=8, choices=Outcome, blank=True)
    # Work whose worksheet is on paper (kinds without a procedure here, or from before this
    # system): where the paper is filed. Blank: the worksheet is the one in this system.
    paper_record = NfcCharField(_("biên bản giấy số"), max_length=80, blank=True)
    # The recalibration interval that the customer asked to have stated, and where that was agreed
    # (ISO/IEC 17025:2017, 7.8.4.3); blank: the certificate states none.
    interval_months = models.PositiveSmallIntegerField(_("chu kỳ đề nghị"), null=True, blank=True)
    interval_agreed = NfcCharField(_("căn cứ thỏa thuận"), max_length=200, blank=True)
    created_at = models.DateTimeField()

    objects = JobRows.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        indexes = (
            models.Index(fields=["centre", "state", "due_on"], name="job_worklist"),
            models.Index(fields=["centre", "performed_on"], name="job_performed"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("technician")),
                name="job_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(state=JobState.APPROVED)
                | Q(
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                    technician__isnull=False,
                    performed_on__isnull=False,
                )
                & ~Q(outcome=""),
                name="job_approved_facts",
            ),
            models.CheckConstraint(
                condition=Q(instrument__isnull=False) | ~Q(sample=""), name="job_has_an_object"
            ),
            models.CheckConstraint(
                condition=Q(interval_months__isnull=True, interval_agreed="")
                | Q(interval_months__gte=1) & ~Q(interval_agreed=""),
                name="job_interval_is_agreed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk} {self.shown_object}"

    @property
    def shown_object(self) -> str:
        """The instrument or the sample."""
        return str(self.instrument) if self.instrument is not None else self.sample


class BatchRows(models.QuerySet["Batch"]):
    """Batches, and which of them a person sees."""

    def visible_to(self, person: Any) -> "BatchRows":
        return self.filter(centre__in=person.centres(Can.SEE_JOBS))


class Batch(models.Model):
    """Jobs that are measured together on one bench, each at its position (vị trí kiểm)."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="batches")
    name = NfcCharField(_("tên mẻ"), max_length=120)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = BatchRows.as_manager()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """A position of a batch with its job."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="places")
    position = models.PositiveSmallIntegerField(_("vị trí"))
    job = models.OneToOneField(Job, models.PROTECT, related_name="place")

    class Meta:
        ordering = ("batch", "position")
        constraints = (
            models.UniqueConstraint(fields=["batch", "position"], name="batch_position_once"),
        )

    def __str__(self) -> str:
        return f"{self.batch_id}.{self.position}"
