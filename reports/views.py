"""The manager's landing: the figures of a period, and the rows behind each."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.doors import Page
from accounts.models import Centre
from accounts.permissions import Can
from common.sheets import book_file
from contracts.revenue import Base
from contracts.states import Strand
from reports import sheets
from reports.asked import figure_asked, period_asked
from reports.compare import by_month, compared
from reports.definitions import BASE_LABELS
from reports.figures import Figures, period_figures
from reports.period import Period
from reports.rows import headings, lines


class _Asked(Page):
    """What the address names: a centre and a period."""

    verb = Can.SEE_FIGURES

    def centre(self, request: HttpRequest) -> Centre:
        """The centre asked for, else the highest one the person sees; another's is 404."""
        seen: Any = self.person.centres(Can.SEE_FIGURES)
        if code := request.GET.get("centre", ""):
            found: Centre = get_object_or_404(seen, code=code)
            return found
        first: Centre = seen[0]
        return first

    def figures(self, request: HttpRequest) -> Figures:
        """The figures asked for."""
        today = timezone.localdate()
        period = period_asked(request.GET.get("period", ""), today)
        return period_figures(centre=self.centre(request), period=period, today=today)


class FiguresPage(_Asked):
    """The present quarter unless asked otherwise: cards, states, strands, months."""

    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        centre, period = self.centre(request), period_asked(request.GET.get("period", ""), today)
        found = compared(centre=centre, period=period, today=today)
        context = {
            "centre": centre,
            "centres": self.person.centres(Can.SEE_FIGURES),
            "period": period,
            "figures": found.figures,
            "cards": found.cards,
            "states": _states(found.figures),
            "strands": _strands(found.figures),
            "months": by_month(found.figures),
            "bases": [(base, BASE_LABELS[base]) for base in Base],
            "month_sums": [found.figures[f"revenue_{base}_gross"] for base in Base],
            "choices": _choices(today),
            "running": period.contains(today),
            "may_plan": self.person.may(Can.MANAGE_TARGETS, centre),
        }
        return render(request, "reports/figures.html", context)


def _choices(today: date) -> list[Period]:
    """Periods that are asked for often: the present month, quarter, year, and the one before."""
    quarter = Period.quarter_of(today)
    return [
        Period.parse(f"{today:%Y-%m}"),
        quarter,
        quarter.before(),
        Period.parse(f"{today.year}-H{1 if today.month < 7 else 2}"),  # noqa: PLR2004 — July
        Period.parse(str(today.year)),
        Period.parse(str(today.year - 1)),
    ]


def _states(figures: Figures) -> list[tuple[Any, Any]]:
    names = [str(row.stage) for row in figures.stages]
    return [(figures[f"state_{n}_count"], figures[f"state_{n}_gross"]) for n in (*names, "all")]


def _strands(figures: Figures) -> list[tuple[Any, ...]]:
    parts = ("contracts", "instruments", "gross", "net")
    names = [*(str(strand) for strand in Strand), "all"]
    return [tuple(figures[f"strand_{name}_{part}"] for part in parts) for name in names]


class RowsPage(_Asked):
    """The rows behind one figure."""

    def get(self, request: HttpRequest) -> HttpResponse:
        figures = self.figures(request)
        figure = figure_asked(figures, request.GET.get("figure", ""))
        page = Paginator(figure.rows.ids, 50).get_page(request.GET.get("page"))
        amounts = figure.rows.amounts.values()
        context = {
            "figures": figures,
            "figure": figure,
            "headings": headings(figure),
            "lines": list(lines(figure, list(page.object_list))),
            "page": page,
            "net": sum(net for net, _gross in amounts),
            "gross": sum(gross for _net, gross in amounts),
        }
        return render(request, "reports/rows.html", context)


class FiguresBook(_Asked):
    """The same figures as xlsx, with their rows."""

    def get(self, request: HttpRequest) -> HttpResponse:
        figures = self.figures(request)
        name = f"{figures.centre.code}-{figures.period.code}.xlsx"
        return book_file(sheets.figures_book(figures), name)


class RowsBook(_Asked):
    """The rows of one figure as xlsx."""

    def get(self, request: HttpRequest) -> HttpResponse:
        figures = self.figures(request)
        figure = figure_asked(figures, request.GET.get("figure", ""))
        name = f"{figures.centre.code}-{figures.period.code}-{figure.key}.xlsx"
        return book_file(sheets.rows_book(figure), name)
