"""Quotations: made from a draft's lines, sent, answered, taken back. A new version ends the former.

While the customer holds an offer (sent or accepted), the draft's lines stay as offered.
"""

import json
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.canonical import canonical, sha256
from common.errors import Fault, Faults, InvalidInput, Refused
from common.states import advance
from contracts.models import Contract, Quotation
from contracts.quoting import verbs  # noqa: F401 — names the verbs
from contracts.quoting.life import has_expired
from contracts.quoting.statement import agreed, build
from contracts.services.words import locked, note, require_day, require_why
from contracts.states import QUOTATION_MOVES, ContractState, QuotationState

VALID_DAYS = 30  # unless somebody says otherwise
MOST_DAYS = 366
_LONGEST_WHY = 300


@transaction.atomic
def make_version(
    *, contract_id: int, by: User, at: datetime, valid_until: date | None = None
) -> Quotation:
    """Freeze the lines of a draft as the next version of its offer; the former is replaced.

    Valid for 30 days unless told. Raises Refused without lines, on a contract that is no draft, or
    where no VAT rate of the day is on record; InvalidInput for a last day in the past or more than
    a year away.
    """
    contract = locked(contract_id)
    _require_draft(contract)
    today = timezone.localdate(at)
    valid_until = valid_until or today + timedelta(days=VALID_DAYS)
    _check_validity(valid_until, today)
    if not contract.lines.exists():
        raise Refused(_("Chưa có dòng nào để báo giá."), code="no_lines")
    last = contract.quotations.aggregate(last=Max("version"))["last"] or 0
    for former in contract.quotations.exclude(state=QuotationState.REPLACED):
        _replace(former)
    text = canonical(build(contract, last + 1, today, valid_until))
    made = Quotation(
        contract=contract,
        version=last + 1,
        valid_until=valid_until,
        statement=text,
        sha256=sha256(text),
        made_by=by,
        made_at=at,
    )
    made.save(force_insert=True)
    said = {
        "version": (None, made.version),
        "valid_until": (None, valid_until),
        "gross": (None, json.loads(text)["totals"]["gross"]),
        "sha256": (None, made.sha256),
    }
    note(contract, "quotation.make", by=by, at=at, changes=said)
    return made


def _require_draft(contract: Contract) -> None:
    if contract.state != ContractState.DRAFT:
        raise Refused(
            _("Chỉ hợp đồng nháp mới có báo giá; hợp đồng này đang “%(state)s”.")
            % {"state": contract.get_state_display()},
            code="wrong_state",
        )


