"""A payment matched to invoices of its customer, one to many; and undone, with the reason.

Closed books do not forbid it: nothing gets a new day, and an advance of a closed month is matched
when its invoice comes.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.errors import Fault, Faults, InvalidInput, Refused
from common.verbs import name_verbs
from contracts.ledger.settling import Share, check_shares, free_of, give, named, take_back
from contracts.models import Contract, Payment
from contracts.services.words import locked, note, require_why

name_verbs(
    {
        "payment.match": gettext_lazy("đối trừ khoản thu với hóa đơn"),
        "payment.unmatch": gettext_lazy("bỏ đối trừ khoản thu"),
    }
)
MOST_SHARES = 200


@transaction.atomic
def match_payment(*, payment_id: int, shares: Sequence[Share], by: User, at: datetime) -> Payment:
    """Give parts of a payment to invoices of the same customer and centre.

    Raises InvalidInput naming each part: an invoice of somebody else, one that counts no more, an
    amount above what is open, a sum above what the payment still has.
    """
    contract, payment = _held(payment_id)
    faults = Faults()
    if not shares:
        raise InvalidInput(Fault("shares", _("Chưa chọn hóa đơn nào."), code="blank"))
    if len(shares) > MOST_SHARES:
        message = _("Nhiều nhất %(most)s mỗi lần.") % {"most": MOST_SHARES}
        raise InvalidInput(Fault("shares", message, code="too_many", allowed=str(MOST_SHARES)))
    held = check_shares(faults, payment, shares, free=free_of(payment))
    faults.raise_if_any()
    give(payment, shares, by=by, at=at)
    changes: dict[str, tuple[Any, Any]] = {"payment": (None, payment)}
    changes |= {named(held[share.invoice_id]): (None, share.amount) for share in shares}
    note(contract, "payment.match", by=by, at=at, changes=changes)
    return payment


@transaction.atomic
def undo_match(*, payment_id: int, why: str, by: User, at: datetime) -> Payment:
    """Take back every part of a payment, with the reason; the money stays with its contract."""
    contract, payment = _held(payment_id)
    faults = Faults()
    require_why(faults, why)
    faults.raise_if_any()
    parts = list(payment.allocations.filter(undone_at__isnull=True).select_related("invoice"))
    if not parts:
        raise Refused(_("Khoản thu này chưa đối trừ với hóa đơn nào."), code="not_matched")
    take_back(parts, at)
    changes: dict[str, tuple[Any, Any]] = {
        named(part.invoice): (part.amount, None) for part in parts
    }
    changes = {"payment": (payment, None), **changes}
    note(contract, "payment.unmatch", by=by, at=at, changes=changes, why=why.strip())
    return payment


def _held(payment_id: int) -> tuple[Contract, Payment]:
    contract_id = Payment.objects.values_list("contract_id", flat=True).get(pk=payment_id)
    contract = locked(contract_id)
    payment = Payment.objects.select_for_update(of=("self",), no_key=True).get(pk=payment_id)
    payment.contract = contract
    if payment.cancelled_on is not None:
        raise Refused(_("Khoản thu này đã hủy rồi."), code="wrong_state")
    return contract, payment
