"""What came late to closed periods: found for the next report, and shown beside a closed one."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from common.period import Period
from planning.measures import OWN
from reports.indicators.labels import MEMBER
from reports.models import ClosedFigure, ClosedReport, PeriodReport
from reports.periodic.comparing import Move, as_told, baseline, compare
from reports.periodic.own import entered, entered_said
from reports.periodic.reckoning import reckon
from reports.periodic.saying import rows_of, say
from reports.periodic.why import events_of_members, events_since
from reports.periodic.why import told as told_events
from reports.states import ReportState

type_of_told = Mapping[str, Any]


def adjustments(report: PeriodReport) -> Iterator[dict[str, Any]]:
    """What earlier closed reports would say otherwise now, less what later reports told already.

    Each is a figure of one earlier report with the rows that moved and what was done to them.
    """
    earlier = closed_before(report)
    told = told_already(report, earlier) if earlier else {}
    for one in earlier:
        yield from adjustments_of(one, told.get(one.pk, {}))


def adjustments_of(
    closed: PeriodReport, told: Mapping[str, list[type_of_told]]
) -> list[dict[str, Any]]:
    """The adjustments of one closed report, with their causes."""
    moves = [move for move in moves_of(closed, told) if move.moved]
    return explained(closed, moves)


def explained(closed: PeriodReport, moves: list[Move]) -> list[dict[str, Any]]:
    """Moves as they are told: of which report, by how much, which rows, and why."""
    ids: dict[str, list[int]] = defaultdict(list)
    for move in moves:
        ids[str(move.then["model"])] += move.ids
    at = closed.closing.closed_at
    events = events_since(at, ids)
    if closed.block_id is not None:
        events |= events_of_members(closed, at, ids[MEMBER])
    head = {"report": closed.pk, "period": closed.period, "version": closed.version}
    return [
        {
            **head,
            **as_told(move),
            **told_events(
                event for pk in move.ids for event in events.get((move.then["model"], pk), ())
            ),
        }
        for move in moves
    ]


def moves_of(
    closed: PeriodReport, told: Mapping[str, list[type_of_told]] | None = None
) -> Iterator[Move]:
    """Each figure of a closed report beside what it is now; `told` is what later ones told of it.

    A figure whose indicator is gone by now cannot move.
    """
    frozen = list(ClosedFigure.objects.filter(closing=closed.closing).order_by("pk"))
    codes = [one.code for one in frozen]
    own = [code for code in codes if code.startswith(OWN)]
    now = reckon(closed, [code for code in codes if code not in own])
    goals = entered(closed.centre, closed.period, own) if own else {}
    for one in frozen:
        then = baseline(one, (told or {}).get(one.code, ()))
        if one.code in now:
            figure = now[one.code]
            yield compare(then, say(figure, None), rows_of(figure))
        elif one.code.startswith(OWN):
            rows = goals.get(one.code, [])
            said = {**then.said, **entered_said(rows)}
            yield compare(then, said, [[row.pk, None, None] for row in rows])


def closed_before(report: PeriodReport) -> list[PeriodReport]:
    """The closed reports of the same unit and kind whose periods lie before or within this one.

    Of this year and the last one; of each period the newest version.
    """
    period = Period.parse(report.period)
    rows = PeriodReport.objects.filter(
        centre=report.centre,
        kind=report.kind,
        block=report.block,
        state=ReportState.CLOSED,
        period__gte=str(period.year - 1),
        period__lt=str(period.year + 1),
    )
    newest = {
        one.period: one
        for one in rows.exclude(period=report.period)
        .select_related("centre", "closing")
        .order_by("version")
    }
    earlier = [one for one in newest.values() if Period.parse(one.period).end <= period.end]
    return sorted(earlier, key=lambda one: (Period.parse(one.period).end, one.period))


def told_already(
    report: PeriodReport, earlier: list[PeriodReport]
) -> dict[int, dict[str, list[type_of_told]]]:
    """{report: {code: adjustments that closed reports told of it, oldest first}}.

    What an earlier version of this very report told, or one that another version replaced, is
    told again.
    """
    rows = ClosedReport.objects.filter(
        report__centre=report.centre, report__kind=report.kind, report__block=report.block
    )
    rows = rows.exclude(report__period=report.period)
    rows = rows.exclude(report__followed_by__state=ReportState.CLOSED)
    wanted = {one.pk for one in earlier}
    found: dict[int, dict[str, list[type_of_told]]] = defaultdict(lambda: defaultdict(list))
    for text in rows.order_by("closed_at", "pk").values_list("statement", flat=True):
        for one in json.loads(text)["adjustments"]:
            if one["report"] in wanted:
                found[one["report"]][one["code"]].append(one)
    return found
