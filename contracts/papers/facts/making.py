"""The facts of a paper by its kind, as canonical data: see `papers/sample.py` for every name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.utils import translation
from django.utils.text import capfirst

from accounts.models import User
from contracts.models import Appendix, Contract, Quotation
from contracts.papers.facts import goods, lines, money, offers
from contracts.papers.plans import LAYOUT
from contracts.parties import centre_facts, customer_facts
from contracts.states import PaperKind

SCHEMA: Final = 1

# A paper's own mark in its number; the offer and the contract have numbers of their own.
SYMBOLS: Final[Mapping[str, str]] = {
    PaperKind.REQUEST: "PYC",
    PaperKind.APPENDIX: "PL",
    PaperKind.RECEIVED: "BBGN",
    PaperKind.RETURNED: "BBTR",
    PaperKind.ACCEPTANCE: "BBNT",
    PaperKind.LIQUIDATION: "BBTL",
    PaperKind.PAYMENT: "ĐNTT",
}


@dataclass(frozen=True)
class Terms:
    """What a contract of the trade sets in numbers (Civil Code 91/2015, Commercial Law 36/2005).

    `payment_days` are working days after acceptance, `penalty_percent` of the part that was not
    done as agreed, `correction_days` in which the customer reports a clerical error.
    """

    payment_days: int = 15
    penalty_percent: int = 8
    correction_days: int = 60
    extra: tuple[str, ...] = ()

    def as_facts(self) -> dict[str, Any]:
        """The same, as a paper freezes it."""
        return {
            "payment_days": self.payment_days,
            "penalty_percent": self.penalty_percent,
            "correction_days": self.correction_days,
            "extra": list(self.extra),
        }


@dataclass(frozen=True)
class Making:
    """What is asked of a new paper. `since` is the first day of a handover's list."""

    contract: Contract
    kind: PaperKind
    dated_on: date
    by: User
    serial: int = 1
    since: date | None = None
    quotation: Quotation | None = None
    appendix: Appendix | None = None
    terms: Terms = field(default_factory=Terms)


def facts_of(asked: Making) -> dict[str, Any]:
    """The facts, in Vietnamese. Raises Refused where there is nothing to state."""
    with translation.override("vi"):
        return {**_common(asked), **_OWN[asked.kind](asked)}


def _common(asked: Making) -> dict[str, Any]:
    contract = asked.contract
    mark = SYMBOLS.get(asked.kind)
    return {
        "schema": SCHEMA,
        "layout": LAYOUT,
        "kind": asked.kind.value,
        "name_vi": capfirst(str(asked.kind.label)),
        "serial": asked.serial,
        "number": f"{asked.serial:02}/{mark}/{contract.number}" if mark else contract.number,
        "dated_on": asked.dated_on.isoformat(),
        "title": contract.title,
        "made_by": asked.by.full_name,
        "centre": centre_facts(contract.centre),
        "customer": customer_facts(contract.customer),
        "contract": _contract(contract),
    }


def _contract(contract: Contract) -> dict[str, Any]:
    return {
        "number": contract.number,
        "title": contract.title,
        "state": contract.state,
        "signed_on": _iso(contract.signed_on),
        "due_on": _iso(contract.due_on),
        "accepted_on": _iso(contract.accepted_on),
        "framework": contract.framework.number if contract.framework else "",
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _quotation(asked: Making) -> dict[str, Any]:
    return offers.quotation(asked.quotation)


def _request(asked: Making) -> dict[str, Any]:
    contract, on = asked.contract, asked.dated_on
    return {
        **offers.review(contract),
        "items": goods.listed(contract, on),
        "more_lines": lines.without_items(contract, on),
        **lines.standing(contract, on),
    }


def _signed_as(asked: Making) -> dict[str, Any]:
    """The contract as signed, without what appendices changed later."""
    return {
        "items": goods.listed(asked.contract, asked.dated_on, first=True),
        **lines.first(asked.contract, asked.dated_on),
        "terms": asked.terms.as_facts(),
    }


def _appendix(asked: Making) -> dict[str, Any]:
    found = offers.appendix(asked.contract, asked.appendix)
    number = f"{found['appendix']['number']:02}/PL/{asked.contract.number}"
    return {**found, "number": number}


def _received(asked: Making) -> dict[str, Any]:
    return goods.received(asked.contract, asked.since, asked.dated_on)


def _returned(asked: Making) -> dict[str, Any]:
    return goods.returned(asked.contract, asked.since, asked.dated_on)


def _acceptance(asked: Making) -> dict[str, Any]:
    contract, on = asked.contract, asked.dated_on
    priced = lines.standing(contract, on)
    return {
        "items": goods.done(contract, on),
        **priced,
        **money.accepted(contract, on, priced["totals"]["gross"]),
    }


def _liquidation(asked: Making) -> dict[str, Any]:
    contract, on = asked.contract, asked.dated_on
    priced = lines.standing(contract, on)
    found = money.settled(contract, on, priced["totals"]["gross"])
    return {**priced, **found, "terms": asked.terms.as_facts()}


def _payment(asked: Making) -> dict[str, Any]:
    contract, on = asked.contract, asked.dated_on
    priced = lines.standing(contract, on)
    found = money.owed(contract, on, priced["totals"]["gross"])
    return {**priced, **found, "terms": asked.terms.as_facts()}


_OWN: Final[Mapping[str, Callable[[Making], dict[str, Any]]]] = {
    PaperKind.QUOTATION: _quotation,
    PaperKind.REQUEST: _request,
    PaperKind.CONTRACT: _signed_as,
    PaperKind.APPENDIX: _appendix,
    PaperKind.RECEIVED: _received,
    PaperKind.RETURNED: _returned,
    PaperKind.ACCEPTANCE: _acceptance,
    PaperKind.LIQUIDATION: _liquidation,
    PaperKind.PAYMENT: _payment,
}
