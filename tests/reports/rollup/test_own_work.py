"""A unit beside those below it: its own work, and what was entered for it."""

import pytest

from accounts.models import Centre
from common.period import Period
from reports.indicators import compute
from reports.rollup.adding import roll_up_tree
from reports.rollup.shapes import From, RollUp
from tests.factories import contracts, exchange, people, planning
from tests.factories.exchange import figure
from tests.factories.people import TODAY

pytestmark = pytest.mark.django_db
HALF = Period.parse("2026-H1")
QUARTER = Period.parse("2026-Q4")


@pytest.fixture
def top() -> Centre:
    return people.centre("VIEN")


@pytest.fixture
def units(top: Centre) -> list[Centre]:
    return [people.centre(f"U{n}", parent=top) for n in range(4)]


def codes_of(found: RollUp) -> dict[str, str]:
    return {row.unit.code: row.source.value for row in found.rows}


def works(centre: Centre, *amounts: int) -> None:
    """Contracts signed in the quarter by a unit of its own."""
    customer = people.customer(centre)
    for amount in amounts:
        contracts.signed(customer, amount, on=TODAY)


def noted(unit: Centre, indicator: str, value: int) -> None:
    """A figure entered by hand for the quarter."""
    planning.figure(unit, value, indicator=indicator, period="2026-Q4", kind="actual")


def test_the_own_work_of_the_unit_at_the_top_is_not_left_out(
    top: Centre, units: list[Centre]
) -> None:
    works(top, 1_000_000, 2_000_000)
    works(units[0], 4_000_000)
    exchange.closed(units[0], figure("contracts", 10), period="2026-Q4")
    noted(top, "papers", 7)

    found = roll_up_tree(top, QUARTER, ("contracts", "papers"), cut_off=TODAY, by=From.REPORTED)

    assert codes_of(found) == {"VIEN": "live", "U0": "closed"}
    own = found.rows[0]
    assert own.source_words == "hồ sơ ở đây, không gồm đơn vị dưới"
    assert (own.parts["contracts"].value, own.parts["papers"].value) == (2, 0)
    assert found.totals["contracts"].value == 12


def test_the_own_work_of_a_top_that_works_elsewhere_is_named(
    top: Centre, units: list[Centre]
) -> None:
    exchange.registered(top)
    exchange.closed(units[0], figure("contracts", 10))

    found = roll_up_tree(top, HALF, ("contracts",), cut_off=TODAY, by=From.REPORTED)

    assert codes_of(found) == {"U0": "closed"}
    assert [unit.code for unit in found.missing] == ["VIEN", "U1", "U2", "U3"]


def test_what_was_entered_above_is_not_added_to_the_rows_that_it_speaks_for(
    top: Centre, units: list[Centre]
) -> None:
    codes = ("papers", "students", "events_union")
    noted(top, "papers", 20)
    planning.activity(units[0], kind="paper", title="Một bài", done_on=TODAY)
    noted(top, "students", 30)
    noted(units[1], "students", 8)

    found = roll_up_tree(top, QUARTER, codes, cut_off=TODAY)
    whole = compute(codes, centre=top, period=QUARTER, cut_off=TODAY)

    papers = {row.unit.code: row.parts["papers"].value for row in found.rows}
    assert papers == {"VIEN": 0, "U0": 1, "U1": 0, "U2": 0, "U3": 0}
    students = {row.unit.code: row.parts["students"].value for row in found.rows}
    assert students == {"VIEN": 30, "U0": 0, "U1": 0, "U2": 0, "U3": 0}
    assert {code: found.totals[code].value for code in codes} == {
        code: one.value for code, one in whole.items()
    }
