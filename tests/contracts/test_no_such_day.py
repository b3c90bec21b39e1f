"""Days and keys that no honest person types are refused beside their field, on both engines."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from contracts.models import Contract
from contracts.papers.services import PaperIn, make_paper
from contracts.queries import standing_of
from contracts.states import PaperKind
from tests.factories import contracts as make
from tests.factories import custody, people
from tests.factories.people import NOW, TODAY

pytestmark = pytest.mark.django_db
HUGE = "9" * 20


@pytest.fixture
def contract() -> Contract:
    return make.signed(people.customer(people.centre()))


def posted(of: Contract, name: str, facts: dict[str, Any]) -> int:
    address = reverse(f"contracts:{name}", args=[of.pk])
    return people.page(of.created_by).post(address, facts).status_code


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
@pytest.mark.parametrize("name", ["accept", "pause", "liquidate", "cancel"])
def test_a_decision_has_a_day_that_people_live(contract: Contract, name: str, day: str) -> None:
    assert posted(contract, name, {"on": day, "why": "Theo biên bản"}) == 400


def test_a_contract_stands_on_the_last_day_of_the_calendar_as_it_stands_today(
    contract: Contract,
) -> None:
    assert standing_of(contract, date.max).totals == standing_of(contract, TODAY).totals


def test_a_handover_since_the_first_day_of_the_calendar_names_everything(
    contract: Contract,
) -> None:
    line = make.line(make.draft(contract.customer))
    thing = make.gauges(line, 1)[0]
    custody.held(thing)

    said = PaperIn(kind=PaperKind.RECEIVED, dated_on=TODAY, since=date.min)
    paper = make_paper(contract_id=line.contract_id, said=said, by=contract.created_by, at=NOW)

    assert thing.serial in paper.facts


@pytest.mark.parametrize("key", [HUGE, "x", "-1", "١"])
def test_a_line_that_can_be_none_is_no_choice(contract: Contract, key: str) -> None:
    head = {"title": "x", "signed_on": TODAY.isoformat(), "strike": key}
    rows = {"add-TOTAL_FORMS": "0", "add-INITIAL_FORMS": "0"}
    draft = make.draft(contract.customer)

    assert posted(contract, "new-appendix", head | rows) == 400
    assert posted(draft, "charge", {"surcharge": "1", "lines": key}) == 400
