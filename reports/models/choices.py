"""What a unit chooses once for its figures (practice.md 3.3), and indicators that are filters."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import Can
from common.fields import NfcCharField
from contracts.revenue import Base
from reports.states import PlanPeriod


class ChosenRows(models.QuerySet[Any]):
    """Choices and saved indicators, and which of them a person sees."""

    def visible_to(self, person: Any) -> Self:
        return self.filter(centre__in=person.centres(Can.SEE_FIGURES))


class ReportChoices(models.Model):
    """How a unit and those below it count, from a day on; the newest begun row holds."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="report_choices")
    valid_from = models.DateField(_("từ ngày"))
    revenue_base = models.CharField(
        _("cơ sở doanh thu"), max_length=9, choices=[(b.value, b.value) for b in Base]
    )
    revenue_vat = models.CharField(
        _("thuế GTGT"), max_length=5, choices=[("gross", _("gồm thuế")), ("net", _("chưa thuế"))]
    )
    with_consulting = models.BooleanField(_("gồm tư vấn và hợp đồng khác"), default=False)
    plan_period = models.CharField(
        _("kỳ kế hoạch"), max_length=8, choices=PlanPeriod, default=PlanPeriod.OWN
    )
    # "item": each performance counts; "thing": an instrument counts once in a period.
    instruments_by = models.CharField(
        _("cách đếm phương tiện đo"),
        max_length=5,
        choices=[("item", _("theo lượt")), ("thing", _("theo hiện vật"))],
        default="item",
    )
    source = NfcCharField(_("căn cứ"), max_length=200)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = ChosenRows.as_manager()

    class Meta:
        ordering = ("centre", "valid_from", "pk")
        constraints = (
            models.UniqueConstraint(fields=["centre", "valid_from"], name="choices_once_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.centre.code} {self.valid_from}"

    @property
    def base_label(self) -> str:
        """The base in words."""
        return str(Base(self.revenue_base).label)


class SavedIndicator(models.Model):
    """An indicator that is a filter over rows of one source; a change is a new row that follows.

    `filters` is canonical JSON {field: value}, checked against what the source allows.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="saved_indicators")
    code = models.SlugField(_("mã"), max_length=60, allow_unicode=False)
    name_vi = NfcCharField(_("tên"), max_length=200)
    name_en = NfcCharField(_("tên tiếng Anh"), max_length=200, blank=True)
    unit = NfcCharField(_("đơn vị tính"), max_length=40)
    source = models.CharField(_("nguồn"), max_length=20)
    filters = models.TextField(default="{}")
    valid_from = models.DateField(_("từ ngày"))
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = ChosenRows.as_manager()

    class Meta:
        ordering = ("centre", "code", "valid_from", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["centre", "code"],
                condition=Q(follows__isnull=True),
                name="saved_indicator_first_once",
            ),
        )

    def __str__(self) -> str:
        return self.code
