"""A customer's messy list to the last đồng collected, by the people who do it.

A real `manage.py serve`, a Chromium for each person. Revenue is read where the manager reads it,
and each of its four bases is held against what this test reckons from its own numbers.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from tests.flows import bench_by_api
from tests.flows import money_offer as offer
from tests.flows import money_work as work
from tests.flows.installation import Installation
from tests.flows.messy_list import ENTERING, OUTSIDE, TWICE
from tests.flows.money_sums import (
    AMENDED,
    FIRST_PART,
    OFFER,
    OFFERED,
    REST,
    WHOLE,
    Books,
    part_of,
    worth,
)
from tests.flows.visitor import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.service]


@pytest.fixture
def told(installation: Installation, built: None) -> dict[str, Any]:
    """A centre at work, and its server."""
    found = installation.make("money")
    installation.serve()
    return found


@pytest.fixture
def people(
    browser: "Browser", installation: Installation, told: dict[str, Any]
) -> Iterator[dict[str, Visitor]]:
    """Each at a browser of their own, signed in."""
    with ExitStack() as stack:
        there: dict[str, Visitor] = {}
        for role in ("officer", "technician", "approver", "manager", "client"):
            visitor = stack.enter_context(Visitor(browser, installation.address))
            there[role] = visitor.sign_in(told[role])
        yield there


def test_from_a_messy_list_to_the_last_dong(
    told: dict[str, Any], people: dict[str, Visitor], tmp_path: Path
) -> None:
    assert (ENTERING, len(OUTSIDE), len(TWICE)) == (36, 2, 2)
    assert worth(OFFERED).gross == OFFER[0]
    assert worth(AMENDED).gross == WHOLE[0] == FIRST_PART + REST[0]
    officer = people["officer"]
    books = Books.opened(people["manager"], timezone.localdate().year)
    assert all(amount.net for amount in books.stand.values()), "every base stands at something"

    contract = offer.drafts(officer, told["customer"])
    offer.imports(officer, contract, tmp_path)
    offer.adds_the_travel(officer)
    offer.reviews(officer, contract)
    offer.offers(officer, people["client"], contract)
    books.moved()
    offer.signs(officer, contract)
    books.moved(signed=worth(OFFERED))

    work.receives(officer, contract)
    work.amends(officer, contract)
    books.moved(signed=worth(AMENDED) - worth(OFFERED))

    jobs = bench_by_api.jobs_of(people["technician"], told["customer_id"])
    assert len(jobs) == ENTERING
    bench_by_api.all_done(people["technician"], jobs, told["standard"], told["technician_id"])
    certificates = work.approves(people["approver"])
    books.moved()

    work.accepts(officer, contract, certificates)
    books.moved(accepted=worth(AMENDED))
    work.invoices(officer, contract)
    books.moved(invoiced=worth(AMENDED))
    work.pays(officer, contract, FIRST_PART)
    first = part_of(worth(AMENDED), FIRST_PART)
    books.moved(collected=first)
    work.asks_for_the_rest(officer, contract)
    work.pays(officer, contract, REST[0])
    books.moved(collected=worth(AMENDED) - first)

    work.returns(officer, contract, told["customer_id"])
    work.ends(officer, contract)
    books.moved()
    work.opens_the_figures(people["manager"], books, contract)
    assert {role: one.problems for role, one in people.items() if one.problems} == {}
