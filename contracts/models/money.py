"""Invoices and payments as they are on paper, what pays what, closed books, a bank's list."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import Can
from common.fields import NfcCharField
from contracts.models.contracts import Contract
from contracts.states import BankFate, InvoiceState, ListState


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
            # One that was recorded wrongly is cancelled and recorded again under its own number.
            models.UniqueConstraint(
                fields=["contract", "form_symbol", "series", "number"],
                condition=~Q(state=InvoiceState.CANCELLED),
                name="invoice_number_once",
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
    """Money that came in, gross. What no allocation gives to an invoice stays with `contract`."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="payments")
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


class Allocation(models.Model):
    """A part of a payment that settles an invoice, perhaps of another contract of the customer.

    Undoing keeps the row with its day. The parts of a payment never exceed it (ledger/matching.py,
    under the lock of the payment).
    """

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="allocations")
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="allocations")
    amount = models.BigIntegerField(_("số tiền, đồng"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("payment", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="allocation_positive"),
            models.UniqueConstraint(
                fields=["payment", "invoice"],
                condition=Q(undone_at__isnull=True),
                name="allocation_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.payment} → {self.invoice}: {self.amount}"


class ClosedBooks(models.Model):
    """The books of a centre are closed up to a day: nothing is dated in it any more.

    The latest row (by `at`) holds; opening again is a row with an earlier day and its reason.
    """

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="closings")
    until = models.DateField(_("khóa sổ đến hết ngày"))
    why = NfcCharField(_("lý do"), max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("centre", "at", "pk")

    def __str__(self) -> str:
        return f"{self.centre} {self.until}"


class BankListRows(models.QuerySet["BankList"]):
    """Lists of a bank, and which of them a person sees."""

    def visible_to(self, person: Any) -> "BankListRows":
        return self.filter(centre__in=person.centres(Can.RECORD_MONEY))


class BankList(models.Model):
    """A bank's list of money that came in (sao kê), previewed with proposed matches."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="bank_lists")
    file_name = NfcCharField(max_length=200)
    file = models.FileField(upload_to="bank/")
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=ListState, default=ListState.READING)
    error = models.TextField(blank=True)  # canonical JSON [{code, …}]
    columns = models.JSONField(default=dict)  # {field: header as found}
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = BankListRows.as_manager()

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return self.file_name


class BankRow(models.Model):
    """One row of a bank's list, its fate, and the payment it became."""

    source = models.ForeignKey(BankList, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()  # as the sheet counts
    values = models.JSONField(default=dict)  # {field: text as found}
    received_on = models.DateField(null=True)
    amount = models.BigIntegerField(null=True)
    reference = NfcCharField(max_length=80, blank=True)
    text = NfcCharField(max_length=500, blank=True)
    fate = models.CharField(max_length=10, choices=BankFate)
    why = models.TextField(default="[]")  # canonical JSON [{code, …}]
    # Proposed or chosen: the home contract and [[invoice id, amount], …].
    contract = models.ForeignKey(Contract, models.SET_NULL, null=True, blank=True)
    shares = models.JSONField(default=list)
    payment = models.OneToOneField(
        Payment, models.PROTECT, null=True, blank=True, related_name="bank_row"
    )

    class Meta:
        ordering = ("source", "number")
        constraints = (models.UniqueConstraint(fields=["source", "number"], name="bank_row_once"),)

    def __str__(self) -> str:
        return f"{self.number} {self.fate}"
