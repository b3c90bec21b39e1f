"""A block's report: sums of its members' reports, frozen with the source of each when it is closed."""

import json
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from accounts.models import Centre
from accounts.permissions import Role
from common.errors import Conflict, InvalidInput
from common.period import Period
from planning.models import Block
from planning.services.blocks import say_of_year
from reports.indicators import compute
from reports.models import ClosedReport, PeriodReport, ReceivedReport
from reports.periodic.adjusting import adjustments, moves_of
from reports.periodic.drafting import statement_of
from reports.periodic.services import reopen
from tests.factories import blocks, contracts, exchange, people, periodic, planning
from tests.factories.exchange import figure, planned, ratio
from tests.factories.periodic import IN_Q3, LATER, OCTOBER, SIGNED_AT

pytestmark = pytest.mark.django_db
Q3 = "2026-Q3"


@pytest.fixture
def top() -> Centre:
    return people.centre("VIEN")


@pytest.fixture
def units(top: Centre) -> list[Centre]:
    return [people.centre(f"U{n}", parent=top) for n in range(4)]


@pytest.fixture
def block(top: Centre, units: list[Centre]) -> Block:
    made = blocks.block(top)
    for n, unit in enumerate(units):
        blocks.member(made, unit, role="head" if n == 0 else "member")
    return made


def of_block(block: Block, period: str = Q3, **facts: Any) -> PeriodReport:
    return periodic.begun(block.centre, period, kind="block", block=block, **facts)


def closed_block(block: Block, period: str = Q3, **facts: Any) -> PeriodReport:
    return periodic.closed(block.centre, period, kind="block", block=block, **facts)


def received(unit: Centre, *figures: dict[str, Any]) -> ReceivedReport:
    """A file of the third quarter, closed in its own installation after the quarter."""
    days = {"cut_off": "2026-09-30", "closed_at": "2026-10-03T03:00:00+00:00"}
    return exchange.received(unit, *figures, period=Q3, **days)


def test_figures_are_sums_of_sums_and_the_silent_are_named(
    block: Block, units: list[Centre]
) -> None:
    exchange.closed(
        units[0], figure("contracts", 90, target=planned(80)), ratio("plan_tasks_rate", 5, 6),
        period=Q3,
    )  # fmt: skip
    received(units[1], figure("contracts", 3, target=planned(9)), ratio("plan_tasks_rate", 0, 4))

    found = statement_of(of_block(block))

    assert found["contracts"].value == 93
    rate = found["plan_tasks_rate"]
    assert (rate.value, rate.numerator, rate.denominator) == (Fraction(50), 5, 10)
    assert (found["block_units"].value, found["block_units_missing"].value) == (4, 2)
    assert [one["unit"] for one in found.silent] == ["U2", "U3"]
    met = [(one["unit"], one["source"], one["met"], one["set"]) for one in found.members]
    assert met == [
        ("U0", "closed", 1, 1), ("U1", "received", 0, 1), ("U2", "", None, None),
        ("U3", "", None, None),
    ]  # fmt: skip
    assert found["block_targets"].value == Fraction(50)
    assert found.missed == []


def test_the_work_of_the_keeper_and_of_units_outside_is_not_in_it(
    top: Centre, block: Block, units: list[Centre]
) -> None:
    for unit in (top, units[0]):
        contracts.signed(people.customer(unit), 1_000_000, on=IN_Q3, at=SIGNED_AT)
    exchange.closed(units[1], figure("contracts", 7), period=Q3)

    found = statement_of(of_block(block))

    assert found["contracts"].value == 7
    assert found["revenue_signed_gross"].value is None


def test_closing_freezes_the_members_with_the_digests_of_their_sources(
    block: Block, units: list[Centre]
) -> None:
    here = exchange.closed(units[0], figure("contracts", 90), period=Q3)
    sent = received(units[1], figure("contracts", 3))

    report = closed_block(block)

    said = json.loads(ClosedReport.objects.get(report=report).statement)
    assert said["block"] == {"code": "VP", "name": "Khối VP"}
    assert [(one["unit"], one["digest"]) for one in said["members"]] == [
        ("U0", here.closing.digest), ("U1", sent.digest), ("U2", ""), ("U3", ""),
    ]  # fmt: skip
    figures = {one.code: one for one in report.closing.figures.all()}
    pks = dict(block.members.values_list("unit__code", "pk"))
    assert json.loads(figures["contracts"].rows) == [[pks["U0"], 90, None], [pks["U1"], 3, None]]


def test_what_moved_names_the_member_and_what_it_did(block: Block, units: list[Centre]) -> None:
    first = exchange.closed(units[0], figure("contracts", 90), period=Q3)
    report = closed_block(block)

    exchange.closed(
        units[0], figure("contracts", 95), period=Q3, version=2, follows=first, at=LATER
    )  # fmt: skip
    late = received(units[1], figure("contracts", 3))

    moved = {move.code: move for move in moves_of(report) if move.moved}
    assert set(moved) == {"contracts", "block_units_missing", "block_targets"}
    assert moved["contracts"].difference == 8
    assert statement_of(report)["contracts"].value == 90
    pks = dict(block.members.values_list("unit__code", "pk"))
    assert moved["contracts"].changed == [[pks["U0"], 90, None, 95, None]]
    assert moved["contracts"].added == [[pks["U1"], 3, None]]
    year = of_block(block, "2026", at=LATER, cut_off=date(2026, 12, 31))
    (told,) = [one for one in adjustments(year) if one["code"] == "contracts"]
    assert told["difference"] == "8"
    assert [event["subject"] for event in told["events"]] == [f"reports.receivedreport:{late.pk}"]


