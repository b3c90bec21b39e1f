"""What a person decides about a signed contract: accept, pause, go on, liquidate, cancel."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import Fault, Faults, Refused
from common.states import advance
from contracts.ledger.closing import require_open_books
from contracts.models import Contract, Pause
from contracts.queries import progress_of, standing_of
from contracts.services.appendices import last_amended
from contracts.services.opening import cancel_open_jobs
from contracts.services.words import locked, note, require_day, require_why
from contracts.states import CONTRACT_MOVES, ContractState, InvoiceState


@transaction.atomic
def accept(*, contract_id: int, accepted_on: date, by: User, at: datetime) -> Contract:
    """Record the customer's acceptance (nghiệm thu): only of what is done."""
    contract = locked(contract_id)
    if contract.state != ContractState.SIGNED or contract.signed_on is None:
        raise _wrong_state(contract)
    if contract.accepted_on is not None:
        raise Refused(_("Hợp đồng đã nghiệm thu rồi."), code="accepted")
    faults = Faults()
    first = last_amended(contract) or contract.signed_on
    require_day(faults, "accepted_on", accepted_on, at=at, first=first)
    require_open_books(faults, "accepted_on", accepted_on, contract.centre)
    faults.raise_if_any()
    progress = progress_of(contract, accepted_on)
    if progress.waiting:
        message = _("Còn %(n)s phương tiện, mẫu chưa xong vào ngày này nên chưa nghiệm thu được.")
        raise Refused(message % {"n": progress.waiting}, code="not_done")
    contract.accepted_on = accepted_on
    contract.save(update_fields=["accepted_on"])
    changes = {"accepted_on": (None, accepted_on)}
    note(contract, "contract.accept", by=by, at=at, changes=changes)
    return contract


def _wrong_state(contract: Contract) -> Refused:
    return Refused(
        _("Không thể thực hiện khi đang ở trạng thái “%(state)s”.")
        % {"state": contract.get_state_display()},
        code="wrong_state",
    )


@transaction.atomic
def pause(*, contract_id: int, from_on: date, why: str, by: User, at: datetime) -> Contract:
    """Let a signed contract stand still, with the reason."""
    contract = locked(contract_id)
    before, after = advance(contract, "pause", CONTRACT_MOVES)
    faults = Faults()
    require_why(faults, why)
    last = contract.pauses.order_by("-from_on").first()
    first = max(d for d in (contract.signed_on, last.to_on if last else None) if d is not None)
    require_day(faults, "from_on", from_on, at=at, first=first)
    require_open_books(faults, "from_on", from_on, contract.centre)
    faults.raise_if_any()
    Pause.objects.create(contract=contract, from_on=from_on, why=why.strip())
    contract.save(update_fields=["state"])
    changes = {"state": (before, after), "from_on": (None, from_on)}
    note(contract, "contract.pause", by=by, at=at, changes=changes, why=why.strip())
    return contract


@transaction.atomic
def resume(*, contract_id: int, to_on: date, by: User, at: datetime) -> Contract:
    """Let it go on."""
    contract = locked(contract_id)
    before, after = advance(contract, "resume", CONTRACT_MOVES)
    _end_pause(contract, to_on, at)
    contract.save(update_fields=["state"])
    changes = {"state": (before, after), "to_on": (None, to_on)}
    note(contract, "contract.resume", by=by, at=at, changes=changes)
    return contract


def _end_pause(contract: Contract, to_on: date, at: datetime) -> None:
    open_pause = contract.pauses.get(to_on__isnull=True)
    faults = Faults()
    require_day(faults, "to_on", to_on, at=at, first=open_pause.from_on)
    require_open_books(faults, "to_on", to_on, contract.centre)
    faults.raise_if_any()
    open_pause.to_on = to_on
    open_pause.save(update_fields=["to_on"])