def _check_validity(day: date, today: date) -> None:
    last = today + timedelta(days=MOST_DAYS)
    if today <= day <= last:
        return
    message = _("Hiệu lực của báo giá kết thúc trong khoảng %(first)s – %(last)s.")
    message %= {"first": f"{today:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
    code = "in_past" if day < today else "too_late"
    allowed = f"{today.isoformat()} … {last.isoformat()}"
    raise InvalidInput(
        Fault("valid_until", message, code=code, found=day.isoformat(), allowed=allowed)
    )


def _replace(quotation: Quotation) -> tuple[str, str]:
    moved = advance(quotation, "replace", QUOTATION_MOVES)
    quotation.save(update_fields=["state"])
    return moved


def _held(quotation_id: int) -> Quotation:
    """The quotation with its contract, which is locked first, as everywhere."""
    contract_id = Quotation.objects.values_list("contract_id", flat=True).get(pk=quotation_id)
    contract = locked(contract_id)
    rows = Quotation.objects.select_for_update(of=("self",), no_key=True)
    quotation = rows.get(pk=quotation_id)
    quotation.contract = contract
    return quotation


def made_on(quotation: Quotation) -> date:
    """The day of a version: the earliest day on which it could be sent."""
    return timezone.localdate(quotation.made_at)


@transaction.atomic
def send(*, quotation_id: int, by: User, at: datetime, sent_on: date | None = None) -> Quotation:
    """Record that a version went to the customer, who sees it from now on.

    Raises Refused (`expired`, `stale`) past its last day, or when the draft's lines have changed
    since the version was made.
    """
    quotation = _held(quotation_id)
    _require_draft(quotation.contract)
    before, after = advance(quotation, "send", QUOTATION_MOVES)
    sent_on = sent_on or timezone.localdate(at)
    faults = Faults()
    require_day(faults, "sent_on", sent_on, at=at, first=made_on(quotation))
    faults.raise_if_any()
    if quotation.valid_until < timezone.localdate(at):
        raise _expired(quotation)
    if agreed(json.loads(quotation.statement)["lines"]) != agreed(quotation.contract.lines.all()):
        message = _("Các dòng đã đổi từ khi soạn %(quotation)s: hãy soạn bản mới rồi gửi.")
        raise Refused(message % {"quotation": quotation}, code="stale")
    quotation.sent_on = sent_on
    quotation.save(update_fields=["state", "sent_on"])
    said = {**_version(quotation), "state": (before, after), "sent_on": (None, sent_on)}
    note(quotation.contract, "quotation.send", by=by, at=at, changes=said)
    return quotation


def _version(quotation: Quotation) -> dict[str, tuple[None, int]]:
    return {"version": (None, quotation.version)}


def _expired(quotation: Quotation) -> Refused:
    message = _("%(quotation)s đã hết hiệu lực sau ngày %(day)s: cần một bản báo giá mới.") % {
        "quotation": quotation,
        "day": f"{quotation.valid_until:%d/%m/%Y}",
    }
    allowed = f"<= {quotation.valid_until.isoformat()}"
    fault = Fault("on", message, code="expired", allowed=allowed)
    return Refused(message, code="expired", faults=(fault,))


@transaction.atomic
def accept(
    *,
    quotation_id: int,
    by: User,
    at: datetime,
    on: date | None = None,
    why: str = "",
    for_customer: bool = False,
) -> Quotation:
    """The customer agrees to a sent version. `on` is the day of the answer, today unless told.

    An officer who records it (`for_customer`) says in `why` how the customer answered. Raises
    Refused (`expired`) when the answer came after the last day.
    """
    quotation = _held(quotation_id)
    return _answer(quotation, "accept", on=on, why=why, asks=for_customer, by=by, at=at)


@transaction.atomic
def reject(
    *,
    quotation_id: int,
    why: str,
    by: User,
    at: datetime,
    on: date | None = None,
) -> Quotation:
    """The customer declines a sent version, with the reason."""
    quotation = _held(quotation_id)
    return _answer(quotation, "reject", on=on, why=why, asks=True, by=by, at=at)


def _answer(
    quotation: Quotation,
    verb: str,
    *,
    on: date | None,
    why: str,
    asks: bool,
    by: User,
    at: datetime,
) -> Quotation:
    _require_draft(quotation.contract)
    before, after = advance(quotation, verb, QUOTATION_MOVES)
    on = on or timezone.localdate(at)
    faults = Faults()
    if asks:
        require_why(faults, why)
    _check_length(faults, why)
    require_day(faults, "on", on, at=at, first=quotation.sent_on)
    faults.raise_if_any()
    if verb == "accept" and on > quotation.valid_until:
        raise _expired(quotation)
    quotation.answered_on, quotation.answered_by, quotation.why = on, by, why.strip()
    quotation.save(update_fields=["state", "answered_on", "answered_by", "why"])
    said = {**_version(quotation), "state": (before, after), "answered_on": (None, on)}
    note(quotation.contract, f"quotation.{verb}", by=by, at=at, changes=said, why=why.strip())
    return quotation


def _check_length(faults: Faults, why: str) -> None:
    if len(why.strip()) > _LONGEST_WHY:
        message = _("Nhiều nhất %(most)s ký tự.") % {"most": _LONGEST_WHY}
        faults.add("why", message, code="too_long")


@transaction.atomic
def reopen(*, quotation_id: int, why: str, by: User, at: datetime) -> Quotation:
    """Take an offer back, with the reason: the lines may change, and a new version follows."""
    quotation = _held(quotation_id)
    _require_draft(quotation.contract)
    faults = Faults()
    require_why(faults, why)
    _check_length(faults, why)
    faults.raise_if_any()
    moved = _replace(quotation)
    said = {**_version(quotation), "state": moved}
    note(quotation.contract, "quotation.reopen", by=by, at=at, changes=said, why=why.strip())
    return quotation


def may_answer(quotation: Quotation, on: date) -> bool:
    """Whether an answer is awaited on a day and an acceptance would be taken."""
    return quotation.state == QuotationState.SENT and not has_expired(quotation, on)
