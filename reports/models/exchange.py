"""Reports that came from other installations, and the keys by which their units are known."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import Can
from audit.models import Sealed
from common.fields import NfcCharField


class ExchangedRows(models.QuerySet[Any]):
    """Keys and received reports, and which of them a person sees."""

    def visible_to(self, person: Any) -> Self:
        return self.filter(centre__in=person.centres(Can.SEE_FIGURES))


class UnitKey(models.Model):
    """The public key by which a unit's own installation signs its reports."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="report_keys")
    public_key = models.TextField(_("khóa công khai"))  # PEM, Ed25519
    fingerprint = models.CharField(max_length=64)  # SHA-256 of the key's DER form
    note = NfcCharField(_("cách nhận khóa"), max_length=200)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ExchangedRows.as_manager()

    class Meta:
        ordering = ("centre", "added_at")
        constraints = (
            models.UniqueConstraint(fields=["centre", "fingerprint"], name="unit_key_once"),
        )

    def __str__(self) -> str:
        return f"{self.centre.code} {self.fingerprint[:12]}"


class ReceivedReport(Sealed):
    """A closed report of a unit as its installation signed it; a newer version follows, none goes.

    `content` is the very file with its signature; its figures are read from it and from nowhere
    else.
    """

    sealed_fields: ClassVar = (
        "id", "centre", "period", "version", "content", "digest", "key", "received_by",
        "received_at",
    )  # fmt: skip

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="received_reports")
    period = models.CharField(max_length=8)
    version = models.PositiveSmallIntegerField()
    content = models.TextField()
    digest = models.CharField(max_length=64)  # SHA-256 of the content
    key = models.ForeignKey(UnitKey, models.PROTECT, related_name="+")
    received_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    received_at = models.DateTimeField()

    objects = ExchangedRows.as_manager()

    class Meta:
        ordering = ("period", "centre", "version")
        constraints = (
            models.UniqueConstraint(
                fields=["centre", "period", "version"], name="received_version_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.centre.code} {self.period} ({self.version})"