@transaction.atomic
def liquidate(
    *, contract_id: int, liquidated_on: date, by: User, at: datetime, why: str = ""
) -> Contract:
    """Close a contract. Jobs that nobody has begun are cancelled with it.

    It takes a reason before acceptance, with a debt left on the day or today, and with value that
    no invoice says.
    """
    contract = locked(contract_id)
    before, after = advance(contract, "liquidate", CONTRACT_MOVES)
    faults = Faults()
    first = contract.accepted_on or last_amended(contract) or contract.signed_on
    require_day(faults, "liquidated_on", liquidated_on, at=at, first=first)
    require_open_books(faults, "liquidated_on", liquidated_on, contract.centre)
    faults.raise_if_any()
    if not why.strip() and (
        contract.accepted_on is None or _unsettled(contract, liquidated_on, at)
    ):
        message = _("Chưa nghiệm thu, còn nợ hoặc còn giá trị chưa xuất hóa đơn: hãy ghi lý do.")
        faults.add("why", message, code="blank")
    faults.raise_if_any()
    contract.liquidated_on = liquidated_on
    contract.save(update_fields=["state", "liquidated_on"])
    reason = why.strip() or _("Thanh lý hợp đồng %(number)s") % {"number": contract.number}
    dropped = cancel_open_jobs(contract, by=by, at=at, why=reason)
    changes = {
        "state": (before, after),
        "liquidated_on": (None, liquidated_on),
        "jobs": (None, -dropped),
    }
    note(contract, "contract.liquidate", by=by, at=at, changes=changes, why=why.strip())
    return contract


def _unsettled(contract: Contract, day: date, at: datetime) -> bool:
    """Whether money is still to come; an early day does not hide it."""
    then, now = standing_of(contract, day), standing_of(contract, timezone.localdate(at))
    return bool(then.debt or now.debt or now.invoiced_net < now.totals.net)


@transaction.atomic
def cancel(*, contract_id: int, cancelled_on: date, why: str, by: User, at: datetime) -> Contract:
    """Cancel a contract with the reason; jobs that are not done are cancelled with it.

    What was accepted or has certificates in force is not cancelled but liquidated; an invoice that
    counts is cancelled first.
    """
    contract = locked(contract_id)
    before, after = advance(contract, "cancel", CONTRACT_MOVES)
    faults = Faults()
    require_why(faults, why)
    require_day(faults, "cancelled_on", cancelled_on, at=at, first=_earliest_end(contract))
    require_open_books(faults, "cancelled_on", cancelled_on, contract.centre)
    faults.raise_if_any()
    _refuse_what_stands(contract, at)
    if before == ContractState.PAUSED:
        contract.pauses.filter(to_on__isnull=True).update(to_on=cancelled_on)
    contract.cancelled_on = cancelled_on
    contract.save(update_fields=["state", "cancelled_on"])
    dropped = cancel_open_jobs(contract, by=by, at=at, why=why.strip())
    changes = {
        "state": (before, after),
        "cancelled_on": (None, cancelled_on),
        "jobs": (None, -dropped),
    }
    note(contract, "contract.cancel", by=by, at=at, changes=changes, why=why.strip())
    return contract


def _earliest_end(contract: Contract) -> date | None:
    """A cancelled contract has no appendix, no pause and no invoice in force after its last day."""
    ended = contract.invoices.aggregate(last=Max("ended_on"))["last"]
    last = contract.pauses.order_by("-from_on").first()
    pause = (last.to_on or last.from_on) if last else None
    days = (contract.signed_on, last_amended(contract), pause, ended)
    return max((day for day in days if day is not None), default=None)


def _refuse_what_stands(contract: Contract, at: datetime) -> None:
    if contract.accepted_on is not None:
        raise Refused(_("Hợp đồng đã nghiệm thu: hãy thanh lý, không hủy được."), code="accepted")
    counting = (InvoiceState.ISSUED, InvoiceState.ADJUSTING)
    if contract.invoices.filter(state__in=counting).exists():
        raise Refused(_("Còn hóa đơn đang có giá trị: hãy hủy hóa đơn trước."), code="invoiced")
    if papers := progress_of(contract, timezone.localdate(at)).certified:
        message = _(
            "Đã cấp giấy cho %(n)s phương tiện, mẫu: phần đã làm phải trả tiền, hãy thanh lý (ghi"
            " lý do) thay vì hủy."
        )
        fault = Fault("", message % {"n": papers}, code="certified", found=str(papers), allowed="0")
        raise Refused(message % {"n": papers}, code="certified", faults=(fault,))
