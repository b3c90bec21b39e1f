"""How a centre's papers look and are numbered: dated, never changed once in force."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Centre, User
from audit.models import Sealed
from certificates.states import Kind
from common.fields import NfcCharField


class NumberPattern(Sealed):
    """How a centre writes its numbers of one kind from a year on: "V{yy}.{serial:5}".

    Of two rows for one year the later counts: the first was put right before a number was taken.
    """

    sealed_fields = ("id", "centre", "kind", "from_year", "pattern", "by", "at")

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="number_patterns")
    kind = models.CharField(_("loại"), max_length=12, choices=Kind)
    from_year = models.PositiveSmallIntegerField(_("từ năm"))
    pattern = NfcCharField(pgettext_lazy("giấy", "mẫu số"), max_length=40)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("centre", "kind", "from_year", "pk")

    def __str__(self) -> str:
        return f"{self.centre.code} {self.kind} {self.from_year}: {self.pattern}"


class Template(Sealed):
    """The words, pictures and switches of a centre's paper of one kind, in force from a day on.

    `content` is canonical JSON; a statement keeps a copy of the one it was issued by.
    """

    sealed_fields = ("id", "centre", "kind", "version", "valid_from", "content", "why", "by", "at")

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="templates")
    kind = models.CharField(_("loại"), max_length=12, choices=Kind)
    version = models.PositiveIntegerField(_("phiên bản"))
    valid_from = models.DateField(_("có hiệu lực từ"))
    content = models.TextField()
    why = NfcCharField(_("lý do"), max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("centre", "kind", "-valid_from", "-version")
        constraints = (
            models.UniqueConstraint(fields=["centre", "kind", "version"], name="template_once"),
        )

    def __str__(self) -> str:
        return f"{self.centre.code} {self.kind} {self.version}"


class TemplateDraft(models.Model):
    """A template that is being written: one for each centre and kind."""

    centre = models.ForeignKey(Centre, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    content = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["centre", "kind"], name="template_draft_once"),
        )

    def __str__(self) -> str:
        return f"{self.centre.code} {self.kind}"


class Picture(Sealed):
    """A logo or a mark. Templates and statements name it by its digest, so it is kept for ever."""

    sealed_fields = ("id", "centre", "sha256", "media_type", "name", "data", "by", "at")

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=20)
    name = NfcCharField(max_length=120)
    data = models.TextField()  # base64: a sealed row is text
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["centre", "sha256"], name="picture_once"),)

    def __str__(self) -> str:
        return self.name
