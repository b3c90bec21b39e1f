"""Customers' instruments and samples in our hands (ISO/IEC 17025:2017, 7.4): from whom, to whom."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, Customer, User
from accounts.permissions import Can
from calibration.models.jobs import Job
from common.fields import NfcCharField
from instruments.models import Instrument


class CustodyRows(models.QuerySet["Custody"]):
    """What is or was in our hands, and which of it a person sees."""

    def visible_to(self, person: Any) -> "CustodyRows":
        inside = Q(centre__in=person.centres(Can.SEE_JOBS))
        return self.filter(inside | Q(customer__in=person.customer_ids))

    def held(self) -> "CustodyRows":
        """What has not left yet."""
        return self.filter(returned_at__isnull=True)


class Custody(models.Model):
    """One instrument or sample from the moment it was handed in to the moment it left.

    `code` is what its label's QR says. Nothing leaves without `returned_at`, by whom and to whom.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="custodies")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="custodies")
    instrument = models.ForeignKey(
        Instrument, models.PROTECT, null=True, blank=True, related_name="custodies"
    )
    sample = NfcCharField(_("mẫu"), max_length=200, blank=True)
    job = models.OneToOneField(Job, models.PROTECT, null=True, blank=True, related_name="custody")
    code = models.CharField(_("mã nhận"), max_length=12, unique=True)
    received_at = models.DateTimeField(_("nhận lúc"))
    received_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    brought_by = NfcCharField(_("người giao"), max_length=150)
    condition_in = NfcCharField(_("tình trạng khi nhận"), max_length=300)
    accessories = NfcCharField(_("phụ kiện"), max_length=300, blank=True)
    place = NfcCharField(_("nơi để"), max_length=100, blank=True)
    returned_at = models.DateTimeField(_("trả lúc"), null=True, blank=True)
    returned_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    returned_to = NfcCharField(_("người nhận lại"), max_length=150, blank=True)
    condition_out = NfcCharField(_("tình trạng khi trả"), max_length=300, blank=True)

    objects = CustodyRows.as_manager()

    class Meta:
        ordering = ("-received_at", "-pk")
        indexes = (
            models.Index(
                fields=["centre", "place"],
                condition=Q(returned_at__isnull=True),
                name="custody_held",
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(instrument__isnull=False) | ~Q(sample=""),
                name="custody_has_an_object",
            ),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True, returned_by__isnull=True, returned_to="")
                | Q(returned_at__gte=F("received_at"), returned_by__isnull=False)
                & ~Q(returned_to=""),
                name="custody_return_is_whole",
            ),
            models.UniqueConstraint(
                fields=["instrument"],
                condition=Q(returned_at__isnull=True, instrument__isnull=False),
                name="custody_instrument_held_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.instrument if self.instrument_id else self.sample}"


class CustodyPhoto(models.Model):
    """A photograph taken when the thing was received or returned."""

    custody = models.ForeignKey(Custody, models.PROTECT, related_name="photos")
    returned = models.BooleanField(default=False)  # False: taken when it was received
    file = models.FileField(upload_to="custody/")
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("custody", "pk")

    def __str__(self) -> str:
        return f"{self.custody} {self.pk}"
