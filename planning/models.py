"""Targets (chỉ tiêu kế hoạch): the first plan and each adjustment are rows, none is edited."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Centre, User
from accounts.permissions import Can
from common.fields import NfcCharField


class Measure(models.TextChoices):
    """What a target counts. The figure itself is computed by `reports`."""

    REVENUE_SIGNED = "revenue_signed", _("doanh thu theo hợp đồng, gồm thuế GTGT")
    REVENUE_INVOICED = "revenue_invoiced", _("doanh thu theo hóa đơn, chưa thuế GTGT")
    CONTRACTS = "contracts", pgettext_lazy("đếm", "số hợp đồng")
    INSTRUMENTS = "instruments", _("số phương tiện đo")
    SAMPLES = "samples", _("số mẫu thử nghiệm")


class TargetRows(models.QuerySet["Target"]):
    """Targets, and which of them a person sees."""

    def visible_to(self, person: Any) -> "TargetRows":
        return self.filter(centre__in=person.centres(Can.SEE_FIGURES))


class Target(models.Model):
    """One planned value of one measure for one centre and period; an adjustment is a new row."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="targets")
    measure = models.CharField(_("chỉ tiêu"), max_length=20, choices=Measure)
    period = models.CharField(_("kỳ"), max_length=8)  # "2026", "2026-H1", "2026-Q4", "2026-11"
    value = models.BigIntegerField(_("giá trị"))  # đồng or pieces
    source = NfcCharField(_("văn bản giao"), max_length=200)
    decided_on = models.DateField(_("ngày giao"))
    adjusts = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="adjusted_by"
    )
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = TargetRows.as_manager()

    class Meta:
        ordering = ("centre", "period", "measure", "decided_on", "pk")
        constraints = (
            models.CheckConstraint(condition=models.Q(value__gte=0), name="target_not_negative"),
            models.UniqueConstraint(
                fields=["centre", "measure", "period"],
                condition=models.Q(adjusts__isnull=True),
                name="target_first_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.centre.code} {self.period} {self.measure}"
