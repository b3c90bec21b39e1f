"""The other organisations of the demo: what their reports printed comes out of rows."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from contracts.reference import load_reference as load_rates
from instruments.reference import load_reference as load_types
from planning.models import Activity, Block, BlockMember, ScienceTask
from reports.demo.making import BEGINNING
from reports.demo.people import settle
from reports.demo.units.making import make_units
from reports.demo.units.printed import Printed, printed
from reports.demo.units.removal import remove_units
from reports.models import PeriodReport
from reports.periodic.statement import frozen
from reports.states import ReportState

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
# Contracts and measurements of Huế are made by the other parts of the demo (test_demo.py).
ELSEWHERE = set(range(58, 65))


def _make() -> None:
    with translation.override("vi"):
        make_units(settle(BEGINNING), BEGINNING, NOW, lambda _line: None)


@pytest.fixture
def rows(db: None) -> list[Printed]:
    load_types(NOW)
    load_rates(NOW)
    _make()
    return list(printed())


def test_what_was_printed_comes_out_of_rows(rows: list[Printed]) -> None:
    here = [one for one in rows if one.row.number not in ELSEWHERE]

    assert {one.row.number: one.computed for one in here if one.agrees is False} == {}
    assert sum(one.agrees is True for one in here) == 55
    assert {one.row.indicator: one.computed for one in rows if one.row.number in (2, 14, 28)} == {
        "plan_tasks_done": "5 (5/6)",
        "revenue_plan_rate": "217 % (3.247.000.000/1.496.000.000)",
    }


def test_every_unit_has_closed_its_report_and_misses_say_why(rows: list[Printed]) -> None:
    closed = PeriodReport.objects.filter(state=ReportState.CLOSED)

    assert closed.filter(period="2023-H1", block=None).count() == 13
    assert closed.exclude(period="2023-H1").count() == 3
    assert closed.exclude(block=None).count() == 1
    assert set(closed.filter(causes__isnull=False).values_list("centre__code", flat=True)) == {
        "KHTC", "VLM", "MT", "LASER",
    }  # fmt: skip
    (targets,) = [one for one in rows if one.row.indicator == "block_targets"]
    assert (targets.figure.numerator, targets.figure.denominator) == (21, 24)


def test_the_half_year_of_the_block_is_the_sum_of_its_thirteen_reports(rows: list[Printed]) -> None:
    report = PeriodReport.objects.select_related("closing", "centre", "block").get(kind="block")
    found = frozen(report)

    assert (report.centre.code, report.period, len(found.members)) == ("VUD", "2023-H1", 13)
    assert found.silent == []
    assert {one["source"] for one in found.members} == {"closed"}
    assert (found["block_targets"].numerator, found["block_targets"].denominator) == (21, 24)
    reports = PeriodReport.objects.filter(period="2023-H1", kind="unit", state=ReportState.CLOSED)
    own = [frozen(one)["contracts"].value for one in reports.select_related("closing", "centre")]
    assert found["contracts"].value == sum(value or 0 for value in own) > 0
    assert found["block_theme"].words == "“Kỷ cương, kết nối, đổi mới, thành công”"


def test_made_twice_it_is_there_once_and_it_goes_again(rows: list[Printed]) -> None:
    before = Activity.objects.count(), ScienceTask.objects.count(), PeriodReport.objects.count()

    _make()

    assert before == (
        Activity.objects.count(), ScienceTask.objects.count(), PeriodReport.objects.count(),
    )  # fmt: skip
    contracts, targets = remove_units()
    assert (contracts, targets) == (25, 33)
    assert not Activity.objects.exists()
    assert not ScienceTask.objects.exists()
    assert not BlockMember.objects.exists()
    assert Block.objects.get().period_reports.count() == 1  # what was closed stays
