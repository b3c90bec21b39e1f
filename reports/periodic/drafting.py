"""What a draft says: every figure reckoned now, held against its plan."""

from dataclasses import dataclass
from typing import Any

from common.period import Period
from planning.models import EnteredFigure
from reports.indicators.choices import choices_of
from reports.indicators.shapes import Figure
from reports.models import Cause, PeriodReport
from reports.periodic.members import of_block
from reports.periodic.own import entered, say_own
from reports.periodic.planned import planned_of
from reports.periodic.reckoning import held, reckon
from reports.periodic.saying import rows_of, say, type_of_rows
from reports.periodic.statement import Line, Statement, frozen
from reports.states import ReportKind, ReportState

CHOSEN = "revenue"


def causes_of(report: PeriodReport) -> dict[str, str]:
    """{indicator: why its plan was missed}."""
    rows = Cause.objects.filter(report_id=report.pk)  # one that is not stored has none
    return dict(rows.values_list("indicator", "text"))


@dataclass(frozen=True)
class Drafted:
    """A draft's statement with the figures that it was made from."""

    statement: Statement
    figures: dict[str, Figure]
    goals: dict[str, list[EnteredFigure]]

    def rows(self, code: str) -> type_of_rows:
        """The rows behind a figure, as they would be frozen."""
        if code in self.figures:
            return rows_of(self.figures[code])
        return [[row.pk, None, None] for row in self.goals.get(code, [])]


def statement_of(report: PeriodReport) -> Statement:
    """What a report says: frozen where it is closed, else as the rows are now.

    The adjustments of earlier periods are in a closed report; those of a draft are reckoned by
    `reports.periodic.adjusting`.
    """
    return frozen(report) if report.state == ReportState.CLOSED else drafted(report).statement


def drafted(report: PeriodReport) -> Drafted:
    """What a draft says now, with its rows."""
    if report.kind == ReportKind.BLOCK:
        return _of_block(report)
    figures = reckon(report)
    period = Period.parse(report.period)
    choices = choices_of(report.centre, report.cut_off)
    plans, rows = planned_of(report.centre, period, choices)
    own = [code for code in plans if code not in figures]
    goals = entered(report.centre, period.code, own) if own else {}
    same = {CHOSEN: choices.revenue_code}  # the revenue as chosen has the plan of what was chosen
    said = [say(one, plans.get(same.get(one.key, one.key))) for one in figures.values()]
    said += [say_own(rows[code], plans[code], goals.get(code, [])) for code in own]
    causes = causes_of(report)
    part = period.code != str(period.year)
    for one in said:
        one["same_as"] = same.get(one["code"], "")
    lines = tuple(Line(one, causes.get(one["same_as"] or one["code"], ""), part) for one in said)
    statement = Statement(report=report, figures=lines, choices=_said(choices))
    return Drafted(statement, figures, goals)


def _of_block(report: PeriodReport) -> Drafted:
    """A block has no plans of its own: those of its members are told with each of them."""
    found = of_block(report, held(report.kind, report.centre, report.cut_off))
    lines = tuple(Line({**say(one, None), "same_as": ""}) for one in found.figures.values())
    return Drafted(
        Statement(report=report, figures=lines, members=found.members), found.figures, {}
    )


def _said(choices: Any) -> dict[str, Any]:
    names = ("revenue_base", "revenue_vat", "plan_period", "instruments_by")
    said: dict[str, Any] = {name: str(getattr(choices, name)) for name in names}
    said["with_consulting"] = choices.with_consulting
    said["source"] = choices.row.source if choices.row else ""
    return said
