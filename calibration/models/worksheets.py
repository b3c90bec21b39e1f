"""The record of a job: worksheet, standards used, readings, returned cells, results."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.models import Sealed
from calibration.models.jobs import Job
from calibration.states import Outcome
from common.fields import NfcCharField
from instruments.models import StandardCalibration


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

    def uses(self) -> "list[StandardUse]":
        """The calibrations it is made with, in their order; asked of the database once."""
        rows = StandardUse.objects.select_related(
            "calibration__standard", "calibration__corrected_by"
        )
        whole = rows.prefetch_related("calibration__values", "calibration__doubts")
        models.prefetch_related_objects([self], models.Prefetch("standards", whole.order_by("pk")))
        return list(self.standards.all())


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
    sealed_if_given = ("device",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    worksheet = models.ForeignKey(Worksheet, models.PROTECT, related_name="readings")
    section = models.CharField(max_length=60)
    row = models.PositiveSmallIntegerField(default=0)
    column = models.CharField(max_length=40)
    repeat = models.PositiveSmallIntegerField(default=0)
    # Canonical digits, "pass"/"fail" of a check, or the words of a text cell.
    digits = models.CharField(max_length=500)
    as_typed = models.CharField(max_length=500, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    taken_at = models.DateTimeField()
    received_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    reason = NfcCharField(max_length=200, blank=True)
    device = NfcCharField(max_length=60, blank=True)  # the tablet's own name for itself

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


class PointStandard(Sealed):
    """Which calibration event of which standard supports a point, frozen when the work starts."""

    sealed_fields = ("id", "worksheet", "section", "row", "key", "calibration")

    worksheet = models.ForeignKey(Worksheet, models.PROTECT, related_name="supports")
    section = models.CharField(max_length=60)
    row = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=40)  # the slot of the procedure
    calibration = models.ForeignKey(StandardCalibration, models.PROTECT, related_name="points")

    class Meta:
        ordering = ("worksheet", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["worksheet", "section", "row", "key"], name="point_standard_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.section}[{self.row}].{self.key}"


class Attachment(Sealed):
    """A photo or a file of the work, by the device's own id; where it was taken, if at a cell."""

    sealed_fields = (
        "id", "worksheet", "name", "kind", "size", "sha256", "caption", "section", "row",
        "taken_at", "by", "at",
    )  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    worksheet = models.ForeignKey(Worksheet, models.PROTECT, related_name="attachments")
    file = models.FileField(upload_to="worksheets/")
    name = NfcCharField(max_length=200)
    kind = models.CharField(max_length=60)  # the media type, told from the content
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    caption = NfcCharField(_("chú thích"), max_length=200, blank=True)
    section = models.CharField(max_length=60, blank=True)
    row = models.PositiveSmallIntegerField(null=True, blank=True)
    taken_at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("worksheet", "at", "pk")

    def __str__(self) -> str:
        return self.name


class CellReturn(models.Model):
    """One cell given back by the reviewer with a comment; settled by a newer reading."""

    worksheet = models.ForeignKey(Worksheet, models.PROTECT, related_name="returns")
    section = models.CharField(max_length=60)
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
    section = models.CharField(max_length=60)
    row = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=20)
    # The unit of error, limit and U where it is not that of the reading ("%" of a volume).
    error_unit = models.CharField(max_length=20, blank=True)
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
    # The CMC that U was raised to, when the calculated one was below it; blank otherwise.
    cmc = models.CharField(max_length=60, blank=True)
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
