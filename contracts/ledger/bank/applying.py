"""A previewed list of a bank becomes payments: all of it or nothing. Run by a task."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.record import record
from common.errors import Refused
from common.holding import hold_all
from contracts.ledger.bank.judging import BLOCKING, ENTERING
from contracts.ledger.bank.reading import judge_stored
from contracts.ledger.settling import Share
from contracts.models import BankList, BankRow, Contract, Invoice
from contracts.services.payments import record_payment
from contracts.states import ListState


@dataclass(frozen=True)
class Applied:
    """How many payments were recorded, and their sum in đồng."""

    payments: int
    amount: int


@transaction.atomic
def apply(*, list_id: int, by: User, at: datetime, skip: bool) -> Applied | None:
    """Record a payment for each row that enters; None when it was done already.

    The rows are judged once more first: what has moved since it was seen stops the whole.
    """
    source = (
        BankList.objects.select_for_update(of=("self",), no_key=True)
        .select_related("centre")
        .get(pk=list_id)
    )
    if source.state == ListState.APPLIED:
        return None
    _hold_contracts(source)
    rows, moved = judge_stored(source, timezone.localdate(at))
    if moved:
        message = _(
            "%(n)s dòng đã khác so với lúc xem trước (dòng %(first)s trước tiên): hãy bấm “Xem"
            " lại”, chưa có gì được ghi."
        )
        raise Refused(message % {"n": len(moved), "first": moved[0].number}, code="moved")
    require_whole(rows, skip=skip)
    entering = [row for row in rows if row.fate in ENTERING]
    for row in sorted(entering, key=lambda one: (one.contract_id or 0, one.number)):
        _record(row, by, at)
    source.state = ListState.APPLIED
    source.save(update_fields=["state"])
    done = Applied(len(entering), sum(row.amount or 0 for row in entering))
    changes = {"payments": (None, done.payments), "amount": (None, done.amount)}
    record(
        subject=source,
        verb="bank.apply",
        by=by,
        at=at,
        chain=source.centre.code,
        changes=changes,
    )
    return done


def _hold_contracts(source: BankList) -> None:
    """Hold every contract that a row touches, in one order, before any invoice of them.

    Whoever records money of one of them holds it and then asks for its invoices.
    """
    entering = source.rows.filter(fate__in=ENTERING, contract__isnull=False)
    seen = entering.values_list("contract", "shares")
    ids = {contract_id for contract_id, _shares in seen}
    named = sorted({invoice_id for _contract, shares in seen for invoice_id, _part in shares})
    for start in range(0, len(named), 500):
        rows = Invoice.objects.filter(pk__in=named[start : start + 500])
        ids |= set(rows.values_list("contract", flat=True))
    hold_all(Contract.objects.only("pk"), sorted(ids))


def require_whole(rows: list[BankRow], *, skip: bool) -> None:
    """Refuse when nothing enters, or when rows are left and nobody said to leave them out."""
    if not any(row.fate in ENTERING for row in rows):
        raise Refused(_("Không có dòng nào nhập được."), code="nothing_to_apply")
    left = sum(row.fate in BLOCKING for row in rows)
    if left and not skip:
        message = _("Còn %(n)s dòng chưa nhập được: hãy sửa, hoặc chọn bỏ qua các dòng đó.")
        raise Refused(message % {"n": left}, code="rows_left")


def _record(row: BankRow, by: User, at: datetime) -> None:
    assert row.contract_id is not None
    assert row.amount is not None
    assert row.received_on is not None
    row.payment = record_payment(
        contract_id=row.contract_id,
        amount=row.amount,
        received_on=row.received_on,
        reference=row.reference,
        shares=[Share(*share) for share in row.shares],
        confirm=True,  # what is too much was shown in the preview
        by=by,
        at=at,
    )
    row.save(update_fields=["payment"])
