"""Procedures as versioned data, jobs, worksheets, readings and results."""

import json
import uuid
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, Customer, Site, User
from accounts.permissions import Can
from audit.models import Sealed
from calibration.states import JobState, Outcome, ProcedureState, Regime, Service
from common.errors import Refused
from common.fields import NfcCharField
from common.text import fold
from instruments.models import Instrument, InstrumentType, StandardCalibration

MOST_WORDS = 8


class ProcedureRows(models.QuerySet["ProcedureVersion"]):
    """Procedure versions, and which of them a person sees."""

    def visible_to(self, person: Any) -> "ProcedureRows":
        return self.filter(centre__in=person.centres(Can.SEE_PROCEDURES))

    def in_force_on(self, day: Any) -> "ProcedureRows":
        """Versions that may be used on `day`."""
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
            state=ProcedureState.IN_FORCE,
            valid_from__lte=day,
        )


class ProcedureVersion(models.Model):
    """One version of a method as a centre uses it. In force, its definition never changes."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="procedures")
    code = models.SlugField(_("mã"), max_length=60)
    version = models.PositiveSmallIntegerField(_("phiên bản"), default=1)
    service = models.CharField(_("dịch vụ"), max_length=12, choices=Service)
    number = NfcCharField(_("số hiệu"), max_length=60)  # "ĐLVN 08:2011"
    title_vi = NfcCharField(_("tên"), max_length=250)
    title_en = NfcCharField(_("tên tiếng Anh"), max_length=250, blank=True)
    types = models.ManyToManyField(InstrumentType, related_name="procedures")
    state = models.CharField(
        _("trạng thái"), max_length=8, choices=ProcedureState, default=ProcedureState.DRAFT
    )
    valid_from = models.DateField(_("áp dụng từ"), null=True, blank=True)
    valid_to = models.DateField(_("áp dụng đến"), null=True, blank=True)
    definition = models.TextField()  # canonical JSON, calibration/data/procedures/README.md
    digest = models.CharField(max_length=64)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ProcedureRows.as_manager()

    class Meta:
        ordering = ("centre", "code", "service", "version")
        constraints = (
            models.UniqueConstraint(
                fields=["centre", "code", "service", "version"], name="procedure_version_once"
            ),
            models.CheckConstraint(
                condition=Q(state=ProcedureState.DRAFT)
                | Q(valid_from__isnull=False, approved_by__isnull=False),
                name="procedure_in_force_is_approved",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title_vi}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to change what is in force; a trigger refuses it too."""
        stored = None
        if not self._state.adding:
            rows = ProcedureVersion.objects.exclude(state=ProcedureState.DRAFT)
            stored = rows.filter(pk=self.pk).values_list("definition", "digest").first()
        if stored is not None and stored != (self.definition, self.digest):
            raise Refused(
                _("Quy trình đang áp dụng không sửa được: hãy lập phiên bản mới."), code="frozen"
            )
        super().save(*args, **kwargs)

    @cached_property
    def content(self) -> dict[str, Any]:
        """The definition as data."""
        found: dict[str, Any] = json.loads(self.definition)
        return found


