"""Shapes of the API about debts, accounts, matches, closed books, lists of a bank."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Centre
from common.api import Strict
from contracts.api.list_shapes import FaultOutput
from contracts.api.money_shapes import ShareInput
from contracts.ledger.bank.headings import FIELDS, SHOWN_COLUMNS, SHOWN_ROWS
from contracts.ledger.bank.services import EDITABLE
from contracts.ledger.bank.wording import fault
from contracts.ledger.matching import MOST_SHARES
from contracts.listing.wording import load
from contracts.models import Allocation, BankList, BankRow, ClosedBooks, Contract, Payment
from contracts.tables import LONGEST_CELL


class DebtOutput(serializers.Serializer[Any]):
    """An invoice that is not paid in full; amounts with VAT."""

    invoice = serializers.IntegerField(source="invoice_id")
    number = serializers.CharField()
    contract = serializers.IntegerField(source="contract_id")
    customer = serializers.IntegerField(source="customer_id")
    issued_on = serializers.DateField()
    due_on = serializers.DateField()
    gross = serializers.IntegerField()
    settled = serializers.IntegerField()
    covered = serializers.IntegerField()
    open = serializers.IntegerField()
    late = serializers.IntegerField()
    age = serializers.CharField(source="age.value")


class AgesOutput(serializers.Serializer[Any]):
    """What is open by age: days after the term of 21 days."""

    not_due = serializers.IntegerField()
    to_30 = serializers.IntegerField()
    to_60 = serializers.IntegerField()
    to_90 = serializers.IntegerField()
    over_90 = serializers.IntegerField()


class CustomerDebtOutput(serializers.Serializer[Any]):
    """What a customer owes, its credit, and the invoices behind it."""

    customer = serializers.IntegerField(source="customer_id")
    open = serializers.IntegerField()
    credit = serializers.IntegerField()
    balance = serializers.IntegerField()
    ages = serializers.SerializerMethodField()
    invoices = DebtOutput(many=True, source="rows")

    @extend_schema_field(AgesOutput())
    def get_ages(self, one: Any) -> dict[str, int]:
        return {age.value: amount for age, amount in one.by_age().items()}


class DebtsOutput(serializers.Serializer[Any]):
    """Debts on a day: the sums of all, and a page of customers, the largest debt first."""

    on = serializers.DateField()
    open = serializers.IntegerField()
    credit = serializers.IntegerField()
    ages = AgesOutput()
    customers = CustomerDebtOutput(many=True)
    next = serializers.IntegerField(allow_null=True)


class EntryOutput(serializers.Serializer[Any]):
    """A movement of an account and the balance after it."""

    on = serializers.DateField(source="movement.on")
    move = serializers.CharField(source="movement.move.value")
    number = serializers.CharField(source="movement.number")
    contract = serializers.IntegerField(source="movement.contract_id")
    source_id = serializers.IntegerField(source="movement.source_id")
    debit = serializers.IntegerField(source="movement.debit")
    credit = serializers.IntegerField(source="movement.credit")
    balance = serializers.IntegerField()


class AccountOutput(serializers.Serializer[Any]):
    """A customer's account from a day to a day."""

    start = serializers.DateField()
    end = serializers.DateField()
    opening = serializers.IntegerField()
    debit = serializers.IntegerField()
    credit = serializers.IntegerField()
    closing = serializers.IntegerField()
    entries = EntryOutput(many=True)


class MatchInput(Strict):
    """Parts of a payment."""

    shares = ShareInput(many=True, max_length=MOST_SHARES)  # type: ignore[call-arg]


class WhyInput(Strict):
    """Why something is undone."""

    why = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class PaymentPartOutput(serializers.ModelSerializer[Allocation]):
    """A part of a payment, in force or undone."""

    class Meta:
        model = Allocation
        fields = ("invoice", "amount", "at", "undone_at")


class MatchedOutput(serializers.ModelSerializer[Payment]):
    """A payment with its parts, also those undone, and what is in none (`free`)."""

    allocations = PaymentPartOutput(many=True, read_only=True)
    free = serializers.SerializerMethodField()

    class Meta:
        model = Payment
        fields = ("id", "contract", "amount", "received_on", "cancelled_on", "free", "allocations")

    def get_free(self, payment: Payment) -> int:
        parts = (part.amount for part in payment.allocations.all() if part.undone_at is None)
        return payment.amount - sum(parts)


class CloseInput(Strict):
    """Close a centre's books up to a day; an earlier day than now opens them, with `why`."""

    centre = serializers.SlugRelatedField(slug_field="code", queryset=Centre.objects.all())
    until = serializers.DateField()
    why = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class ClosedOutput(serializers.ModelSerializer[ClosedBooks]):
    """One closing; the newest of a centre holds."""

    centre = serializers.SlugRelatedField[Centre](slug_field="code", read_only=True)

    class Meta:
        model = ClosedBooks
        fields = ("id", "centre", "until", "why", "at")


class BankInput(Strict):
    """A bank's list, for a centre."""

    centre = serializers.SlugRelatedField(slug_field="code", queryset=Centre.objects.all())
    file = serializers.FileField()


class BankListOutput(serializers.ModelSerializer[BankList]):
    """A list: its state, the columns found, why it was refused."""

    centre = serializers.SlugRelatedField[Centre](slug_field="code", read_only=True)
    faults = serializers.SerializerMethodField()

    class Meta:
        model = BankList
        fields = ("id", "centre", "file_name", "sha256", "state", "at", "columns", "faults")

    @extend_schema_field(FaultOutput(many=True))
    def get_faults(self, source: BankList) -> list[dict[str, str]]:
        return [fault(one).as_json() for one in load(source.error)]


class BankUploadOutput(BankListOutput):
    """The list, and the task that reads it."""

    task = serializers.IntegerField(read_only=True)

    class Meta(BankListOutput.Meta):
        fields = (*BankListOutput.Meta.fields, "task")  # type: ignore[assignment]


class BankRowOutput(serializers.ModelSerializer[BankRow]):
    """A row: what was found, what becomes of it, why; `shares` are [invoice, amount]."""

    why = serializers.SerializerMethodField()
    contract = serializers.PrimaryKeyRelatedField[Contract](read_only=True)
    shares = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))

    class Meta:
        model = BankRow
        fields = (
            "number", "values", "received_on", "amount", "reference", "text", "fate", "why",
            "contract", "shares", "payment",
        )  # fmt: skip

    @extend_schema_field(FaultOutput(many=True))
    def get_why(self, row: BankRow) -> list[dict[str, str]]:
        return [fault(one).as_json() for one in load(row.why)]


class BankPreviewOutput(BankListOutput):
    """A list with a page of its rows; `next` is the row number to go on from."""

    rows = BankRowOutput(many=True, read_only=True)
    next = serializers.IntegerField(allow_null=True, read_only=True)

    class Meta(BankListOutput.Meta):
        fields = (*BankListOutput.Meta.fields, "rows", "next")  # type: ignore[assignment]


class ColumnsInput(Strict):
    """The heading's row, from 1 (0: none), and the column of each field, from 0."""

    row = serializers.IntegerField(min_value=0, max_value=SHOWN_ROWS)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        found = super().get_fields()
        for name in FIELDS:
            found[name] = serializers.IntegerField(
                min_value=0, max_value=SHOWN_COLUMNS - 1, required=False
            )
        return found


class BankMendInput(Strict):
    """Corrected cells; `contract` and `invoices` say whose it is, `leave` leaves the row out."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {
            name: serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_CELL)
            for name in EDITABLE
        }
