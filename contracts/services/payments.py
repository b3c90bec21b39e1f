"""Payments: money that came in, what it settles, and taken back when recorded by mistake."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import Faults, Refused
from common.text import nfc
from contracts.dong import MOST_SUM, require_amount
from contracts.ledger.asking import ask_amount, ask_repeated
from contracts.ledger.closing import require_open_books
from contracts.ledger.settling import (
    Share,
    check_shares,
    customer_owes,
    give,
    named,
    open_amounts,
)
from contracts.models import Contract, Payment
from contracts.services.money import require_money_state
from contracts.services.words import locked, note, require_day, require_why
from contracts.states import InvoiceState

METHODS = ("bank", "cash")


@transaction.atomic
def record_payment(  # noqa: PLR0913 — a form's fields
    *,
    contract_id: int,
    amount: int,
    received_on: date,
    by: User,
    at: datetime,
    invoice_id: int | None = None,
    method: str = "bank",
    reference: str = "",
    shares: Sequence[Share] = (),
    confirm: bool = False,
) -> Payment:
    """Money that came in, gross. `shares` settle invoices of the customer, one to many.

    `invoice_id` alone settles an invoice of the contract as far as it is open. What settles
    nothing stays with the contract. More than the customer owes, and the same money once more,
    are asked back (`Asked`) unless `confirm`: what is too much is credit then.
    """
    contract = locked(contract_id)
    require_money_state(contract)
    faults = Faults()
    _check_payment(faults, contract, amount, received_on, method, reference, at)
    parts = [*shares, *_settled(contract, invoice_id, amount, faults)]
    faults.raise_if_any()
    if not confirm:
        ask_repeated(contract, amount, received_on, nfc(reference))
        ask_amount(amount, customer_owes(contract, timezone.localdate(at)))
    payment = Payment(
        contract=contract,
        received_on=received_on,
        amount=amount,
        method=method,
        reference=reference.strip(),
        recorded_at=at,
        recorded_by=by,
    )
    held = check_shares(faults, payment, parts, free=amount) if parts else {}
    faults.raise_if_any()
    payment.save(force_insert=True)
    give(payment, parts, by=by, at=at)
    changes = _said(payment)
    for part in parts:
        changes[named(held[part.invoice_id])] = (None, part.amount)
    note(contract, "payment.record", by=by, at=at, changes=changes)
    return payment


def _said(payment: Payment) -> dict[str, tuple[Any, Any]]:
    """Everything that a payment says, as an event tells it."""
    facts = {
        "payment": payment.amount,
        "id": payment.pk,
        "received_on": payment.received_on,
        "method": payment.method,
        "reference": payment.reference,
    }
    return {name: (None, value) for name, value in facts.items() if value != ""}


def _check_payment(
    faults: Faults,
    contract: Contract,
    amount: int,
    received_on: date,
    method: str,
    reference: str,
    at: datetime,
) -> None:
    if fault := require_amount("amount", amount, least=1, most=MOST_SUM):
        faults.found.append(fault)
    require_day(faults, "received_on", received_on, at=at)
    require_open_books(faults, "received_on", received_on, contract.centre)
    if method not in METHODS:
        faults.add(
            "method",
            _("Không có lựa chọn này."),
            code="unknown",
            found=method,
            allowed=", ".join(METHODS),
        )
    if len(reference.strip()) > 80:  # noqa: PLR2004 — the column
        faults.add("reference", _("Nhiều nhất 80 ký tự."), code="too_long")


def _settled(
    contract: Contract, invoice_id: int | None, amount: int, faults: Faults
) -> list[Share]:
    """The invoice that a payment names, as far as it is open."""
    if invoice_id is None:
        return []
    invoice = contract.invoices.filter(pk=invoice_id).first()
    if invoice is None:
        message = _("Hóa đơn này không phải của hợp đồng.")
        faults.add("invoice", message, code="unknown", found=str(invoice_id))
        return []
    if invoice.state != InvoiceState.ISSUED:
        message = _("Hóa đơn %(invoice)s đang ở trạng thái “%(state)s”, không thu vào được.")
        about = {"invoice": invoice, "state": invoice.get_state_display()}
        faults.add("invoice", message % about, code="wrong_state", found=str(invoice))
        return []
    part = min(amount, open_amounts([invoice.pk])[invoice.pk])
    return [Share(invoice.pk, part)] if part > 0 else []


@transaction.atomic
def cancel_payment(
    *, payment_id: int, cancelled_on: date, why: str, by: User, at: datetime
) -> Payment:
    """Take back a payment that was recorded by mistake, with the reason; the row stays."""
    contract_id = Payment.objects.values_list("contract_id", flat=True).get(pk=payment_id)
    contract = locked(contract_id)
    payment = Payment.objects.get(pk=payment_id)
    faults = Faults()
    require_why(faults, why)
    require_day(faults, "cancelled_on", cancelled_on, at=at, first=payment.received_on)
    require_open_books(faults, "cancelled_on", cancelled_on, contract.centre)
    faults.raise_if_any()
    if payment.cancelled_on is not None:
        raise Refused(_("Khoản thu này đã hủy rồi."), code="wrong_state")
    payment.cancelled_on = cancelled_on
    payment.save(update_fields=["cancelled_on"])
    said = _said(payment).items()
    changes: dict[str, tuple[Any, Any]] = {name: (value, None) for name, (_none, value) in said}
    changes["cancelled_on"] = (None, cancelled_on)
    for part in payment.allocations.filter(undone_at__isnull=True).select_related("invoice"):
        changes[named(part.invoice)] = (part.amount, None)
    note(contract, "payment.cancel", by=by, at=at, changes=changes, why=why.strip())
    return payment
