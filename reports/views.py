"""The manager's landing: the figures of a period, and the rows behind each."""

from datetime import date
from fractions import Fraction
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.doors import Page
from accounts.models import Centre
from accounts.permissions import Can
from common.sheets import book_file
from contracts.revenue import Base
from contracts.states import Strand
from planning.rates import rounded
from reports import sheets
from reports.asked import cut_off_asked, figure_asked, period_asked
from reports.compare import by_month, compared
from reports.figures import Figure, Figures, period_figures
from reports.indicators.finding import definitions
from reports.indicators.labels import BASE_LABELS
from reports.indicators.printing import percent_asked, would_print
from reports.period import Period
from reports.rows import headings, lines
from reports.seen import centre_seen

RATES = ("revenue_plan_rate", "revenue_missed")


class _Asked(Page):
    """What the address names: a centre and a period."""

    verb = Can.SEE_FIGURES

    def centre(self, request: HttpRequest) -> Centre:
        """The centre asked for, else the highest one the person sees; another's is 404."""
        return centre_seen(self.person, request.GET.get("centre", ""))

    def figures(self, request: HttpRequest) -> Figures:
        """The figures of the page, as asked for."""
        centre, period, cut_off = self._asked(request)
        return period_figures(centre=centre, period=period, cut_off=cut_off)

    def figure(self, request: HttpRequest) -> tuple[Figures, Figure]:
        """One figure; nothing else is computed."""
        centre, period, cut_off = self._asked(request)
        code = figure_asked(request.GET.get("figure", ""), centre, cut_off)
        figures = period_figures(centre=centre, period=period, cut_off=cut_off, codes=(code,))
        return figures, figures[code]

    def _asked(self, request: HttpRequest) -> tuple[Centre, Period, date]:
        today = timezone.localdate()
        period = period_asked(request.GET.get("period", ""), today)
        cut_off = cut_off_asked(request.GET.get("cut_off", ""), period, today)
        return self.centre(request), period, cut_off


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
            "choices": often_asked(today),
            "running": period.contains(today),
            "may_plan": self.person.may(Can.MANAGE_TARGETS, centre),
        }
        return render(request, "reports/figures.html", context)


def often_asked(today: date) -> list[Period]:
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
    """One figure with the rows behind it, or the figures that it is made of."""

    def get(self, request: HttpRequest) -> HttpResponse:
        figures, figure = self.figure(request)
        page = Paginator(figure.rows.ids, 50).get_page(request.GET.get("page"))
        amounts = figure.rows.amounts.values()
        before = figures.period.before().end
        context = {
            "figures": figures,
            "figure": figure,
            "parts": [figures.question.figure(code) for code in figure.parts],
            "headings": headings(figure),
            "lines": list(lines(figure, list(page.object_list))),
            "page": page,
            "net": sum(net for net, _gross in amounts),
            "gross": sum(gross for _net, gross in amounts),
            "definitions": definitions(figure.key, figures.centre, before, figures.cut_off),
            "plans": self._plans(request, figure),
        }
        return render(request, "reports/rows.html", context)

    def _plans(self, request: HttpRequest, figure: Figure) -> Any:
        """What plans would print the percentage asked for, of a rate against a plan."""
        if figure.key not in RATES:
            return None
        asked = request.GET.get("percent", "")
        if not asked and figure.value is None:
            return {"percent": ""}
        percent = percent_asked(asked) if asked else rounded(Fraction(figure.value or 0), 0)
        return {"percent": percent, "found": would_print(figure.numerator or 0, percent)}


class FiguresBook(_Asked):
    """The same figures as xlsx, with their rows."""

    def get(self, request: HttpRequest) -> HttpResponse:
        figures = self.figures(request)
        name = f"{figures.centre.code}-{figures.period.code}.xlsx"
        return book_file(sheets.figures_book(figures), name)


class RowsBook(_Asked):
    """The rows of one figure as xlsx."""

    def get(self, request: HttpRequest) -> HttpResponse:
        figures, figure = self.figure(request)
        name = f"{figures.centre.code}-{figures.period.code}-{figure.key}.xlsx"
        parts = [figures.question.figure(code) for code in figure.parts]
        return book_file(sheets.rows_book(figure, parts), name)
