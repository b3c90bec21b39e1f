"""The papers of a contract: frozen facts, and the centre's own templates of Word."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import Can
from common.fields import NfcCharField
from contracts.models.contracts import Contract
from contracts.states import PaperKind


class PaperTemplate(models.Model):
    """A centre's Word template of a kind of paper, in force from a day to a day."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="paper_templates_docx")
    kind = models.CharField(_("loại giấy tờ"), max_length=12, choices=PaperKind)
    name = NfcCharField(_("tên mẫu"), max_length=120)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)
    file = models.FileField(upload_to="paper-templates/")
    file_name = NfcCharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("centre", "kind", "-valid_from", "-pk")

    def __str__(self) -> str:
        return self.name


class PaperRows(models.QuerySet["Paper"]):
    """Papers, and which of them a person sees."""

    def visible_to(self, person: Any) -> "PaperRows":
        inside = Q(contract__centre__in=person.centres(Can.SEE_CONTRACTS))
        client = Q(contract__customer__in=person.customer_ids, contract__signed_on__isnull=False)
        return self.filter(inside | client)


class Paper(models.Model):
    """One paper as it was made: its facts frozen, docx and PDF made from them whenever asked.

    `facts` is canonical JSON; `sha256` stands in the event of its making.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="papers")
    kind = models.CharField(_("loại giấy tờ"), max_length=12, choices=PaperKind)
    serial = models.PositiveSmallIntegerField()  # of its kind within the contract: 1, 2 …
    dated_on = models.DateField(_("ngày của giấy"))
    facts = models.TextField()
    sha256 = models.CharField(max_length=64)
    template = models.ForeignKey(PaperTemplate, models.PROTECT, null=True, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    signed_on = models.DateField(_("ngày hai bên ký"), null=True, blank=True)
    scan = models.FileField(upload_to="papers/", blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True)

    objects = PaperRows.as_manager()

    class Meta:
        ordering = ("contract", "made_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["contract", "kind", "serial"], name="paper_serial_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.contract} ({self.serial})"
