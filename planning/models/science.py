"""Science tasks with their extensions and products; proposals; the year's programme of work."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Centre, User
from common.fields import NfcCharField
from planning.models.entries import Entry, Strikable
from planning.states import Level, ProductKind, ProposalKind, Strand, TaskKind, TaskRole


class ScienceTask(Entry):
    """A task of science or of function. Its life is told by dates, its deadline by extensions."""

    kind = models.CharField(_("loại"), max_length=8, choices=TaskKind, default=TaskKind.SCIENCE)
    code = NfcCharField(_("mã số"), max_length=60, blank=True)
    title = NfcCharField(_("tên nhiệm vụ"), max_length=300)
    level = models.CharField(pgettext_lazy("nhiệm vụ", "cấp"), max_length=12, choices=Level)
    role = models.CharField(_("vai trò"), max_length=4, choices=TaskRole, default=TaskRole.LEAD)
    strand = models.CharField(_("mảng"), max_length=8, choices=Strand, default=Strand.DUTY)
    head = NfcCharField(_("chủ nhiệm"), max_length=150, blank=True)
    starts_on = models.DateField(_("bắt đầu"))
    ends_on = models.DateField(_("thời hạn ban đầu"))
    submitted_on = models.DateField(_("trình phê duyệt"), null=True, blank=True)
    approved_on = models.DateField(_("được phê duyệt"), null=True, blank=True)
    acceptance_due_on = models.DateField(_("dự kiến nghiệm thu"), null=True, blank=True)
    accepted_on = models.DateField(pgettext_lazy("ngày", "nghiệm thu"), null=True, blank=True)
    acceptance_paper = NfcCharField(_("văn bản nghiệm thu"), max_length=200, blank=True)
    stopped_on = models.DateField(_("dừng thực hiện"), null=True, blank=True)
    stopped_why = NfcCharField(_("lý do dừng"), max_length=300, blank=True)

    class Meta:
        ordering = ("starts_on", "code", "pk")
        indexes = (models.Index(fields=["centre", "starts_on"], name="task_by_centre"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="task_ends_later"
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_on__isnull=True)
                | models.Q(accepted_on__gte=models.F("starts_on")),
                name="task_accepted_later",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_on__isnull=True)
                | models.Q(submitted_on__isnull=True)
                | models.Q(approved_on__gte=models.F("submitted_on")),
                name="task_approved_later",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()

    def deadline(self, on: date) -> date:
        """What held on a day: the first deadline, or that of the last extension granted by then.

        Reads `extensions`; prefetch them for many.
        """
        granted = [e for e in self.extensions.all() if e.granted_by(on)]
        last = max(granted, key=lambda one: (one.approved_on, one.pk), default=None)
        return last.until if last else self.ends_on


class Extension(Strikable):
    """One request to move a task's deadline, and what became of it."""

    task = models.ForeignKey(ScienceTask, models.PROTECT, related_name="extensions")
    until = models.DateField(_("gia hạn đến"))
    asked_on = models.DateField(_("ngày đề nghị"))
    approved_on = models.DateField(_("ngày duyệt"), null=True, blank=True)
    refused_on = models.DateField(_("ngày từ chối"), null=True, blank=True)
    paper = NfcCharField(_("văn bản"), max_length=200, blank=True)
    why = NfcCharField(_("lý do"), max_length=300)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ("asked_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(approved_on__isnull=True) | models.Q(refused_on__isnull=True),
                name="extension_one_answer",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_on__isnull=True)
                | models.Q(approved_on__gte=models.F("asked_on")),
                name="extension_approved_later",
            ),
        )

    def __str__(self) -> str:
        return f"{self.task} → {self.until}"

    @property
    def centre(self) -> Centre:
        """Whose task it moves."""
        return self.task.centre

    def granted_by(self, on: date) -> bool:
        """Whether it holds on a day: approved by then, and not taken back."""
        return self.struck_at is None and self.approved_on is not None and self.approved_on <= on


class Product(Entry):
    """One thing that a task has to deliver; delivered is not yet accepted."""

    task = models.ForeignKey(ScienceTask, models.PROTECT, related_name="products")
    kind = models.CharField(_("loại"), max_length=15, choices=ProductKind)
    name = NfcCharField(_("tên sản phẩm"), max_length=300)
    due_on = models.DateField(_("hạn"))
    delivered_on = models.DateField(pgettext_lazy("sản phẩm", "ngày giao"), null=True, blank=True)
    accepted_on = models.DateField(_("ngày nghiệm thu"), null=True, blank=True)

    class Meta:
        ordering = ("due_on", "pk")
        indexes = (models.Index(fields=["centre", "due_on"], name="product_by_centre"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(accepted_on__isnull=True)
                | models.Q(delivered_on__isnull=False, accepted_on__gte=models.F("delivered_on")),
                name="product_accepted_later",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Proposal(Entry):
    """Something proposed for a year to come."""

    kind = models.CharField(_("loại"), max_length=10, choices=ProposalKind)
    level = models.CharField(
        pgettext_lazy("nhiệm vụ", "cấp"), max_length=12, choices=Level, blank=True
    )
    plan_year = models.PositiveSmallIntegerField(_("năm kế hoạch"))
    title = NfcCharField(_("tên đề xuất"), max_length=300)
    made_on = models.DateField(_("ngày lập"))
    submitted_on = models.DateField(_("ngày trình"), null=True, blank=True)
    approved_on = models.DateField(_("ngày duyệt"), null=True, blank=True)
    refused_on = models.DateField(_("ngày từ chối"), null=True, blank=True)

    class Meta:
        ordering = ("plan_year", "made_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(approved_on__isnull=True) | models.Q(refused_on__isnull=True),
                name="proposal_one_answer",
            ),
            # A science task is proposed at a level; an investment has none.
            models.CheckConstraint(
                condition=~models.Q(kind="task") | ~models.Q(level=""), name="proposal_has_level"
            ),
        )

    def __str__(self) -> str:
        return self.title


class ProgrammeItem(Entry):
    """One line of the unit's programme of work for a year (chương trình công tác năm)."""

    year = models.PositiveSmallIntegerField(_("năm"))
    title = NfcCharField(_("nội dung"), max_length=300)
    source = NfcCharField(_("văn bản ban hành"), max_length=200)
    issued_on = models.DateField(_("ngày ban hành"))
    due_on = models.DateField(_("hạn"), null=True, blank=True)
    done_on = models.DateField(_("ngày hoàn thành"), null=True, blank=True)
    strand = models.CharField(_("mảng"), max_length=8, choices=Strand, default=Strand.DUTY)

    class Meta:
        ordering = ("year", "pk")
        indexes = (models.Index(fields=["centre", "year"], name="programme_by_centre"),)

    def __str__(self) -> str:
        return self.title
