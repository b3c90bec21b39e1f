"""The money side. Amounts are whole đồng; totals are queries, never columns."""

from datetime import date
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
from contracts.states import ContractState, Fate, InvoiceState, LineKind, ListState, Strand
from instruments.models import Instrument, InstrumentType


class VatCategory(models.TextChoices):
    """What the accountant decides for a service; the rate follows by date."""

    SCIENCE = "science", _("dịch vụ KH&CN")
    STANDARD = "standard", _("thông thường")
    REDUCED = "reduced", _("được giảm")
    EXEMPT = "exempt", _("không chịu thuế")


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
    """A priced service: kind × instrument type (danh mục dịch vụ)."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="services")
    code = NfcCharField(_("mã"), max_length=40)
    name_vi = NfcCharField(_("tên dịch vụ"), max_length=250)
    name_en = NfcCharField(_("tên tiếng Anh"), max_length=250, blank=True)
    kind = models.CharField(_("loại dịch vụ"), max_length=12, choices=LineKind)
    type = models.ForeignKey(InstrumentType, models.PROTECT, null=True, blank=True)
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


class ContractRows(models.QuerySet["Contract"]):
    """Contracts, and which of them a person sees."""

    def visible_to(self, person: Any) -> "ContractRows":
        inside = Q(centre__in=person.centres(Can.SEE_CONTRACTS))
        client = Q(customer__in=person.customer_ids) & ~Q(state=ContractState.DRAFT)
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


class Invoice(models.Model):
    """An electronic invoice, recorded, not transmitted."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="invoices")
    form_symbol = models.CharField(_("mẫu số"), max_length=10, default="1")
    series = models.CharField(_("ký hiệu"), max_length=12)
    number = models.CharField(_("số"), max_length=12)
    authority_code = models.CharField(_("mã của cơ quan thuế"), max_length=60, blank=True)
    issued_on = models.DateField(_("ngày hóa đơn"))
    state = models.CharField(max_length=10, choices=InvoiceState, default=InvoiceState.ISSUED)
    # What this one adjusts (state "adjusting": amounts are differences) or replaces.
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    ended_on = models.DateField(_("hết giá trị từ"), null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("issued_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["contract", "form_symbol", "series", "number"], name="invoice_number_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[InvoiceState.ISSUED, InvoiceState.ADJUSTING], ended_on__isnull=True
                )
                | Q(
                    state__in=[InvoiceState.REPLACED, InvoiceState.CANCELLED],
                    ended_on__isnull=False,
                ),
                name="invoice_ended_has_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.series} {self.number}"


class InvoiceRate(models.Model):
    """What an invoice says under one VAT rate: as on the paper, so VAT is kept, not computed."""

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="rates")
    vat_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    net = models.BigIntegerField(_("tiền hàng, đồng"))
    vat = models.BigIntegerField(_("tiền thuế, đồng"))

    class Meta:
        ordering = ("invoice", "vat_percent")
        constraints = (
            models.UniqueConstraint(fields=["invoice", "vat_percent"], name="invoice_rate_once"),
        )

    def __str__(self) -> str:
        return f"{self.invoice} {self.vat_percent}%"


class Payment(models.Model):
    """Money that came in for a contract, gross, with the invoice it settles where known."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="payments")
    invoice = models.ForeignKey(
        Invoice, models.PROTECT, null=True, blank=True, related_name="payments"
    )
    received_on = models.DateField(_("ngày thu"))
    amount = models.BigIntegerField(_("số tiền, đồng"))
    method = models.CharField(
        _("hình thức"),
        max_length=8,
        choices=[("bank", _("chuyển khoản")), ("cash", _("tiền mặt"))],
        default="bank",
    )
    reference = NfcCharField(_("số chứng từ"), max_length=80, blank=True)
    cancelled_on = models.DateField(_("ngày hủy"), null=True, blank=True)  # recorded by mistake
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("received_on", "pk")
        constraints = (models.CheckConstraint(condition=Q(amount__gt=0), name="payment_positive"),)

    def __str__(self) -> str:
        return f"{self.received_on} {self.amount}"


class ListImport(models.Model):
    """A client's instrument list on its way into a contract: previewed, then all or nothing."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="imports")
    file_name = NfcCharField(max_length=200)
    file = models.FileField(upload_to="imports/")
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(  # of rows whose cell does not say
        _("loại dịch vụ"), max_length=12, choices=LineKind, default=LineKind.VERIFICATION
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ListState, default=ListState.READING)
    error = models.TextField(blank=True)  # canonical JSON [{code, …}], as `ListRow.why`
    columns = models.JSONField(default=dict)  # {field: header as found}

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return self.file_name


class ListRow(models.Model):
    """One row of a list and its fate."""

    source = models.ForeignKey(ListImport, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()  # as the sheet counts
    values = models.JSONField(default=dict)  # {field: text as found}
    fate = models.CharField(max_length=10, choices=Fate)
    why = models.TextField(default="[]")  # canonical JSON [{code, …}]; words: listing/wording.py
    kind = models.CharField(max_length=12, choices=LineKind, blank=True)
    regime = models.CharField(max_length=12, choices=Regime, blank=True)
    type = models.ForeignKey(InstrumentType, models.SET_NULL, null=True, blank=True)
    instrument = models.ForeignKey(Instrument, models.SET_NULL, null=True, blank=True)
    service = models.ForeignKey(ServiceItem, models.SET_NULL, null=True, blank=True)
    price = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("source", "number")
        constraints = (models.UniqueConstraint(fields=["source", "number"], name="list_row_once"),)

    def __str__(self) -> str:
        return f"{self.number} {self.fate}"
