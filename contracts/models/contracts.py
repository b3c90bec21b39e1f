"""Contracts with their lines and items, pauses and appendices."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, Customer, Site, User
from accounts.permissions import Can
from calibration.models import Job
from calibration.states import Regime
from common.fields import NfcCharField
from contracts.models.prices import ServiceItem
from contracts.states import ContractState, LineKind, Strand, VatCategory
from instruments.models import Instrument


class ContractRows(models.QuerySet["Contract"]):
    """Contracts, and which of them a person sees."""

    def visible_to(self, person: Any) -> "ContractRows":
        inside = Q(centre__in=person.centres(Can.SEE_CONTRACTS))
        client = Q(customer__in=person.customer_ids, signed_on__isnull=False)
        return self.filter(inside | client)


class Contract(models.Model):
    """A service contract with one customer."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="contracts")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="contracts")
    number = NfcCharField(_("số hợp đồng"), max_length=60)
    title = NfcCharField(_("nội dung"), max_length=250)
    strand = models.CharField(_("mảng"), max_length=8, choices=Strand, default=Strand.SERVICE)
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=ContractState, default=ContractState.DRAFT
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    signed_on = models.DateField(_("ngày ký"), null=True, blank=True)
    due_on = models.DateField(_("hạn thực hiện"), null=True, blank=True)
    accepted_on = models.DateField(_("ngày nghiệm thu"), null=True, blank=True)
    liquidated_on = models.DateField(_("ngày thanh lý"), null=True, blank=True)
    cancelled_on = models.DateField(_("ngày hủy"), null=True, blank=True)
    # The framework agreement (hợp đồng nguyên tắc) that this one is an order of.
    framework = models.ForeignKey(
        "Framework", models.PROTECT, null=True, blank=True, related_name="orders"
    )
    note = models.TextField(blank=True)

    objects = ContractRows.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=["centre", "signed_on"], name="contract_signed"),)
        constraints = (
            models.UniqueConstraint(fields=["centre", "number"], name="contract_number_once"),
            models.CheckConstraint(
                condition=Q(state__in=[ContractState.DRAFT, ContractState.CANCELLED])
                | Q(signed_on__isnull=False),
                name="contract_signed_has_day",
            ),
            models.CheckConstraint(
                condition=Q(accepted_on__isnull=True) | Q(signed_on__isnull=False),
                name="contract_accepted_was_signed",
            ),
        )

    def __str__(self) -> str:
        return self.number


class Pause(models.Model):
    """A contract stood still by decision, from a day to the day it went on."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="pauses")
    from_on = models.DateField(_("tạm dừng từ"))
    to_on = models.DateField(_("tiếp tục từ"), null=True, blank=True)
    why = NfcCharField(_("lý do"), max_length=300)

    class Meta:
        ordering = ("contract", "from_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["contract"], condition=Q(to_on__isnull=True), name="pause_open_once"
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="pause_ends_after",
            ),
        )

    def __str__(self) -> str:
        return f"{self.contract} {self.from_on}"


class Appendix(models.Model):
    """An amendment of a signed contract (phụ lục): lines added, lines struck, from its day on."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="appendices")
    number = models.PositiveSmallIntegerField()  # 1, 2, 3 … within the contract
    title = NfcCharField(_("nội dung"), max_length=250)
    signed_on = models.DateField(_("ngày ký"))
    due_on = models.DateField(_("hạn thực hiện mới"), null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("contract", "number")
        constraints = (
            models.UniqueConstraint(fields=["contract", "number"], name="appendix_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.contract} PL{self.number:02d}"


class ContractLine(models.Model):
    """quantity × price − discount, at the VAT rate of the day, fixed when it is signed."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    service = models.ForeignKey(ServiceItem, models.PROTECT, null=True, blank=True)
    kind = models.CharField(_("loại dịch vụ"), max_length=12, choices=LineKind)
    description = NfcCharField(_("nội dung"), max_length=300)
    unit = NfcCharField(_("đơn vị tính"), max_length=30, default="cái")
    quantity = models.PositiveIntegerField(_("số lượng"))
    price = models.BigIntegerField(_("đơn giá, đồng"))
    discount = models.BigIntegerField(_("giảm giá, đồng"), default=0)
    vat_category = models.CharField(
        _("nhóm thuế GTGT"), max_length=10, choices=VatCategory, default=VatCategory.SCIENCE
    )
    vat_percent = models.PositiveSmallIntegerField(_("thuế GTGT, %"), null=True, blank=True)
    # The appendix (phụ lục) that brought the line, and the one that struck it; both keep the row.
    added_by = models.ForeignKey(
        "Appendix", models.PROTECT, null=True, blank=True, related_name="added"
    )
    struck_by = models.ForeignKey(
        "Appendix", models.PROTECT, null=True, blank=True, related_name="struck"
    )

    class Meta:
        ordering = ("contract", "position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(price__gte=0, discount__gte=0, quantity__gte=1),
                name="line_numbers_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(discount__lte=F("quantity") * F("price")), name="line_not_below_zero"
            ),
        )

    def __str__(self) -> str:
        return f"{self.contract} · {self.description}"

    @property
    def amount(self) -> int:
        """Net amount, whole đồng."""
        return self.quantity * self.price - self.discount

    @property
    def rate(self) -> Decimal | None:
        """The VAT rate in percent; None when not subject."""
        return None if self.vat_percent is None else Decimal(self.vat_percent)


class ContractItem(models.Model):
    """One instrument or one sample under a line; signing opens its job."""

    line = models.ForeignKey(ContractLine, models.CASCADE, related_name="items")
    instrument = models.ForeignKey(Instrument, models.PROTECT, null=True, blank=True)
    sample = NfcCharField(_("mẫu"), max_length=200, blank=True)
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True)
    regime = models.CharField(_("chế độ"), max_length=12, choices=Regime, blank=True)
    job = models.OneToOneField(
        Job, models.PROTECT, null=True, blank=True, related_name="contract_item"
    )

    class Meta:
        ordering = ("line", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(instrument__isnull=False) | ~Q(sample=""), name="item_has_an_object"
            ),
            models.UniqueConstraint(fields=["line", "instrument"], name="item_instrument_once"),
        )

    def __str__(self) -> str:
        return str(self.instrument) if self.instrument else self.sample
