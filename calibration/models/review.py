"""What reviewers say of a job without giving anything back."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.models import Sealed
from calibration.models.jobs import Job
from common.fields import NfcCharField


class ReviewNote(Sealed):
    """A reviewer's remark on a job, or on one cell of its worksheet; nothing is asked back."""

    sealed_fields = ("id", "job", "section", "row", "column", "repeat", "text", "by", "at")

    job = models.ForeignKey(Job, models.PROTECT, related_name="notes")
    section = models.CharField(max_length=60, blank=True)  # blank: the remark is on the whole
    row = models.PositiveSmallIntegerField(default=0)
    column = models.CharField(max_length=40, blank=True)
    repeat = models.PositiveSmallIntegerField(default=0)
    text = NfcCharField(_("nhận xét"), max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("job", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(text=""), name="review_note_says_something"),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def cell(self) -> tuple[str, int, str, int]:
        """Where it stands; ("", 0, "", 0) on the whole."""
        return (self.section, self.row, self.column, self.repeat)
