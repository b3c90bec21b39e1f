"""A calibration of a standard was wrong: the case, each job it touched, what was decided."""

import json
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, Customer, User
from accounts.permissions import Can
from audit.models import Sealed
from calibration.models import Job
from certificates.models.certificates import Certificate
from certificates.states import CertificateState, Decided, Effect, ImpactState, ItemState
from common.fields import NfcCharField
from instruments.models import CalibrationDoubt, StandardCalibration

LONGEST_REASON = 500
LONGEST_NOTICE = 5000
COUNTS = ("points", "flips", "beyond", "unknown", "within")


class ImpactCaseRows(models.QuerySet["ImpactCase"]):
    """Cases, and which of them a person sees."""

    def visible_to(self, person: Any) -> "ImpactCaseRows":
        return self.filter(centre__in=person.centres(Can.SEE_IMPACT))


class ImpactCase(models.Model):
    """An event of a standard that cannot be leaned on, and what was touched by it.

    `corrected_by` says what is true instead; without it the event is only doubted, and no point
    can be excluded.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="impact_cases")
    event = models.ForeignKey(StandardCalibration, models.PROTECT, related_name="impact_cases")
    corrected_by = models.ForeignKey(
        StandardCalibration, models.PROTECT, null=True, blank=True, related_name="+"
    )
    doubt = models.ForeignKey(
        CalibrationDoubt, models.PROTECT, null=True, blank=True, related_name="+"
    )
    since = models.DateField(_("từ ngày"), null=True, blank=True)  # null: since the event
    why = NfcCharField(_("lý do"), max_length=LONGEST_REASON)
    state = models.CharField(
        _("trạng thái"), max_length=8, choices=ImpactState, default=ImpactState.OPEN
    )
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    conclusion = NfcCharField(_("kết luận"), max_length=LONGEST_REASON, blank=True)
    # How often it was asked to be computed, and the newest answer that is there.
    asked = models.PositiveSmallIntegerField(default=1)
    computed_at = models.DateTimeField(null=True, blank=True)

    objects = ImpactCaseRows.as_manager()

    class Meta:
        ordering = ("-opened_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["event"], condition=Q(state=ImpactState.OPEN), name="impact_open_once"
            ),
            models.CheckConstraint(
                condition=Q(corrected_by__isnull=False) | Q(doubt__isnull=False),
                name="impact_has_a_finding",
            ),
            models.CheckConstraint(
                condition=Q(state=ImpactState.OPEN)
                | Q(closed_by__isnull=False, closed_at__isnull=False) & ~Q(conclusion=""),
                name="impact_closed_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk} {self.event}"

    @property
    def open(self) -> bool:
        """Whether something is still to be decided or done."""
        return self.state == ImpactState.OPEN


def _issued() -> models.QuerySet[Certificate]:
    return Certificate.objects.filter(job=OuterRef("job"), state=CertificateState.ISSUED)


class ImpactItemRows(models.QuerySet["ImpactItem"]):
    """The touched jobs of cases."""

    def left_to_do(self) -> "ImpactItemRows":
        """Decided, and yet something is to be done: a client not told, a paper not withdrawn."""
        told = Q(decision__decided=Decided.INFORM, decision__informed_on__isnull=True)
        # Also by a replacement after a clerical error, which states the same measurements.
        ended = Q(decision__decided=Decided.RECALL) & Exists(_issued())
        return self.filter(told | ended)

    def with_standing(self) -> "ImpactItemRows":
        """With `still_issued`: whether the job still has a certificate in force."""
        return self.annotate(still_issued=Exists(_issued()))


class ImpactItem(models.Model):
    """One job that leaned on the event: how many points, how much it mattered, what becomes of it.

    Computed again when more is known. A decision stands for what it was made of: when the numbers
    change, the item waits again.
    """

    case = models.ForeignKey(ImpactCase, models.CASCADE, related_name="items")
    job = models.ForeignKey(Job, models.PROTECT, related_name="impact_items")
    certificate = models.ForeignKey(
        Certificate, models.PROTECT, null=True, blank=True, related_name="impact_items"
    )
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="impact_items")
    points = models.PositiveIntegerField(default=0)
    flips = models.PositiveIntegerField(default=0)
    beyond = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)
    within = models.PositiveIntegerField(default=0)
    worst = models.CharField(max_length=14, choices=Effect, blank=True)
    named = models.TextField(default="[]")  # canonical JSON: the first points that turn a verdict
    state = models.CharField(max_length=10, choices=ItemState, default=ItemState.UNDECIDED)
    decision = models.OneToOneField(
        "ImpactDecision", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ImpactItemRows.as_manager()

    class Meta:
        ordering = ("case", "customer__name", "pk")
        constraints = (
            models.UniqueConstraint(fields=["case", "job"], name="impact_job_once"),
            models.CheckConstraint(
                condition=Q(points=F("flips") + F("beyond") + F("unknown") + F("within")),
                name="impact_points_counted",
            ),
            models.CheckConstraint(
                condition=Q(state=ItemState.UNDECIDED) | Q(decision__isnull=False),
                name="impact_decided_by_a_decision",
            ),
        )
        indexes = (models.Index(fields=["case", "worst"], name="impact_worst"),)

    def __str__(self) -> str:
        return f"{self.case_id} {self.job_id}"

    @property
    def counts(self) -> dict[str, int]:
        """How many points of each class."""
        return {name: getattr(self, name) for name in COUNTS}

    @property
    def named_points(self) -> list[dict[str, Any]]:
        """The first points whose verdict turns."""
        found: list[dict[str, Any]] = json.loads(self.named)
        return found


class ImpactDecision(Sealed):
    """What is done about one touched job, and why. A new row replaces it; none is changed."""

    sealed_fields = (
        "id", "item", "decided", "reason", "notice_vi", "notice_en", "informed_on",
        "informed_how", "new_job", "found", "by", "at",
    )  # fmt: skip

    item = models.ForeignKey(ImpactItem, models.PROTECT, related_name="decisions")
    decided = models.CharField(_("quyết định"), max_length=10, choices=Decided)
    reason = NfcCharField(_("lý do"), max_length=LONGEST_REASON)
    notice_vi = NfcCharField(_("nội dung thông báo"), max_length=LONGEST_NOTICE, blank=True)
    notice_en = NfcCharField(
        _("nội dung thông báo bằng tiếng Anh"), max_length=LONGEST_NOTICE, blank=True
    )
    informed_on = models.DateField(_("ngày báo khách hàng"), null=True, blank=True)
    informed_how = NfcCharField(_("báo bằng cách nào"), max_length=200, blank=True)
    new_job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="+")
    found = models.TextField(default="{}")  # canonical JSON: the counts it was decided on
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("item", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="impact_decision_says_why"),
            models.CheckConstraint(
                condition=~Q(decided=Decided.INFORM) | ~Q(notice_vi=""),
                name="impact_notice_is_written",
            ),
            models.CheckConstraint(
                condition=Q(informed_on__isnull=True) | ~Q(informed_how=""),
                name="impact_informed_somehow",
            ),
        )

    def __str__(self) -> str:
        return f"{self.item} {self.decided}"
