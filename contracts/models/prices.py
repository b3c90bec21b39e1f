"""The price list: dated VAT rates, services with dated prices, surcharges, norms."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import Can
from common.fields import NfcCharField
from contracts.states import LineKind, SurchargeKind, VatCategory
from instruments.fields import QuantityField
from instruments.models import InstrumentType


class VatRate(models.Model):
    """The rate of a category from a day to a day, with the legal source."""

    category = models.CharField(max_length=10, choices=VatCategory)
    percent = models.PositiveSmallIntegerField(null=True)  # null: not subject
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = NfcCharField(max_length=200)

    class Meta:
        ordering = ("category", "valid_from")
        constraints = (
            models.UniqueConstraint(fields=["category", "valid_from"], name="vat_rate_from_once"),
        )

    def __str__(self) -> str:
        return f"{self.category} {self.percent}% {self.valid_from}"


class ServiceItemRows(models.QuerySet["ServiceItem"]):
    """Priced services, and which of them a person sees."""

    def visible_to(self, person: Any) -> "ServiceItemRows":
        return self.filter(centre__in=person.centres(Can.SEE_PRICES))


class ServiceItem(models.Model):
    """A priced service: kind × instrument type × range (danh mục dịch vụ)."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="services")
    code = NfcCharField(_("mã"), max_length=40)
    name_vi = NfcCharField(_("tên dịch vụ"), max_length=250)
    name_en = NfcCharField(_("tên tiếng Anh"), max_length=250, blank=True)
    kind = models.CharField(_("loại dịch vụ"), max_length=12, choices=LineKind)
    type = models.ForeignKey(InstrumentType, models.PROTECT, null=True, blank=True)
    # The range that the price is for, both ends included; blank: every instrument of the type.
    range_min = QuantityField(_("phạm vi từ"), null=True, blank=True)
    range_max = QuantityField(_("phạm vi đến"), null=True, blank=True)
    unit = NfcCharField(_("đơn vị tính"), max_length=30, default="cái")
    vat_category = models.CharField(
        _("nhóm thuế GTGT"), max_length=10, choices=VatCategory, default=VatCategory.SCIENCE
    )

    objects = ServiceItemRows.as_manager()

    class Meta:
        ordering = ("centre", "code")
        constraints = (
            models.UniqueConstraint(fields=["centre", "code"], name="service_code_once"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name_vi}"

    def price_on(self, day: date) -> "Price | None":
        """The price in force on `day`, or None."""
        ready = [p for p in self.prices.all() if p.holds_on(day)]
        return max(ready, key=lambda p: p.valid_from, default=None)


class Price(models.Model):
    """A price without VAT, from a day to a day."""

    service = models.ForeignKey(ServiceItem, models.CASCADE, related_name="prices")
    amount = models.BigIntegerField(_("đơn giá, đồng, chưa thuế"))
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)

    class Meta:
        ordering = ("service", "valid_from")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gte=0), name="price_not_negative"),
            models.UniqueConstraint(fields=["service", "valid_from"], name="price_from_once"),
        )

    def __str__(self) -> str:
        return f"{self.service.code}: {self.amount}"

    def holds_on(self, day: date) -> bool:
        """Whether it is the price of that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Surcharge(models.Model):
    """What is charged beside the services: on site, urgent, travel; a share or an amount."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="surcharges")
    kind = models.CharField(_("loại phụ phí"), max_length=8, choices=SurchargeKind)
    name_vi = NfcCharField(_("tên phụ phí"), max_length=250)
    name_en = NfcCharField(_("tên tiếng Anh"), max_length=250, blank=True)
    # Of the net sum of the lines it is charged on, or whole đồng without VAT: exactly one of them.
    percent = models.PositiveSmallIntegerField(_("tỷ lệ, %"), null=True, blank=True)
    amount = models.BigIntegerField(_("số tiền, đồng, chưa thuế"), null=True, blank=True)
    vat_category = models.CharField(
        _("nhóm thuế GTGT"), max_length=10, choices=VatCategory, default=VatCategory.STANDARD
    )
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)

    class Meta:
        ordering = ("centre", "kind", "valid_from", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(percent__isnull=True, amount__gte=0)
                | Q(percent__gte=1, amount__isnull=True),
                name="surcharge_one_measure",
            ),
        )

    def __str__(self) -> str:
        return self.name_vi


class ServiceNorm(models.Model):
    """The economic-technical norm of a service (định mức), as a file, from a day on."""

    service = models.ForeignKey(ServiceItem, models.CASCADE, related_name="norms")
    title = NfcCharField(_("tên định mức"), max_length=250)
    source = NfcCharField(_("văn bản"), max_length=200, blank=True)
    valid_from = models.DateField(_("từ ngày"))
    file = models.FileField(upload_to="norms/")
    file_name = NfcCharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("service", "-valid_from", "-pk")

    def __str__(self) -> str:
        return self.title


class PriceImportRows(models.QuerySet["PriceImport"]):
    """Price lists on their way in, and which of them a person sees."""

    def visible_to(self, person: Any) -> "PriceImportRows":
        return self.filter(centre__in=person.centres(Can.MANAGE_PRICES))


class PriceImport(models.Model):
    """A price list as a workbook on its way in: previewed from its file, then all or nothing."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="price_imports")
    file_name = NfcCharField(max_length=200)
    file = models.FileField(upload_to="pricelists/")
    sha256 = models.CharField(max_length=64)
    valid_from = models.DateField(_("giá mới từ ngày"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    objects = PriceImportRows.as_manager()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.file_name
