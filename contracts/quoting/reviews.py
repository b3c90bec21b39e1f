"""The customer's request and its review (ISO/IEC 17025:2017, 7.1), before the contract is signed.

What it agrees about the work goes to the jobs when they open: where it is done, by which decision
rule a calibration is judged, which interval a calibration certificate states.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from calibration.definition import offered_rules
from calibration.services.jobs import MOST_INTERVAL
from common.errors import Faults, Refused
from contracts.models import Contract, Review
from contracts.quoting import verbs  # noqa: F401 — names the verbs
from contracts.services.words import locked, note
from contracts.states import ContractState, Place

_LONGEST = {"method": 300, "subcontracted": 300, "wishes": 2000, "differences": 2000}
# The jobs took these when they opened; afterwards they are changed there.
_WITH_JOBS = ("place", "decision_rule", "interval_months")


@dataclass(frozen=True, kw_only=True)
class ReviewFacts:
    """What the customer asks for and what the review found."""

    place: str = Place.LAB
    method: str = ""
    decision_rule: str = ""
    interval_months: int | None = None
    subcontracted: str = ""
    wishes: str = ""
    understood: bool = False
    capable: bool = False
    suitable: bool = False
    differences: str = ""


@transaction.atomic
def record_review(*, contract_id: int, facts: ReviewFacts, by: User, at: datetime) -> Review:
    """Write down the request and its review, or amend it; each time who and when is kept.

    Of a signed contract the terms that its jobs already have stay as they are (`fixed`).
    """
    contract = locked(contract_id)
    if contract.state not in (ContractState.DRAFT, ContractState.SIGNED):
        raise Refused(
            _("Không thể thực hiện khi đang ở trạng thái “%(state)s”.")
            % {"state": contract.get_state_display()},
            code="wrong_state",
        )
    wanted = {
        name: value.strip() if isinstance(value, str) else value
        for name, value in asdict(facts).items()
    }
    former = Review.objects.filter(contract=contract).first()
    blank = asdict(ReviewFacts())
    before = {name: getattr(former, name) if former else blank[name] for name in wanted}
    _check(wanted, before, signed=contract.state == ContractState.SIGNED)
    changes = {
        name: (before[name], wanted[name]) for name in wanted if before[name] != wanted[name]
    }
    if former is not None and not changes:
        return former
    made, _new = Review.objects.update_or_create(
        contract=contract, defaults={**wanted, "by": by, "at": at}
    )
    note(contract, "review.record", by=by, at=at, changes=changes)
    return made


def _check(wanted: dict[str, Any], before: dict[str, Any], *, signed: bool) -> None:
    faults = Faults()
    chosen = {"place": Place.values, "decision_rule": ["", *offered_rules()]}
    for name, allowed in chosen.items():
        if wanted[name] not in allowed:
            faults.add(name, _("Không có lựa chọn này."), code="unknown", found=wanted[name],
                       allowed=", ".join(allowed))  # fmt: skip
    months = wanted["interval_months"]
    if months is not None and not 1 <= months <= MOST_INTERVAL:
        faults.add("interval_months", _("Chu kỳ không hợp lý."), code="out_of_range",
                   found=str(months), allowed=f"1 … {MOST_INTERVAL}")  # fmt: skip
    for name, most in _LONGEST.items():
        if len(wanted[name]) > most:
            faults.add(name, _("Nhiều nhất %(most)s ký tự.") % {"most": most}, code="too_long")
    for name in _WITH_JOBS:
        if signed and wanted[name] != before[name]:
            faults.add(name, _("Hợp đồng đã ký: hãy sửa ở từng phiếu công việc."), code="fixed",
                       found=str(wanted[name]), allowed=str(before[name]))  # fmt: skip
    faults.raise_if_any()


def is_settled(review: Review) -> bool:
    """Whether the review says that the work can be taken on (7.1.1 a, b, d)."""
    return review.understood and review.capable and review.suitable


def review_of(contract: Contract) -> Review | None:
    """The review of a contract, or None."""
    return Review.objects.filter(contract=contract).select_related("by").first()