class ProcedureBudget(Sealed):
    """An uncertainty budget kept with a draft procedure; each saving is a new version of it.

    `measurement` is what was evaluated (the reference format, with rule, p and Monte Carlo),
    `result` what came of it then. A trigger refuses a row under a procedure that is no draft.
    """

    sealed_fields = (
        "id", "procedure", "title", "version", "measurement", "result", "stated", "by", "at",
    )  # fmt: skip

    procedure = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="budgets")
    title = NfcCharField(_("tên bảng"), max_length=200)
    version = models.PositiveSmallIntegerField(_("phiên bản"))
    measurement = models.TextField()  # canonical JSON
    result = models.TextField()  # canonical JSON
    stated = models.TextField()  # canonical JSON: the stated result of each output, vi and en
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("procedure", "title", "version")
        constraints = (
            models.UniqueConstraint(
                fields=["procedure", "title", "version"], name="procedure_budget_version_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.version}"


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
        )

    def __str__(self) -> str:
        return f"{self.pk} {self.shown_object}"

    @property
    def shown_object(self) -> str:
        """The instrument or the sample."""
        return str(self.instrument) if self.instrument is not None else self.sample


class Worksheet(Sealed):
    """The record of one job (biên bản): who, when, with which version and standards.

    `facts` are the instrument's fields as they were on the day, `plan` the points computed from
    them: both frozen when the work starts, and sealed by its event.
    """

    sealed_fields = ("id", "job", "started_at", "started_by", "facts", "plan", "place")

    job = models.OneToOneField(Job, models.PROTECT, related_name="worksheet")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    facts = models.TextField()  # canonical JSON {key: "10 bar" | "1.6" | "III"}
    plan = models.TextField()  # canonical JSON: tables with their rows (calibration/plan.py)
    place = NfcCharField(_("địa điểm"), max_length=200, blank=True)

    def __str__(self) -> str:
        return f"worksheet of job {self.job_id}"


class StandardUse(Sealed):
    """Which calibration event of which standard supported the worksheet: frozen at the start."""

    sealed_fields = ("id", "worksheet", "key", "calibration")

    worksheet = models.ForeignKey(Worksheet, models.PROTECT, related_name="standards")
    key = models.CharField(max_length=40)  # the slot of the procedure it fills
    calibration = models.ForeignKey(StandardCalibration, models.PROTECT, related_name="uses")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["worksheet", "key", "calibration"], name="standard_use_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.key}: {self.calibration}"


class Reading(Sealed):
    """An original observation (ISO/IEC 17025:2017, 7.5.1): exactly as keyed, never overwritten.

    A cell is (section, row, column, repeat). Environment and checks are observations too:
    section "environment" and "checks", row 0. The newest reading of a cell counts; it names the
    one it supersedes, with the reason.
    """

    sealed_fields = (
        "id",
        "worksheet",
        "section",
        "row",
        "column",
        "repeat",
        "digits",
        "as_typed",
        "unit",
        "taken_at",
        "received_at",
        "by",
        "supersedes",
        "reason",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    worksheet = models.ForeignKey(Worksheet, models.PROTECT, related_name="readings")
    section = models.CharField(max_length=40)
    row = models.PositiveSmallIntegerField(default=0)
    column = models.CharField(max_length=40)
    repeat = models.PositiveSmallIntegerField(default=0)
    digits = models.CharField(max_length=60)  # canonical digits, or "pass"/"fail" of a check
    as_typed = models.CharField(max_length=60, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    taken_at = models.DateTimeField()
    received_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    reason = NfcCharField(max_length=200, blank=True)

    class Meta:
        ordering = ("worksheet", "received_at", "pk")
        indexes = (models.Index(fields=["worksheet", "section", "row"], name="reading_cell"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(reason=""),
                name="reading_supersedes_with_reason",
            ),
            # The first reading of a cell has no forerunner, and there is only one first.
            models.UniqueConstraint(
                fields=["worksheet", "section", "row", "column", "repeat"],
                condition=Q(supersedes__isnull=True),
                name="reading_first_of_cell_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.section}[{self.row}].{self.column} = {self.digits}"

    @property
    def cell(self) -> tuple[str, int, str, int]:
        """Where it stands."""
        return (self.section, self.row, self.column, self.repeat)


class CellReturn(models.Model):
    """One cell given back by the reviewer with a comment; settled by a newer reading."""

    worksheet = models.ForeignKey(Worksheet, models.PROTECT, related_name="returns")
    section = models.CharField(max_length=40)
    row = models.PositiveSmallIntegerField(default=0)
    column = models.CharField(max_length=40)
    repeat = models.PositiveSmallIntegerField(default=0)
    comment = NfcCharField(max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    settled_by = models.ForeignKey(
        Reading, models.PROTECT, null=True, blank=True, related_name="settles"
    )

    class Meta:
        ordering = ("pk",)
        constraints = (models.CheckConstraint(condition=~Q(comment=""), name="return_says_why"),)

    def __str__(self) -> str:
        return f"{self.section}[{self.row}].{self.column}: {self.comment}"


class Result(models.Model):
    """What the server computed for one point. Replaced as a whole until the job is approved.

    Numbers are exact decimal texts in `unit`; blank means "none", never zero.
    """

    worksheet = models.ForeignKey(Worksheet, models.CASCADE, related_name="results")
    section = models.CharField(max_length=40)
    row = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=20)
    reference = models.CharField(max_length=60, blank=True)
    indication = models.CharField(max_length=60, blank=True)
    error = models.CharField(max_length=60, blank=True)
    computed = models.TextField(default="{}")  # canonical JSON of the computed columns
    limit = models.CharField(max_length=60, blank=True)
    verdict = models.CharField(max_length=8, choices=Outcome, blank=True)
    acceptance = models.TextField(default="[]")  # JSON: each rule, its text, true or false
    u = models.CharField(max_length=60, blank=True)
    dof = models.CharField(max_length=40, blank=True)
    k = models.CharField(max_length=20, blank=True)
    expanded = models.CharField(max_length=60, blank=True)
    stated_error = models.CharField(max_length=60, blank=True)
    stated_expanded = models.CharField(max_length=60, blank=True)
    budget = models.TextField(default="{}")  # canonical JSON: contributions, rule, reason

    class Meta:
        ordering = ("worksheet", "section", "row")
        constraints = (
            models.UniqueConstraint(
                fields=["worksheet", "section", "row"], name="result_point_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.section}[{self.row}] {self.error} {self.verdict}"
