"""Proposals for a year to come: made, submitted, approved or refused, struck."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Centre
from audit.record import record
from common.errors import Conflict, Fault, Faults
from common.text import fold
from common.verbs import name_verbs
from planning.models import Proposal
from planning.services import entering
from planning.states import ProposalKind

FACTS = (
    "kind", "level", "plan_year", "title", "made_on", "submitted_on", "approved_on", "refused_on",
)  # fmt: skip
DONE = ("made_on", "submitted_on", "approved_on", "refused_on")

name_verbs(
    {
        "proposal.add": gettext_lazy("thêm đề xuất"),
        "proposal.change": gettext_lazy("sửa đề xuất"),
        "proposal.submit": gettext_lazy("trình đề xuất"),
        "proposal.approve": gettext_lazy("đề xuất được duyệt"),
        "proposal.refuse": gettext_lazy("đề xuất bị từ chối"),
        "proposal.strike": gettext_lazy("bỏ đề xuất"),
    }
)


@transaction.atomic
def add_proposal(
    *, centre: Centre, by: Any, at: datetime, again: bool = False, **facts: Any
) -> Proposal:
    """A proposal. One of that name for that year is asked about (`again`)."""
    row = Proposal(centre=centre, entered_by=by, entered_at=at)
    entering.put(row, facts, FACTS)
    check_proposal(row, at)
    changes = entering.begun(row, FACTS)
    entering.hold_centre(centre)
    if not again:
        _ask_known(row)
    row.save(force_insert=True)
    record(subject=row, verb="proposal.add", by=by, at=at, chain=centre.code, changes=changes)
    return row


@transaction.atomic
def change_proposal(
    *, proposal_id: int, by: Any, at: datetime, seen: Mapping[str, Any] | None = None, **facts: Any
) -> Proposal:
    """Other facts of a proposal; `seen` are their values as the person read them."""
    row = _hold(proposal_id)
    entering.refuse_moved(row, seen)
    return _write(row, facts, "proposal.change", by, at)


@transaction.atomic
def submit_proposal(*, proposal_id: int, on: date, by: Any, at: datetime) -> Proposal:
    """It was handed in on a day."""
    return _move(_hold(proposal_id), "submitted_on", on, "proposal.submit", by, at)


@transaction.atomic
def approve_proposal(*, proposal_id: int, on: date, by: Any, at: datetime) -> Proposal:
    """It was approved on a day."""
    return _move(_hold(proposal_id), "approved_on", on, "proposal.approve", by, at)


@transaction.atomic
def refuse_proposal(*, proposal_id: int, on: date, by: Any, at: datetime) -> Proposal:
    """It was refused on a day."""
    return _move(_hold(proposal_id), "refused_on", on, "proposal.refuse", by, at)


@transaction.atomic
def strike_proposal(*, proposal_id: int, why: str, by: Any, at: datetime) -> Proposal:
    """Take an entry back, with the reason."""
    row = _hold(proposal_id)
    entering.take_back(row, "proposal.strike", entering.said_why(why), by, at)
    return row


def _hold(proposal_id: int) -> Proposal:
    row: Proposal = entering.hold_standing(Proposal.objects.select_related("centre"), proposal_id)
    return row


def _move(row: Proposal, name: str, on: date, verb: str, by: Any, at: datetime) -> Proposal:
    there = getattr(row, name)
    if there == on:
        return row  # told twice
    answered = row.approved_on or row.refused_on
    if there is not None or answered is not None:
        message = _("Đã ghi ngày %(day)s. Ghi nhầm thì sửa ở trang sửa đề xuất.") % {
            "day": f"{there or answered:%d/%m/%Y}"
        }
        fault = Fault("on", message, code="already_done", found=on.isoformat())
        raise Conflict(message, code="already_done", faults=(fault,))
    return _write(row, {name: on}, verb, by, at)


def _write(row: Proposal, facts: dict[str, Any], verb: str, by: Any, at: datetime) -> Proposal:
    changes = entering.put(row, facts, FACTS)
    check_proposal(row, at)
    if changes:
        row.save(update_fields=list(changes))
        record(subject=row, verb=verb, by=by, at=at, chain=row.centre.code, changes=changes)
    return row


def check_proposal(row: Proposal, at: datetime) -> None:
    """InvalidInput with every fault of a proposal, entered or not yet."""
    faults = Faults()
    entering.check_fields(row, FACTS, faults)
    entering.check_year(row, "plan_year", faults)
    entering.check_past(row, DONE, at, faults)
    answered = _("Ngày trả lời không được trước ngày trình.")
    for earlier, later, message in (
        ("made_on", "submitted_on", _("Ngày trình không được trước ngày lập.")),
        ("submitted_on", "approved_on", answered),
        ("submitted_on", "refused_on", answered),
    ):
        entering.check_order(row, earlier, later, message, faults)
    _check_answers(row, faults)
    _check_kind(row, faults)
    faults.raise_if_any()


def _check_answers(row: Proposal, faults: Faults) -> None:
    """One answer, and only to what was handed in."""
    if row.approved_on and row.refused_on:
        faults.add(
            "refused_on", _("Đề xuất hoặc được duyệt, hoặc bị từ chối."), code="two_answers",
            found=row.refused_on.isoformat(),
        )  # fmt: skip
    for name in ("approved_on", "refused_on"):
        if getattr(row, name) and not row.submitted_on:
            faults.add(name, _("Đề xuất chưa trình thì chưa có kết quả."), code="not_submitted")


def _check_kind(row: Any, faults: Faults) -> None:
    """A task is proposed at a level, an investment at none; nothing for a year that is over."""
    if row.kind == ProposalKind.TASK and not row.level:
        faults.add("level", _("Đề xuất nhiệm vụ cần ghi cấp."), code="blank")
    if row.kind == ProposalKind.INVESTMENT and row.level:
        faults.add("level", _("Chủ trương đầu tư không có cấp."), code="unknown", found=row.level)
    if row.made_on is not None and row.plan_year and row.plan_year < row.made_on.year:
        faults.add(
            "plan_year", _("Năm kế hoạch không được trước năm lập đề xuất."), code="too_early",
            found=str(row.plan_year), allowed=f"≥ {row.made_on.year}",
        )  # fmt: skip


def _ask_known(row: Proposal) -> None:
    rows = Proposal.objects.standing().filter(
        centre=row.centre, plan_year=row.plan_year, kind=row.kind
    )
    for twin in rows.only("title"):
        if fold(twin.title) == fold(row.title):
            message = _(
                "Đơn vị đã có đề xuất “%(twin)s”. Nếu đúng là một đề xuất khác, hãy xác nhận để"
                " thêm."
            ) % {"twin": twin.title}
            fault = Fault("title", message, code="proposal_known", found=row.title[:100])
            raise Conflict(message, code="proposal_known", faults=(fault,))
