"""Closed books refuse what is dated in them, by name; a manager opens them with the reason."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import Centre, User
from accounts.permissions import Role
from audit.record import history
from common.errors import InvalidInput
from contracts import services
from contracts.ledger.books import close_books
from contracts.ledger.closing import closed_until
from contracts.models import ClosedBooks, Contract
from tests.factories import contracts as make
from tests.factories import people
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db
LAST = make.days_ago(5)


@pytest.fixture
def centre() -> Centre:
    return people.centre()


@pytest.fixture
def manager(centre: Centre) -> User:
    return people.person(Role.MANAGER, centre)


def _close(centre: Centre, by: User, until: date = LAST, why: str = "") -> ClosedBooks:
    return close_books(centre_id=centre.pk, until=until, why=why, by=by, at=NOW)


def _sign(contract: Contract, on: date) -> Any:
    draft = make.draft(contract.customer)
    make.line(draft)
    return make.sign(draft, on=on)


def _cancel(contract: Contract, on: date) -> Any:
    who: dict[str, Any] = {"by": contract.created_by, "at": NOW}
    return services.cancel(contract_id=contract.pk, cancelled_on=on, why="thôi", **who)


def _accept(contract: Contract, on: date) -> Any:
    who: dict[str, Any] = {"by": contract.created_by, "at": NOW}
    return services.accept(contract_id=contract.pk, accepted_on=on, **who)


def _liquidate(contract: Contract, on: date) -> Any:
    who: dict[str, Any] = {"by": contract.created_by, "at": NOW}
    return services.liquidate(contract_id=contract.pk, liquidated_on=on, why="xong", **who)


def _pause(contract: Contract, on: date) -> Any:
    who: dict[str, Any] = {"by": contract.created_by, "at": NOW}
    return services.pause(contract_id=contract.pk, from_on=on, why="chờ khách", **who)


def _resume(contract: Contract, on: date) -> Any:
    who: dict[str, Any] = {"by": contract.created_by, "at": NOW}
    return services.resume(contract_id=contract.pk, to_on=on, **who)


def _invoice(contract: Contract, on: date) -> Any:
    return make.invoice(contract, (5, 1_000, 50), on=on)


def _pay(contract: Contract, on: date) -> Any:
    return make.payment(contract, 1_000, on=on)


def _take_back(contract: Contract, on: date) -> Any:
    payment = contract.payments.get()
    who: dict[str, Any] = {"by": contract.created_by, "at": NOW}
    return services.cancel_payment(payment_id=payment.pk, cancelled_on=on, why="nhầm", **who)


def _void(contract: Contract, on: date) -> Any:
    invoice = contract.invoices.get()
    who: dict[str, Any] = {"by": contract.created_by, "at": NOW}
    return services.cancel_invoice(invoice_id=invoice.pk, ended_on=on, why="nhầm", **who)


def _adjust(contract: Contract, on: date) -> Any:
    invoice = contract.invoices.get()
    who: dict[str, Any] = {"by": contract.created_by, "at": NOW, "why": "sai"}
    facts = make.invoice_facts((5, -1, 0), on=on)
    return services.adjust_invoice(invoice_id=invoice.pk, facts=facts, **who)


DEEDS: dict[str, tuple[Callable[[Contract, date], Any], str]] = {
    "sign": (_sign, "signed_on"),
    "accept": (_accept, "accepted_on"),
    "liquidate": (_liquidate, "liquidated_on"),
    "cancel": (_cancel, "cancelled_on"),
    "pause": (_pause, "from_on"),
    "resume": (_resume, "to_on"),
    "invoice": (_invoice, "issued_on"),
    "adjust": (_adjust, "issued_on"),
    "void": (_void, "ended_on"),
    "pay": (_pay, "received_on"),
    "take_back": (_take_back, "cancelled_on"),
}


@pytest.mark.parametrize("name", DEEDS)
def test_nothing_is_dated_in_closed_books(centre: Centre, manager: User, name: str) -> None:
    act, field = DEEDS[name]
    contract = make.signed(people.customer(centre), 1_000_000, on=make.days_ago(30))
    if name in ("adjust", "void"):
        make.invoice(contract, (5, 1_000, 50), on=make.days_ago(20))
    if name == "resume":
        _pause(contract, make.days_ago(20))
    if name == "take_back":
        make.payment(contract, 1_000, on=make.days_ago(20))
    _close(centre, manager)

    with pytest.raises(InvalidInput) as refused:
        act(contract, LAST)

    (fault,) = refused.value.faults
    assert (fault.field, fault.code) == (field, "closed_books")
    assert f"{LAST:%d/%m/%Y}" in str(fault.message)
    assert act(contract, LAST + timedelta(days=1))


def test_the_books_above_close_those_below(manager: User, centre: Centre) -> None:
    below = people.centre("TTCON", parent=centre)
    people.centre("TTKHAC")

    _close(centre, manager)

    assert closed_until(below) == LAST
    assert closed_until(Centre.objects.get(code="TTKHAC")) is None
    _close(below, manager, make.days_ago(3))
    assert (closed_until(below), closed_until(centre)) == (make.days_ago(3), LAST)


def test_opening_again_takes_a_reason_and_leaves_an_event(centre: Centre, manager: User) -> None:
    first = _close(centre, manager)

    with pytest.raises(InvalidInput) as refused:
        _close(centre, manager, make.days_ago(40))
    assert [(f.field, f.code) for f in refused.value.faults] == [("why", "blank")]

    again = _close(centre, manager, make.days_ago(40), "hóa đơn về muộn")

    assert closed_until(centre) == make.days_ago(40)
    assert [history(one)[0].verb for one in (first, again)] == ["books.close", "books.reopen"]
    assert _invoice(make.signed(people.customer(centre), on=make.days_ago(30)), LAST)


@pytest.mark.parametrize(
    ("until", "why", "code"),
    [(TODAY + timedelta(days=1), "", "in_future"), (LAST, "", "already"), (TODAY, "x" * 301, "too_long")],
)  # fmt: skip
def test_wrong_days_and_reasons_are_named(
    centre: Centre, manager: User, until: date, why: str, code: str
) -> None:
    _close(centre, manager)

    with pytest.raises(InvalidInput) as refused:
        _close(centre, manager, until, why)

    assert [fault.code for fault in refused.value.faults] == [code]
