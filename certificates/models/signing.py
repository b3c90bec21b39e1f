"""Keys that seal files, and the certification authorities that outsiders are to trust.

Only public parts are rows. A private key stays in its file or its token.
"""

from typing import Any

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import Can
from certificates.states import KeyStore
from common.fields import NfcCharField


class SigningKeyRows(models.QuerySet["SigningKey"]):
    """Keys, and which of them a person sees."""

    def visible_to(self, person: Any) -> "SigningKeyRows":
        """Those of one's centres, and those of the units above, which sign for one's centres."""
        paths = person.centres(Can.SEE_KEYS).values_list("path", flat=True)
        codes = {code for path in paths for code in path.strip("/").split("/")}
        if not codes:
            return self.none()
        return self.filter(Q(centre__code__in=codes) | Q(centre__isnull=True))


class SigningKey(models.Model):
    """A key of a centre (of the whole installation where it names none), from when until when."""

    centre = models.ForeignKey(
        Centre, models.PROTECT, null=True, blank=True, related_name="signing_keys"
    )
    label = NfcCharField(_("tên"), max_length=120)
    store = models.CharField(_("nơi giữ"), max_length=8, choices=KeyStore)
    locator = models.CharField(max_length=300)  # file name in the folder of keys, or pkcs11: URI
    certificate = models.TextField()  # PEM
    chain = models.TextField(blank=True)  # PEM, from the issuer up, without the anchor
    fingerprint = models.CharField(max_length=64, unique=True)  # SHA-256 of the certificate's DER
    subject = models.CharField(max_length=400)
    issuer = models.CharField(max_length=400)
    not_before = models.DateTimeField()
    not_after = models.DateTimeField()
    development = models.BooleanField(default=False)
    active_from = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = SigningKeyRows.as_manager()

    class Meta:
        ordering = ("-active_from", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(not_after__gt=F("not_before")), name="signing_key_ends_after"
            ),
            models.UniqueConstraint(
                Coalesce("centre", Value(0)),
                condition=Q(retired_at__isnull=True),
                name="signing_key_one_active",
            ),
        )

    def __str__(self) -> str:
        return self.label


class TrustAnchor(models.Model):
    """A certification authority whose signatures we accept and which we publish."""

    certificate = models.TextField()  # PEM
    fingerprint = models.CharField(max_length=64, unique=True)
    subject = models.CharField(max_length=400)
    not_before = models.DateTimeField()
    not_after = models.DateTimeField()
    development = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("added_at", "pk")

    def __str__(self) -> str:
        return self.subject
