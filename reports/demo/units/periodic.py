"""Reports of the demo's units: begun and reviewed by one person, closed by another."""

from datetime import date, timedelta

from common.period import Period
from planning.models import Block
from reports.demo.calendar import moment
from reports.demo.tables import read
from reports.demo.units.tree import Unit
from reports.models import PeriodReport
from reports.periodic.closing import close
from reports.periodic.drafting import statement_of
from reports.periodic.services import begin, review, tell_cause
from reports.states import ReportKind

BLOCK_PERIOD = "2023-H1"
Causes = dict[tuple[str, str], list[tuple[str, str]]]


def closed_reports(units: dict[str, Unit]) -> None:
    """Each report of the table that is not there yet, three days after its cut-off."""
    causes: Causes = {}
    for row in read("units/causes.csv"):
        told = causes.setdefault((row["unit"], row["period"]), [])
        told.append((row["indicator"], row["text"]))
    for row in read("units/reports.csv"):
        unit = units[row["unit"]]
        there = PeriodReport.objects.filter(centre=unit.centre, period=row["period"])
        if not there.filter(block=None).exists():
            _closed(unit, row, causes.get((row["unit"], row["period"]), []))


def block_report(units: dict[str, Unit], of: Block) -> None:
    """The half-year of the block, two days after its last member closed."""
    if PeriodReport.objects.filter(block=of).exists():
        return
    keeper, period = units["VUD"], Period.parse(BLOCK_PERIOD)
    at = moment(period.end + timedelta(days=5), 9)
    report = begin(
        centre=keeper.centre,
        period=period,
        cut_off=period.end,
        kind=ReportKind.BLOCK,
        block=of,
        by=keeper.officer,
        at=at,
    )
    review(report_id=report.pk, by=keeper.officer, at=at + timedelta(hours=2))
    close(report_id=report.pk, by=keeper.manager, at=at + timedelta(hours=6))


def _closed(unit: Unit, row: dict[str, str], causes: list[tuple[str, str]]) -> None:
    cut_off, by = date.fromisoformat(row["cut_off"]), unit.officer
    at = moment(cut_off + timedelta(days=3), 9)
    report = begin(
        centre=unit.centre,
        period=Period.parse(row["period"]),
        cut_off=cut_off,
        kind=ReportKind.UNIT,
        by=by,
        at=at,
    )
    missed = {line.code for line in statement_of(report).missed} if causes else set()
    for indicator, text in causes:
        if indicator not in missed:
            continue  # without the rest of the demo Huế has no plan to miss
        tell_cause(report_id=report.pk, indicator=indicator, text=text, by=by, at=at)
    review(report_id=report.pk, by=by, at=at + timedelta(hours=2))
    close(report_id=report.pk, by=unit.manager, at=at + timedelta(hours=6))
