"""Targets (chỉ tiêu kế hoạch): the first plan and each adjustment are rows, none is edited."""

from fractions import Fraction
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import Can
from common.fields import NfcCharField
from planning.measures import known
from planning.numbers import Number


class TargetRows(models.QuerySet["Target"]):
    """Targets, and which of them a person sees."""

    def visible_to(self, person: Any) -> "TargetRows":
        return self.filter(centre__in=person.centres(Can.SEE_FIGURES))


class Target(models.Model):
    """One planned value of one measure for one centre and period; an adjustment is a new row."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="targets")
    # The code of an indicator, or of the unit's own goal, which then bears `name` and `unit`.
    measure = models.CharField(_("chỉ tiêu"), max_length=60)
    name = NfcCharField(_("tên chỉ tiêu"), max_length=200, blank=True)
    unit = NfcCharField(_("đơn vị tính"), max_length=40, blank=True)
    period = models.CharField(_("kỳ"), max_length=8)  # "2026", "2026-H1", "2026-Q4", "2026-11"
    value = models.BigIntegerField(_("giá trị"))  # đồng or pieces, times 10**places
    places = models.PositiveSmallIntegerField(default=0)
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

    @property
    def label(self) -> str:
        """What the target is of: the unit's own name for it, or the indicator's."""
        found = known().get(self.measure)
        return self.name or (str(found.label) if found else self.measure)

    @property
    def unit_label(self) -> str:
        """What it is measured in."""
        found = known().get(self.measure)
        return self.unit or (str(found.unit) if found else "")

    @property
    def amount(self) -> int | Fraction:
        """The planned number itself: 995 with one place is 99,5."""
        return Number(self.value, self.places).exact

    @property
    def is_own(self) -> bool:
        """Whether it is the unit's own goal, which no indicator counts."""
        return bool(self.name)
