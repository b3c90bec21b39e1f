"""Stickers, each piece by itself, and what was done with them.

TT 24/2013 Art. 38-39: a sticker goes only on what passes, and the count agrees to the piece.
"""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import Can
from audit.models import Sealed
from calibration.models import Job
from calibration.states import Service
from certificates.states import StickerDeed, StickerSize, StickerState
from common.fields import NfcCharField


class SeriesRows(models.QuerySet["StickerSeries"]):
    """Series, and which of them a person sees."""

    def visible_to(self, person: Any) -> "SeriesRows":
        return self.filter(centre__in=person.centres(Can.SEE_STICKERS))


class StickerSeries(Sealed):
    """A batch that was printed and received: series "26V", numbers 1 to 500, for one service."""

    sealed_fields = (
        "id", "centre", "service", "code", "digits", "first", "last", "size", "received_on",
        "note", "by", "at",
    )  # fmt: skip

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="sticker_series")
    service = models.CharField(_("dịch vụ"), max_length=12, choices=Service)
    code = NfcCharField(_("sê-ri"), max_length=12)
    digits = models.PositiveSmallIntegerField(_("số chữ số"), default=5)
    first = models.PositiveIntegerField(_("từ số"))
    last = models.PositiveIntegerField(_("đến số"))
    size = models.CharField(_("cỡ"), max_length=8, choices=StickerSize)
    received_on = models.DateField(_("ngày nhập"))
    note = NfcCharField(_("ghi chú"), max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = SeriesRows.as_manager()

    class Meta:
        ordering = ("centre", "code", "first")
        constraints = (
            models.CheckConstraint(
                condition=Q(last__gte=F("first")), name="sticker_series_ends_after"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.first}-{self.last}"

    def shown(self, number: int) -> str:
        """A number as it is printed on its piece: "26V.00017"."""
        return f"{self.code}.{number:0{self.digits}d}"


class StickerRows(models.QuerySet["Sticker"]):
    """Stickers, and which of them a person sees."""

    def visible_to(self, person: Any) -> "StickerRows":
        """Those of centres where stickers may be seen, and what is in one's own hand."""
        inside = Q(centre__in=person.centres(Can.SEE_STICKERS))
        return self.filter(inside | Q(holder_id=getattr(person.user, "pk", None)))


class Sticker(models.Model):
    """One piece: where it is now. `number` is unique in its series' code at a centre."""

    series = models.ForeignKey(StickerSeries, models.PROTECT, related_name="stickers")
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="stickers")
    service = models.CharField(max_length=12, choices=Service)
    code = NfcCharField(max_length=12)
    number = models.PositiveIntegerField()
    shown = models.CharField(max_length=30)  # "26V.00001", as it is printed on the piece
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=StickerState, default=StickerState.STOCK
    )
    holder = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="stickers_held"
    )
    job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="stickers")

    objects = StickerRows.as_manager()

    class Meta:
        ordering = ("code", "number")
        indexes = (
            models.Index(fields=["centre", "service", "state", "holder"], name="sticker_in_hand"),
        )
        constraints = (
            models.UniqueConstraint(fields=["centre", "code", "number"], name="sticker_once"),
            models.CheckConstraint(
                condition=Q(state=StickerState.USED) | Q(job__isnull=True),
                name="sticker_on_job_is_used",
            ),
            models.CheckConstraint(
                condition=~Q(state=StickerState.ISSUED) | Q(holder__isnull=False),
                name="sticker_issued_to_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.shown


class StickerMove(Sealed):
    """What was done with a run of pieces: `first` to `last` of a series' code, both included."""

    sealed_fields = (
        "id", "centre", "code", "first", "last", "deed", "before", "after", "holder", "job", "on",
        "why", "by", "at",
    )  # fmt: skip

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    code = NfcCharField(max_length=12)
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    deed = models.CharField(max_length=10, choices=StickerDeed)
    before = models.CharField(max_length=10, choices=StickerState, blank=True)
    after = models.CharField(max_length=10, choices=StickerState)
    # In whose hand they were or came to be: whose account the run belongs to.
    holder = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField()
    why = NfcCharField(_("lý do"), max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        indexes = (
            models.Index(fields=["centre", "code", "first"], name="sticker_move_of"),
            models.Index(fields=["centre", "on"], name="sticker_move_on"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.first}-{self.last} {self.deed}"


class StickerWish(models.Model):
    """What was said beforehand of a job: this piece goes on it, or (no piece) none does.

    A plan, not a record: it goes when the job is approved or another choice is made; the events
    of the job keep who chose what.
    """

    job = models.ForeignKey(Job, models.PROTECT, related_name="sticker_wishes")
    sticker = models.OneToOneField(
        Sticker, models.PROTECT, null=True, blank=True, related_name="wish"
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["job"], condition=Q(sticker__isnull=True), name="sticker_wish_none_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.job_id}: {self.sticker or '–'}"
