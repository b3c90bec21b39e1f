"""This room's part of the page of a contract."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.doors import Page
from accounts.permissions import Can
from contracts.access import works_on
from contracts.models import Contract, OverCapApproval, Quotation, Review
from contracts.quoting.drawing import Drawn, drawn
from contracts.quoting.forms import rule_in_words
from contracts.quoting.guards import HELD
from contracts.quoting.life import Shown, shown, with_gross
from contracts.quoting.reviews import review_of
from contracts.states import ContractState, OverCap


@dataclass(frozen=True)
class Part:
    """Quotations, the review, the agreement, and what the person may do about them."""

    versions: list[tuple[Quotation, Shown]]
    held: bool  # the customer holds an offer: the draft's lines stay
    may_quote: bool
    review: Review | None
    rule: str
    may_review: bool
    drawn: Drawn | None
    may_put: bool
    approval: OverCapApproval | None
    may_approve: bool


def part_of(page: Page, contract: Contract) -> Part:
    """What the part shows; at most seven queries."""
    person, today = page.person, timezone.localdate()
    draft = contract.state == ContractState.DRAFT
    manages = person.may(Can.MANAGE_CONTRACTS, contract.centre)
    inside = works_on(person, contract)
    rows: Any = contract.quotations
    versions = [(one, shown(one, today)) for one in with_gross(rows.visible_to(person))]
    review = review_of(contract) if inside else None
    framework = contract.framework
    approval = None
    if framework is not None and inside and framework.over == OverCap.APPROVE:
        approval = OverCapApproval.objects.filter(contract=contract).select_related("by").first()
    boss = person.may(Can.APPROVE_OVER_CAP, contract.centre)
    asked = framework is not None and framework.over == OverCap.APPROVE
    return Part(
        versions=versions,
        held=draft and any(one.state in HELD for one, _shown in versions),
        may_quote=draft and manages,
        review=review,
        rule=rule_in_words(review.decision_rule) if review else "",
        may_review=manages and contract.state in (ContractState.DRAFT, ContractState.SIGNED),
        drawn=drawn(framework, today) if framework is not None and inside else None,
        may_put=draft and manages,
        approval=approval,
        may_approve=asked and boss and (draft or _may_grow(contract)),
    )


def _may_grow(contract: Contract) -> bool:
    """Whether an appendix may still make a signed order larger."""
    return contract.state == ContractState.SIGNED and contract.accepted_on is None
