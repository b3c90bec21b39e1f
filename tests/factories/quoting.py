"""Quotations, reviews and framework agreements for tests, made by the product's own services."""

import json
from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import Customer
from contracts.models import Contract, Framework, Quotation
from contracts.quoting import frameworks, versions
from contracts.quoting.frameworks import FrameworkFacts
from contracts.reference import load_reference
from contracts.states import OverCap
from tests.factories import contracts
from tests.factories.people import NOW, TODAY


def made(contract: Contract, *, at: datetime = NOW, valid_until: date | None = None) -> Quotation:
    """A version of a draft's lines, not sent."""
    return versions.make_version(
        contract_id=contract.pk, by=contract.created_by, at=at, valid_until=valid_until
    )


def sent(contract: Contract, *, at: datetime = NOW, valid_until: date | None = None) -> Quotation:
    """A version that the customer has."""
    quotation = made(contract, at=at, valid_until=valid_until)
    return versions.send(quotation_id=quotation.pk, by=contract.created_by, at=at)


def accepted(contract: Contract, *, at: datetime = NOW) -> Quotation:
    """A version that the customer agreed to, as the officer recorded it."""
    quotation = sent(contract, at=at)
    return versions.accept(
        quotation_id=quotation.pk,
        by=contract.created_by,
        at=at,
        why="Điện thoại",
        for_customer=True,
    )


def statement(quotation: Quotation) -> dict[str, Any]:
    """What it says."""
    found: dict[str, Any] = json.loads(quotation.statement)
    return found


def framework(
    customer: Customer,
    *,
    at: datetime = NOW,
    on: date | None = TODAY,
    over: str = OverCap.BLOCK,
    **facts: Any,
) -> Framework:
    """An agreement of 10.000.000 đ unless told; signed on a day, or (None) a draft."""
    load_reference(NOW)
    if not facts.keys() & {"cap_gross", "cap_items"}:
        facts["cap_gross"] = 10_000_000
    by = contracts.officer(customer.centre)
    row = frameworks.draft_framework(
        centre=customer.centre,
        customer=customer,
        facts=FrameworkFacts(
            title="Kiểm định, hiệu chuẩn theo đợt",
            valid_to=facts.pop("valid_to", at.date() + timedelta(days=365)),
            over=over,
            **facts,
        ),
        by=by,
        at=at,
    )
    if on is None:
        return row
    return frameworks.sign_framework(framework_id=row.pk, signed_on=on, by=by, at=at)


def order(framework: Framework, *prices: int, at: datetime = NOW, **facts: Any) -> Contract:
    """A draft under an agreement with a line of one piece for each price."""
    draft = contracts.draft(framework.customer, at=at)
    for price in prices:
        contracts.line(draft, price, at=at, **facts)
    return frameworks.put_under(
        contract_id=draft.pk, framework_id=framework.pk, by=draft.created_by, at=at
    )
