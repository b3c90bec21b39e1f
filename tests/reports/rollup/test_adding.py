"""Sums of sums over a tree and over a block; who has not reported is named, never nought."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Centre
from common.errors import InvalidInput
from common.period import Period
from planning.models import Block
from reports.indicators import INDICATORS, compute
from reports.indicators.shapes import MEANS
from reports.rollup.adding import roll_up_block, roll_up_tree
from reports.rollup.shapes import From, Part, RollUp, total
from tests.factories import blocks, contracts, exchange, people
from tests.factories.exchange import figure, planned, ratio
from tests.factories.people import TODAY

pytestmark = pytest.mark.django_db
HALF = Period.parse("2026-H1")
QUARTER = Period.parse("2026-Q4")
CODES = ("contracts", "instruments", "revenue_signed_gross", "average_contract_gross")


@pytest.fixture
def top() -> Centre:
    return people.centre("VIEN")


@pytest.fixture
def units(top: Centre) -> list[Centre]:
    return [people.centre(f"U{n}", parent=top) for n in range(4)]


@pytest.fixture
def block(top: Centre, units: list[Centre]) -> Block:
    made = blocks.block(top)
    for unit in units:
        blocks.member(made, unit)
    return made


def codes_of(found: RollUp) -> dict[str, str]:
    return {row.unit.code: row.source.value for row in found.rows}


def missing(found: RollUp) -> list[str]:
    return [unit.code for unit in found.missing]


# Sums


def test_a_sum_of_ratios_is_made_of_their_parts() -> None:
    parts = [Part(Fraction(100), 1, 1), Part(Fraction(500, 10), 5, 10), Part(None, 0, 0)]

    found = total(parts, "percent")

    assert (found.value, found.numerator, found.denominator) == (Fraction(600, 11), 6, 11)


def test_counts_that_say_of_how_many_are_added() -> None:
    found = total([Part(5, 5, 6), Part(1, 1, 1), Part(0, 0, 0)], "task", "plan_tasks_done")

    assert (found.value, found.numerator, found.denominator) == (6, 6, 7)


def test_means_of_one_piece_each_are_still_means() -> None:
    found = total([Part(10, 10, 1), Part(20, 20, 1)], "day", "turnaround_days")

    assert found.value == 15


def test_every_mean_of_the_registry_is_known_as_one() -> None:
    """A figure over another unit than percent, made of two parts, is a mean or says `of`."""
    top = people.centre("VIEN")
    codes = [code for code, one in INDICATORS.items() if one.unit != "percent"]
    found = compute(codes, centre=top, period=HALF, cut_off=HALF.end)

    shares = {code for code, one in found.items() if one.denominator is not None}
    of_so_many = {"audit_notes_fixed", "quality_objectives", "plan_tasks_done", "txtcn"}
    assert shares - of_so_many == MEANS


def test_a_mean_is_made_of_its_parts() -> None:
    parts = [Part(Fraction(5), 10, 2), Part(Fraction(1), 98, 98)]

    assert total(parts, "day").value == Fraction(108, 100)


@pytest.mark.parametrize(
    ("parts", "unit"),
    [
        ([Part(Fraction(5)), Part(Fraction(1))], "day"),
        ([Part(83), Part(100)], "percent"),
        ([Part(Fraction(50), 1, 2), Part(100)], "percent"),
    ],
)
def test_what_has_no_parts_has_no_total_and_says_why(parts: list[Part], unit: str) -> None:
    found = total(parts, unit)

    assert (found.value, found.units) == (None, len(parts))
    assert str(found.why) == "có đơn vị không cho tử số và mẫu số"


def test_revenues_of_two_bases_are_not_added() -> None:
    found = total([Part(5, base="theo hợp đồng"), Part(7, base="thực thu")], "dong")

    assert (found.value, str(found.why)) == (None, "các đơn vị tính theo cơ sở khác nhau")


def test_nothing_reported_is_no_nought() -> None:
    assert total([], "contract").value is None
    assert total([Part(None, words="đều đúng")], "words").value is None
    assert total([Part(0)], "contract").value == 0


@pytest.mark.parametrize(
    ("kinds", "whole"),
    [
        (("computed", "computed"), "computed"),
        (("computed", "entered"), "entered"),
        (("entered", "approximate"), "approximate"),
        (("approximate", "estimate"), "estimate"),
    ],
)
def test_a_sum_is_worth_what_its_weakest_part_is(kinds: tuple[str, str], whole: str) -> None:
    assert total([Part(1, kind=kind) for kind in kinds], "contract").kind == whole


# A block


def test_a_block_adds_closed_reports_and_files_and_names_the_silent(
    block: Block, units: list[Centre]
) -> None:
    exchange.closed(units[0], figure("contracts", 90), ratio("plan_tasks_rate", 5, 6))
    exchange.received(units[1], figure("contracts", 3), ratio("plan_tasks_rate", 0, 4))
    exchange.received(units[2], figure("samples", 8), period="2026-Q1")

    found = roll_up_block(block, HALF, ("contracts", "plan_tasks_rate", "samples"))

    assert codes_of(found) == {"U0": "closed", "U1": "received"}
    assert missing(found) == ["U2", "U3"]
    totals = found.totals
    assert (totals["contracts"].value, totals["contracts"].units) == (93, 2)
    assert totals["plan_tasks_rate"].value == Fraction(500, 10)
    assert (totals["samples"].value, totals["samples"].units) == (None, 0)


def test_a_block_is_that_of_the_year(block: Block, units: list[Centre]) -> None:
    exchange.closed(units[0], figure("contracts", 5), period="2025-H1")

    found = roll_up_block(block, Period.parse("2025-H1"), ("contracts",))

    assert (found.rows, found.missing) == ((), ())


def test_the_newest_closed_version_counts_while_the_next_is_a_draft(
    block: Block, units: list[Centre]
) -> None:
    first = exchange.closed(units[0], figure("contracts", 1))
    second = exchange.closed(units[0], figure("contracts", 2), version=2, follows=first)
    third = exchange.closed(units[0], figure("contracts", 9), version=3, follows=second)
    type(third).objects.filter(pk=third.pk).update(state="draft")

    (row,) = roll_up_block(block, HALF, ("contracts",)).rows

    assert (row.version, row.report, row.parts["contracts"].value) == (2, second.pk, 2)


def test_the_newest_file_counts(block: Block, units: list[Centre]) -> None:
    exchange.received(units[0], figure("contracts", 1))
    newest = exchange.received(units[0], figure("contracts", 2), version=2)

    (row,) = roll_up_block(block, HALF, ("contracts",)).rows

    assert (row.version, row.received, row.parts["contracts"].value) == (2, newest.pk, 2)


def test_targets_met_are_added_never_averaged(block: Block, units: list[Centre]) -> None:
    exchange.closed(
        units[0],
        figure("contracts", 10, target=planned(10)),
        figure("samples", 5, target=planned(9)),
        figure("papers", 5, target=planned(0)),
        figure("instruments", None, target=planned(1)),
    )
    exchange.received(units[1], figure("contracts", 11, target=planned(10)))

    found = roll_up_block(block, HALF, ("contracts",))

    assert [row.targets for row in found.rows] == [(1, 3), (1, 1)]
    assert found.targets == (2, 4)


def test_a_figure_by_another_definition_is_marked(block: Block, units: list[Centre]) -> None:
    exchange.received(units[0], figure("contracts", 3, version="7"))

    found = roll_up_block(block, HALF, ("contracts",))

    assert found.rows[0].other_version(found.columns[0]) == "7"


def test_an_unknown_indicator_is_refused(block: Block) -> None:
    with pytest.raises(InvalidInput):
        roll_up_block(block, HALF, ("nonsense",))


# A tree


@pytest.fixture
def works() -> Callable[..., None]:
    """Contracts signed in the quarter by a unit of its own."""

    def make(centre: Centre, *amounts: int) -> None:
        customer = people.customer(centre)
        for amount in amounts:
            contracts.signed(customer, amount, on=TODAY)

    return make


def test_rows_here_are_counted_once_each_and_make_the_figure_of_the_whole(
    top: Centre, units: list[Centre], works: Any
) -> None:
    deep = people.centre("DUOI", parent=units[1])
    works(top, 1_000_000)
    works(units[0], 2_000_000, 3_000_000)
    works(deep, 5_000_000)

    found = roll_up_tree(top, QUARTER, CODES, cut_off=TODAY)
    whole = compute(CODES, centre=top, period=QUARTER, cut_off=TODAY)

    values = {row.unit.code: row.parts["contracts"].value for row in found.rows}
    assert values == {"VIEN": 1, "U0": 2, "U1": 0, "U2": 0, "U3": 0, "DUOI": 1}
    assert found.missing == ()
    assert {code: found.totals[code].value for code in CODES} == {
        code: one.value for code, one in whole.items()
    }
    assert whole["average_contract_gross"].value != sum(
        row.parts["average_contract_gross"].value or 0 for row in found.rows
    )


def test_a_unit_that_works_elsewhere_counts_by_its_file_or_is_missing(
    top: Centre, units: list[Centre], works: Any
) -> None:
    below = people.centre("DUOI", parent=units[0])
    works(units[2], 1_000_000)
    exchange.received(
        units[0],
        figure("contracts", 40),
        period="2026-Q4",
        cut_off="2026-11-15",
        closed_at="2026-11-16T03:00:00+00:00",
    )
    exchange.registered(units[1])

    found = roll_up_tree(top, QUARTER, ("contracts",), cut_off=TODAY)

    assert codes_of(found) == {"VIEN": "live", "U0": "received", "U2": "live", "U3": "live"}
    assert missing(found) == ["U1"]
    assert [(one.unit, one.by) for one in found.covered] == [(below, units[0])]
    assert found.totals["contracts"].value == 41
    assert found.asked == 6


def test_reports_hold_the_units_below_so_the_highest_counts(
    top: Centre, units: list[Centre]
) -> None:
    below = [people.centre(f"D{n}", parent=units[0]) for n in range(2)]
    exchange.closed(top, figure("contracts", 1000))
    exchange.closed(units[0], figure("contracts", 10))
    exchange.closed(below[0], figure("contracts", 4))
    deep = people.centre("E", parent=units[1])
    exchange.closed(deep, figure("contracts", 7))

    found = roll_up_tree(top, HALF, ("contracts",), cut_off=TODAY, by=From.REPORTED)

    assert codes_of(found) == {"VIEN": "live", "U0": "closed", "E": "closed"}
    assert missing(found) == ["U1", "U2", "U3"]
    assert [one.unit.code for one in found.covered] == ["D0", "D1"]
    assert found.totals["contracts"].value == 17


def test_a_unit_without_units_below_is_its_own_report(units: list[Centre]) -> None:
    exchange.closed(units[0], figure("contracts", 10))

    found = roll_up_tree(units[0], HALF, ("contracts",), cut_off=TODAY, by=From.REPORTED)

    assert found.totals["contracts"].value == 10


def test_a_unit_whose_code_begins_like_another_is_not_below_it(top: Centre) -> None:
    people.centre("VIEN2")

    found = roll_up_tree(top, HALF, ("contracts",), cut_off=TODAY)

    assert codes_of(found) == {"VIEN": "live"}


# What it costs


def questions(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        act()
    return len(asked)


@pytest.mark.parametrize("by", [From.LIVE, From.REPORTED])
def test_the_number_of_queries_does_not_grow_with_the_units(top: Centre, by: str) -> None:
    codes = [code for code in INDICATORS if not code.startswith("block_")]

    def ask() -> int:
        return questions(lambda: roll_up_tree(top, HALF, codes, cut_off=date(2026, 6, 30), by=by))

    def grow(first: int, last: int) -> None:
        for n in range(first, last):
            unit = people.centre(f"N{n}", parent=top)
            exchange.closed(unit, figure("contracts", n))
            contracts.signed(people.customer(unit), 1_000_000, on=date(2026, 3, 1))

    grow(0, 2)
    few = ask()
    grow(2, 9)

    assert ask() == few


def test_the_number_of_queries_of_a_block_does_not_grow(top: Centre) -> None:
    block = blocks.block(top)
    counts = []
    for size in (2, 8):
        for n in range(size):
            unit = people.centre(f"N{size}-{n}", parent=top)
            blocks.member(block, unit)
            exchange.received(unit, figure("contracts", n))
        counts.append(questions(lambda: roll_up_block(block, HALF, ("contracts",))))

    assert counts[0] == counts[1]
    assert counts[0] <= 4
