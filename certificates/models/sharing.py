"""What leaves and what comes in: archives, letters to customers, other laboratories' files."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, Customer, User
from accounts.permissions import Can
from certificates.models.certificates import Certificate
from common.fields import NfcCharField
from instruments.models import Standard, StandardCalibration


class Letter(models.Model):
    """One e-mail to one address about the end of a certificate; sent once, by a task."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="letters")
    about = models.CharField(max_length=12)  # "withdraw" or "supersede"
    to = models.EmailField()
    subject = NfcCharField(max_length=200)
    text = models.TextField()
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("written_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["certificate", "about", "to"], name="letter_once"),
        )

    def __str__(self) -> str:
        return f"{self.certificate} {self.about} {self.to}"


class ArchiveRows(models.QuerySet["Archive"]):
    """Archives, and which of them a person sees: a client those of their own customer alone."""

    def visible_to(self, person: Any) -> "ArchiveRows":
        inside = Q(centre__in=person.centres(Can.EXPORT_CERTIFICATES))
        return self.filter(inside | Q(customer__in=person.customer_ids))


class Archive(models.Model):
    """Certificates of a centre as one file with an index: of a customer, of a year, or of both."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="archives")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="+")
    year = models.PositiveSmallIntegerField(_("năm"), null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(upload_to="archives/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0)
    certificates = models.PositiveIntegerField(default=0)

    objects = ArchiveRows.as_manager()

    class Meta:
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(customer__isnull=False) | Q(year__isnull=False),
                name="archive_of_something",
            ),
        )

    def __str__(self) -> str:
        return f"{self.centre.code} {self.customer_id or ''} {self.year or ''}"


class ForeignFileRows(models.QuerySet["ForeignFile"]):
    """Files of other laboratories, and which of them a person sees."""

    def visible_to(self, person: Any) -> "ForeignFileRows":
        return self.filter(centre__in=person.centres(Can.MANAGE_STANDARDS))


class ForeignFile(models.Model):
    """Another laboratory's digital certificate as it came, and the event a person made of it."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="foreign_files")
    name = NfcCharField(max_length=200)
    file = models.FileField(upload_to="foreign/")
    sha256 = models.CharField(max_length=64)
    content = models.TextField()  # canonical JSON of what was read
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    standard = models.ForeignKey(Standard, models.PROTECT, null=True, blank=True, related_name="+")
    event = models.OneToOneField(
        StandardCalibration, models.PROTECT, null=True, blank=True, related_name="read_from"
    )
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = ForeignFileRows.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["centre", "sha256"], name="foreign_file_once"),
            models.CheckConstraint(
                condition=Q(event__isnull=True) | Q(confirmed_by__isnull=False),
                name="foreign_file_confirmed_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.name
