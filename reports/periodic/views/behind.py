"""The rows behind a figure of a report, its adjustments, and what moved since it was closed."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from reports.periodic.adjusting import adjustments, explained, moves_of
from reports.periodic.showing import behind, facts, headings
from reports.periodic.statement import frozen
from reports.periodic.views.report import OfReport
from reports.states import ReportState

PAGE = 50
SHOWN_ROWS = 20  # of one figure that moved


class Rows(OfReport):
    """The rows behind one figure: as they are for a draft, as frozen for a closed report."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = self.report(pk)
        found = behind(report, request.GET.get("figure", ""))
        page = Paginator(found.rows, PAGE).get_page(request.GET.get("page"))
        known = facts(found.line.model, [int(row[0] or 0) for row in page.object_list])
        context = {
            "report": report,
            "found": found,
            "line": found.line,
            "headings": headings(found.line.model),
            "rows": [(row, known.get(int(row[0] or 0))) for row in page.object_list],
            "page": page,
            "net": sum(row[1] or 0 for row in found.rows),
            "gross": sum(row[2] or 0 for row in found.rows),
            "parts": [found.statement[code] for code in found.line.parts
                      if code in found.statement.by_code],
        }  # fmt: skip
        return render(request, "reports/periodic/rows.html", context)


class Adjustments(OfReport):
    """What earlier closed reports would say otherwise: of a draft as known now, else as frozen."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = self.report(pk)
        closed = report.state == ReportState.CLOSED
        found = list(frozen(report).adjustments if closed else adjustments(report))
        context = {"report": report, "moves": with_facts(found), "closed": closed}
        return render(request, "reports/periodic/adjustments.html", context)


class Moved(OfReport):
    """What moved since a report was closed, figure by figure, with the rows and the causes."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = self.report(pk)
        if report.state != ReportState.CLOSED:
            raise Http404
        found = explained(report, [move for move in moves_of(report) if move.moved])
        context = {"report": report, "moves": with_facts(found), "now": timezone.now()}
        return render(request, "reports/periodic/moved.html", context)


def with_facts(moves: list[Any]) -> list[dict[str, Any]]:
    """Each move with its first rows as a table: what came, went, changed, and what the row is."""
    wanted: dict[str, list[int]] = {}
    for move in moves:
        ids = [
            row[0] for kind in ("added", "removed", "changed") for row in move[kind][:SHOWN_ROWS]
        ]
        wanted.setdefault(move["model"], []).extend(ids)
    known = {model: facts(model, list(dict.fromkeys(ids))) for model, ids in wanted.items()}
    return [{**move, "rows": _rows(move, known[move["model"]])} for move in moves]


def _rows(move: Any, known: Any) -> list[tuple[str, Any, Any]]:
    """(came | gone | changed, the frozen row, address and cells) of the first rows."""
    return [
        (kind, row, known.get(row[0]))
        for kind in ("added", "removed", "changed")
        for row in move[kind][:SHOWN_ROWS]
    ]
