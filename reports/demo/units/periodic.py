"""Reports of the demo's units: begun and reviewed by one person, closed by another."""

from datetime import date, timedelta

from common.period import Period
from reports.demo.calendar import moment
from reports.demo.tables import read
from reports.demo.units.tree import Unit
from reports.models import PeriodReport
from reports.periodic.closing import close
from reports.periodic.drafting import statement_of
from reports.periodic.services import begin, review, tell_cause
from reports.states import ReportKind

Causes = dict[tuple[str, str], list[tuple[str, str]]]


def closed_reports(units: dict[str, Unit]) -> None:
    """Each report of the table that is not there yet, three days after its cut-off."""
    causes: Causes = {}
    for row in read("units/causes.csv"):
        told = causes.setdefault((row["unit"], row["period"]), [])
        told.append((row["indicator"], row["text"]))
    for row in read("units/reports.csv"):
        unit = units[row["unit"]]
        if not PeriodReport.objects.filter(centre=unit.centre, period=row["period"]).exists():
            _closed(unit, row, causes.get((row["unit"], row["period"]), []))


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