def test_reopened_it_takes_the_newer_source_and_the_old_one_keeps_its_own(
    block: Block, units: list[Centre]
) -> None:
    first = exchange.closed(units[0], figure("contracts", 90), period=Q3)
    report = closed_block(block)
    exchange.closed(units[0], figure("contracts", 95), period=Q3, version=2, follows=first)

    again = reopen(
        report_id=report.pk, why="Đơn vị sửa", by=periodic.director(block.centre), at=LATER
    )

    assert (again.block, again.version) == (block, 2)
    assert statement_of(again)["contracts"].value == 95
    assert statement_of(report)["contracts"].value == 90


def test_two_blocks_of_one_keeper_have_a_report_each_and_their_own_words(
    top: Centre, block: Block, units: list[Centre]
) -> None:
    other = blocks.block(top, "KT")
    apart = people.centre("U9", parent=top)
    blocks.member(other, apart)
    exchange.closed(units[0], figure("contracts", 2), period=Q3)
    exchange.closed(apart, figure("contracts", 40), period=Q3)
    by = people.person(Role.MANAGER, top)
    for one, theme in ((block, "Kỷ cương"), (other, "Sáng tạo")):
        say_of_year(
            block_id=one.pk, year=2026, what="block_theme", words=theme, by=by, at=OCTOBER
        )  # fmt: skip
    planning.activity(units[0], kind="movement", title="Phong trào A", done_on=IN_Q3)
    planning.activity(apart, kind="movement", title="Phong trào B", done_on=IN_Q3)

    first, second = statement_of(of_block(block)), statement_of(of_block(other))
    keeper = statement_of(periodic.begun(top, Q3, kind="authority"))

    def told(found: Any) -> list[Any]:
        return [found[code].value for code in ("contracts", "block_units")] + [
            found[code].words for code in ("block_theme", "block_movements")
        ]

    assert told(first) == [2, 4, "Kỷ cương", "Phong trào A"]
    assert told(second) == [40, 1, "Sáng tạo", "Phong trào B"]
    assert "block_units" not in keeper.by_code


def test_a_keeper_of_two_blocks_tells_of_both_by_name(top: Centre, block: Block) -> None:
    other = blocks.block(top, "KT")
    by = people.person(Role.MANAGER, top)
    for one, theme in ((block, "Kỷ cương"), (other, "Sáng tạo")):
        say_of_year(
            block_id=one.pk, year=2026, what="block_theme", words=theme, by=by, at=OCTOBER
        )  # fmt: skip

    period = Period.parse(Q3)
    found = compute(["block_theme"], centre=top, period=period, cut_off=period.end)

    assert found["block_theme"].told == "Khối VP: Kỷ cương; Khối KT: Sáng tạo"


def test_a_unit_is_in_one_block_and_counted_once_over_all_of_them(
    top: Centre, block: Block, units: list[Centre]
) -> None:
    other = blocks.block(top, "KT")
    with pytest.raises(InvalidInput) as refused:
        blocks.member(other, units[0])

    period = Period.parse(Q3)
    found = compute(["block_units"], centre=top, period=period, cut_off=period.end)
    assert "đã ở khối “Khối VP” năm 2026" in str(refused.value.faults[0].message)
    assert found["block_units"].value == 4


def test_there_is_one_report_of_a_block_and_another_of_its_keeper(block: Block) -> None:
    of_block(block)
    periodic.begun(block.centre, Q3)

    with pytest.raises(Conflict):
        of_block(block)
    with pytest.raises(InvalidInput):
        periodic.begun(block.centre, Q3, kind="block")
    with pytest.raises(InvalidInput):
        periodic.begun(people.centre("KHAC"), Q3, kind="block", block=block)


def test_a_block_without_members_in_the_year_says_nothing(block: Block) -> None:
    found = statement_of(of_block(block, "2025-H1", cut_off=date(2025, 6, 30)))

    assert (found.members, found["contracts"].value, found["block_units"].value) == ((), None, 0)


def test_revenue_by_two_bases_is_not_added_and_says_why(block: Block, units: list[Centre]) -> None:
    def base(words: str) -> dict[str, Any]:
        said = {"vi": words, "en": f"{words} (en)"}
        return {"base": said, "unit": "dong"}

    exchange.closed(units[0], figure("revenue", 5, **base("theo hợp đồng")), period=Q3)
    alike = statement_of(of_block(block))["revenue"]
    exchange.closed(units[1], figure("revenue", 7, **base("thực thu")), period=Q3)

    line = statement_of(PeriodReport.objects.get(block=block))["revenue"]

    assert (alike.value, alike.said["base"]["en"]) == (5, "theo hợp đồng (en)")
    assert (line.value, line.words) == (None, "các đơn vị tính theo cơ sở khác nhau")
