"""Activities that a report counts, figures that are entered, and the evidence of both."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import Can
from common.fields import NfcCharField
from planning.measures import known
from planning.models.entries import Entry, Strikable
from planning.models.science import ProgrammeItem, Proposal, ScienceTask
from planning.states import ActivityKind, Degree, EntryKind, Strand, Venue


class Activity(Entry):
    """One thing done or under way. `quantity` counts turns, not people; 1 for most kinds.

    `done_on` is the day it counts: issued, published, closed, held. Without it the thing is
    under way: a draft, an open finding.
    """

    kind = models.CharField(_("loại"), max_length=17, choices=ActivityKind)
    title = NfcCharField(_("nội dung"), max_length=300)
    strand = models.CharField(_("mảng"), max_length=8, choices=Strand, default=Strand.DUTY)
    begun_on = models.DateField(_("ngày bắt đầu"), null=True, blank=True)
    due_on = models.DateField(_("hạn"), null=True, blank=True)
    done_on = models.DateField(_("ngày hoàn thành"), null=True, blank=True)
    quantity = models.PositiveIntegerField(_("số lượt"), default=1)
    approximate = models.BooleanField(_("số lượt là khoảng"), default=False)
    people = NfcCharField(_("người thực hiện"), max_length=300, blank=True)
    paper = NfcCharField(_("văn bản, số hiệu"), max_length=200, blank=True)
    sort = NfcCharField(_("phân loại"), max_length=100, blank=True)  # of plans, documents, reports
    venue = models.CharField(_("loại nơi đăng"), max_length=17, choices=Venue, blank=True)
    venue_name = NfcCharField(_("nơi đăng"), max_length=200, blank=True)
    degree = models.CharField(_("trình độ"), max_length=6, choices=Degree, blank=True)

    class Meta:
        ordering = ("done_on", "begun_on", "pk")
        indexes = (models.Index(fields=["centre", "kind", "done_on"], name="activity_by_day"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1), name="activity_counts_something"
            ),
            models.CheckConstraint(
                condition=models.Q(begun_on__isnull=False) | models.Q(done_on__isnull=False),
                name="activity_has_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(begun_on__isnull=True)
                | models.Q(done_on__isnull=True)
                | models.Q(done_on__gte=models.F("begun_on")),
                name="activity_done_later",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="paper") | ~models.Q(venue=""), name="paper_has_venue"
            ),
        )

    def __str__(self) -> str:
        return self.title


class EnteredFigure(Entry):
    """A figure that no row can give: entered for an indicator and a period, marked as such.

    `value` is whole; the number is value / 10**places. A new entry follows the old one, which
    stays. `expected` is what is still to come after the cut-off; `words` is told, not counted.
    """

    indicator = models.CharField(_("chỉ tiêu"), max_length=60)
    period = models.CharField(_("kỳ"), max_length=8)
    kind = models.CharField(_("cách nhập"), max_length=11, choices=EntryKind)
    value = models.BigIntegerField(_("giá trị"), null=True, blank=True)
    places = models.PositiveSmallIntegerField(default=0)
    words = models.TextField(_("nội dung"), blank=True)
    basis = NfcCharField(_("căn cứ"), max_length=300, blank=True)
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by"
    )

    class Meta:
        ordering = ("centre", "period", "indicator", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["centre", "indicator", "period", "kind"],
                condition=models.Q(follows__isnull=True),
                name="entered_first_once",
            ),
            models.CheckConstraint(
                condition=(models.Q(kind="words") & models.Q(value__isnull=True))
                | (~models.Q(kind="words") & models.Q(value__isnull=False)),
                name="entered_number_or_words",
            ),
        )

    def __str__(self) -> str:
        return f"{self.centre.code} {self.period} {self.indicator}"

    @property
    def is_read(self) -> bool:
        """Whether a figure reads entries of this kind; of a unit's own goal, all are read."""
        found = known().get(self.indicator)
        return found is None or self.kind in found.takes

    @property
    def label(self) -> str:
        """The name of its indicator; of a unit's own goal, its code."""
        found = known().get(self.indicator)
        return str(found.label) if found else self.indicator


OF_ENTRY = ("activity", "task", "proposal", "item", "figure")


def _exactly_one_of(names: tuple[str, ...]) -> models.Q:
    found = models.Q()
    for name in names:
        others = {f"{other}__isnull": True for other in names if other != name}
        found |= models.Q(**others, **{f"{name}__isnull": False})
    return found


class EvidenceRows(models.QuerySet["Evidence"]):
    """Files, and which of them a person sees: those of the entries they see."""

    def visible_to(self, person: Any) -> Self:
        centres = person.centres(Can.SEE_PLANNING)
        seen = models.Q()
        for name in OF_ENTRY:
            seen |= models.Q(**{f"{name}__centre__in": centres})
        return self.filter(seen)

    def standing(self) -> Self:
        """Those that were not taken back: only they show what an entry says."""
        return self.filter(struck_at__isnull=True)


class Evidence(Strikable):
    """A file that shows what an entry says. Its digest is sealed in the event of its coming.

    One that was struck stays to be read and shows nothing any more.
    """

    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    task = models.ForeignKey(
        ScienceTask, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    item = models.ForeignKey(
        ProgrammeItem, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    figure = models.ForeignKey(
        EnteredFigure, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    file = models.FileField(upload_to="evidence/")
    name = NfcCharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)  # SHA-256 of the file
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects = EvidenceRows.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=_exactly_one_of(OF_ENTRY), name="evidence_of_one_entry"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def entry(self) -> Entry:
        """What it shows."""
        found: Entry = next(one for name in OF_ENTRY if (one := getattr(self, name)) is not None)
        return found

    @property
    def centre(self) -> Centre:
        """Whose it is."""
        return self.entry.centre
