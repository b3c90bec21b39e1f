"""Two people at once, on PostgreSQL: locks decide, not luck."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from calibration.models import Job
from common.errors import DomainError
from contracts import services
from contracts.models import Contract, ContractItem
from contracts.reference import load_reference
from tests.factories import contracts as make
from tests.factories import people
from tests.factories.people import NOW, TODAY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine("postgresql")]


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts in threads that start together; each gives its result or its refusal."""
    gate = threading.Barrier(len(acts))
    found: list[Any] = [None] * len(acts)

    def run(index: int, act: Callable[[], Any]) -> None:
        gate.wait()
        try:
            found[index] = act()
        except DomainError as error:
            found[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    return found


def test_two_people_sign_at_once_and_the_jobs_open_once() -> None:
    contract = make.draft(people.customer(people.centre()))
    make.gauges(make.line(contract), 20)
    two = [make.officer(contract.centre) for _ in range(2)]

    found = at_once(
        *(
            lambda by=by: services.sign(contract_id=contract.pk, signed_on=TODAY, by=by, at=NOW)
            for by in two
        )
    )

    refused = [one for one in found if isinstance(one, DomainError)]
    assert [one.code for one in refused] == ["wrong_state"]
    assert sum(isinstance(one, Contract) for one in found) == 1
    assert Job.objects.count() == 20
    assert ContractItem.objects.filter(job__isnull=False).count() == 20


def test_drafts_at_once_never_share_a_number() -> None:
    customer = people.customer(people.centre("TTA"))
    by = make.officer(customer.centre)
    load_reference(NOW)

    def draft() -> Contract:
        return services.draft_contract(
            centre=customer.centre, customer=customer, title="x", by=by, at=NOW
        )

    found = at_once(*[draft] * 4)

    assert sorted(one.number for one in found) == [f"{n}/2026/HĐDV-TTA" for n in range(1, 5)]


def test_a_line_added_while_signing_is_in_or_refused_never_between() -> None:
    contract = make.draft(people.customer(people.centre()))
    make.line(contract, vat_category="reduced")

    def add() -> str:
        try:
            make.line(contract, vat_category="reduced")
        except DomainError as refused:
            return refused.code
        return "in"

    _signed, added = at_once(lambda: make.sign(contract), add)

    assert {line.vat_percent for line in contract.lines.all()} == {8}
    assert (added, contract.lines.count()) in (("in", 2), ("signed", 1))
    positions = contract.lines.values_list("position", flat=True)
    assert len(set(positions)) == contract.lines.count()
