"""Which money settles which invoice: parts of payments given, taken back, carried over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import Faults
from common.templatetags.show import dong
from contracts.ledger.debts import debts
from contracts.models import Allocation, Contract, Invoice, InvoiceRate, Payment
from contracts.states import InvoiceState


@dataclass(frozen=True)
class Share:
    """A part of a payment for one invoice, in đồng."""

    invoice_id: int
    amount: int


def named(invoice: Invoice) -> str:
    """How an event names an invoice: two may bear the same number under two forms."""
    return f"invoice {invoice.pk}, {invoice}"


def open_amounts(invoice_ids: Iterable[int]) -> dict[int, int]:
    """What is still to be settled of invoices in force, with their adjustments; as known now."""
    ids = list(invoice_ids)
    adjusting = Q(invoice__corrects__in=ids, invoice__state=InvoiceState.ADJUSTING)
    own = Q(invoice__in=ids, invoice__state=InvoiceState.ISSUED)
    found = dict.fromkeys(ids, 0)
    rates = InvoiceRate.objects.filter(own | adjusting).order_by()
    for state, pk, corrects, amount in rates.values_list(
        "invoice__state", "invoice", "invoice__corrects"
    ).annotate(amount=Sum(F("net") + F("vat"))):
        found[corrects if state == InvoiceState.ADJUSTING else pk] += int(amount)
    parts = Allocation.objects.filter(
        invoice__in=ids, undone_at__isnull=True, payment__cancelled_on__isnull=True
    )
    for pk, amount in parts.order_by().values_list("invoice").annotate(amount=Sum("amount")):
        found[pk] -= int(amount)
    return found


def free_of(payment: Payment) -> int:
    """What a payment gives to no invoice yet."""
    given = payment.allocations.filter(undone_at__isnull=True).aggregate(given=Sum("amount"))
    return payment.amount - int(given["given"] or 0)


def customer_owes(contract: Contract, on: date) -> int:
    """All that the customer of `contract` owes its centre, less its credit.

    What the contract is worth and no invoice says yet is counted too: an advance pays for it.
    """
    from contracts.queries import standing_of

    theirs = Contract.objects.filter(centre=contract.centre_id, customer=contract.customer_id)
    found = debts(theirs, on)
    standing = standing_of(contract, on)
    to_come = max(0, standing.totals.gross - standing.invoiced_gross)
    return max(0, found.open - found.credit + to_come)


def check_shares(
    faults: Faults, payment: Payment, shares: Sequence[Share], *, free: int
) -> dict[int, Invoice]:
    """The invoices of `shares`, held; faults are named shares.N.invoice and shares.N.amount."""
    ids = {share.invoice_id for share in shares}
    rows = Invoice.objects.select_for_update(of=("self",), no_key=True).filter(
        pk__in=ids,
        contract__customer=payment.contract.customer_id,
        contract__centre=payment.contract.centre_id,
    )
    held = {invoice.pk: invoice for invoice in rows.order_by("pk")}
    left = open_amounts(held)
    seen: set[int] = set()
    for index, share in enumerate(shares):
        invoice = held.get(share.invoice_id)
        _check_invoice(faults, f"shares.{index}.invoice", share, invoice, seen)
        if invoice is not None and invoice.state == InvoiceState.ISSUED:
            _check_amount(faults, f"shares.{index}.amount", share, left[invoice.pk])
        seen.add(share.invoice_id)
    if sum(share.amount for share in shares) > free:
        message = _("Cộng các phần lớn hơn số tiền còn lại của khoản thu: %(free)s đ.")
        faults.add(
            "shares",
            message % {"free": dong(free)},
            code="more_than_paid",
            found=str(sum(share.amount for share in shares)),
            allowed=f"<= {free}",
        )
    return held


def _check_invoice(
    faults: Faults, name: str, share: Share, invoice: Invoice | None, seen: set[int]
) -> None:
    if invoice is None:
        message = _("Hóa đơn này không phải của khách hàng.")
        faults.add(name, message, code="unknown", found=str(share.invoice_id))
    elif share.invoice_id in seen:
        faults.add(name, _("Mỗi hóa đơn chỉ một phần."), code="duplicate", found=str(invoice))
    elif invoice.state != InvoiceState.ISSUED:
        message = _("Hóa đơn %(invoice)s đang ở trạng thái “%(state)s”, không thu vào được.")
        about = {"invoice": invoice, "state": invoice.get_state_display()}
        faults.add(name, message % about, code="wrong_state", found=str(invoice))


def _check_amount(faults: Faults, name: str, share: Share, left: int) -> None:
    if share.amount < 1:
        message = _("Phải lớn hơn 0.")
        faults.add(name, message, code="too_small", found=str(share.amount), allowed=">= 1")
    elif share.amount > left:
        message = _("Hóa đơn chỉ còn phải thu %(left)s đ.") % {"left": dong(left)}
        faults.add(
            name, message, code="more_than_open", found=str(share.amount), allowed=f"<= {left}"
        )


def give(payment: Payment, shares: Iterable[Share], *, by: User, at: datetime) -> None:
    """Write parts that were checked; what an invoice has of this payment already is added to."""
    there = {one.invoice_id: one for one in payment.allocations.filter(undone_at__isnull=True)}
    for share in shares:
        amount = share.amount
        if old := there.get(share.invoice_id):
            amount += old.amount
            take_back([old], at)
        Allocation.objects.create(
            payment=payment, invoice_id=share.invoice_id, amount=amount, by=by, at=at
        )


def take_back(parts: Iterable[Allocation], at: datetime) -> None:
    """Undo parts; the rows stay with their day."""
    ids = [part.pk for part in parts]
    Allocation.objects.filter(pk__in=ids, undone_at__isnull=True).update(undone_at=at)


@dataclass(frozen=True)
class Freed:
    """A part taken from an invoice that counts no more; `carried` went on to its follower."""

    payment: Payment
    amount: int
    carried: int


def release(invoice: Invoice, *, by: User, at: datetime, to: Invoice | None = None) -> list[Freed]:
    """Free the money of an invoice that counts no more; what `to` (its follower) takes goes there.

    Returns what became of each part.
    """
    parts = list(
        invoice.allocations.filter(undone_at__isnull=True, payment__cancelled_on__isnull=True)
        .select_related("payment__contract")
        .order_by("payment__received_on", "pk")
    )
    take_back(parts, at)
    room = open_amounts([to.pk])[to.pk] if to is not None else 0
    freed = []
    for part in parts:
        taken = min(part.amount, room)
        if to is not None and taken:
            give(part.payment, [Share(to.pk, taken)], by=by, at=at)
            room -= taken
        freed.append(Freed(part.payment, part.amount, taken))
    return freed
