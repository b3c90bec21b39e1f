"""Certificates with their gapless numbers, frozen statements and rendered files."""

import secrets
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, Customer, User
from accounts.permissions import Can
from audit.models import Sealed
from calibration.models import Job
from certificates.models.signing import SigningKey
from certificates.states import CertificateState, Kind
from common.fields import NfcCharField


def public_id() -> str:
    """128 random bits for the QR: not to be guessed, not to be counted."""
    return secrets.token_urlsafe(16)


class Counter(models.Model):
    """The last number taken, for each centre, kind and year. Locked while one is taken."""

    centre = models.ForeignKey(Centre, models.PROTECT)
    kind = models.CharField(max_length=12, choices=Kind)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["centre", "kind", "year"], name="counter_once"),
        )

    def __str__(self) -> str:
        return f"{self.centre.code} {self.kind} {self.year}: {self.last}"


class CertificateRows(models.QuerySet["Certificate"]):
    """Certificates, and which of them a person sees."""

    def visible_to(self, person: Any) -> "CertificateRows":
        inside = Q(centre__in=person.centres(Can.SEE_CERTIFICATES))
        return self.filter(inside | Q(customer__in=person.customer_ids))


class Certificate(models.Model):
    """A certificate's present state. What it says is in its `Statement`, which never changes."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="certificates")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="certificates")
    job = models.ForeignKey(Job, models.PROTECT, related_name="certificates")
    kind = models.CharField(_("loại"), max_length=12, choices=Kind)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField(_("số"), max_length=40)  # "V26.00001", by the pattern of its day
    public_id = models.CharField(max_length=32, unique=True, default=public_id, editable=False)
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=CertificateState, default=CertificateState.ISSUED
    )
    performed_on = models.DateField(_("ngày thực hiện"))
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    valid_until = models.DateField(_("có giá trị đến"), null=True, blank=True)
    valid_until_from = NfcCharField(max_length=300, blank=True)  # the rule it was computed by
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    end_reason = NfcCharField(_("lý do"), max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CertificateRows.as_manager()

    class Meta:
        ordering = ("-issued_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["centre", "kind", "year", "serial"], name="certificate_serial_once"
            ),
            models.UniqueConstraint(fields=["centre", "number"], name="certificate_number_once"),
            models.UniqueConstraint(
                fields=["job"], condition=Q(supersedes__isnull=True), name="certificate_first_once"
            ),
            models.CheckConstraint(
                condition=Q(state=CertificateState.ISSUED) | ~Q(end_reason=""),
                name="certificate_end_has_reason",
            ),
        )

    def __str__(self) -> str:
        return self.number


class Statement(Sealed):
    """Everything printed and everything it was judged by, as canonical JSON, with its hash."""

    sealed_fields = ("id", "certificate", "content", "digest")
    sealed_if_given = ("public",)

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="statement")
    content = models.TextField()
    digest = models.CharField(max_length=64)
    # What strangers are told, again: the content is some 100 kB, and a telephone asks for 1 kB.
    public = models.TextField(null=True)  # noqa: DJ001 (adding it must not write the rows anew)

    def __str__(self) -> str:
        return f"statement of {self.certificate}"


class Rendering(models.Model):
    """A file made from a statement, one for each format. Made again, it is the same bytes."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="renderings")
    format = models.CharField(max_length=8, default="pdf")
    file = models.FileField(upload_to="certificates/")
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    size = models.PositiveBigIntegerField(default=0)
    # Null: not signed, because the centre had no key then. The level is of PAdES or XAdES.
    signed_with = models.ForeignKey(
        SigningKey, models.PROTECT, null=True, blank=True, related_name="renderings"
    )
    level = models.CharField(max_length=8, blank=True)  # "B-B", "B-T"

    class Meta:
        indexes = (models.Index(fields=["sha256"], name="rendering_digest"),)
        constraints = (
            models.UniqueConstraint(fields=["certificate", "format"], name="rendering_once"),
        )

    def __str__(self) -> str:
        return f"{self.certificate} {self.format}"


class Check(models.Model):
    """One look at the public check page, or one file dropped on it: when, at what, the answer."""

    at = models.DateTimeField()
    public_id = models.CharField(max_length=64)
    answer = models.CharField(max_length=12)
    finding = models.CharField(max_length=24, blank=True)  # of a file: see certificates.checking
    file_sha256 = models.CharField(max_length=64, blank=True)
    source = models.CharField(max_length=64, blank=True)  # a keyed hash of the address, not it

    class Meta:
        indexes = (
            models.Index(fields=["at"], name="check_at"),
            models.Index(fields=["public_id", "at"], name="check_of_certificate"),
        )

    def __str__(self) -> str:
        return f"{self.at} {self.answer}"
