"""The manager's page, the rows behind its figures, its files."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.doors import Page
from accounts.models import Centre
from accounts.permissions import Can
from common.sheets import book_file
from contracts.revenue import Base
from reports.overview.asking import Wanted, kind_choices, month_asked, wanted
from reports.overview.chart import chart
from reports.overview.computing import overview, totals_by
from reports.overview.finding import UNITS, finding
from reports.overview.rows import VATS, lines, overview_book, revenue_of, rows_book

SIZE = 50


class _Asked(Page):
    verb = Can.SEE_FIGURES

    def centres(self) -> list[Centre]:
        """The centres one sees, read once."""
        if not hasattr(self, "_centres"):
            self._centres: list[Centre] = list(self.person.centres(Can.SEE_FIGURES))
        return self._centres

    def wanted(self, request: HttpRequest) -> Wanted:
        """The question of the address; a centre that one does not see does not exist."""
        code = request.GET.get("centre", "")
        found = [one for one in self.centres() if not code or one.code == code]
        if not found:
            raise Http404
        return wanted(request.GET, found[0], timezone.localdate())


class OverviewPage(_Asked):
    """The present year of the highest centre one sees, unless asked otherwise."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked, today = self.wanted(request), timezone.localdate()
        found = overview(asked, today)
        drawn = chart(found.months)
        context = {
            "found": found,
            "wanted": asked,
            "chart": drawn,
            "title": finding(found),
            "unit": UNITS[drawn.unit] if drawn else "",
            "kinds_sum": totals_by(found.kinds),
            "centres": self.centres(),
            "bases": Base.choices,
            "kinds": kind_choices(),
            "vats": VATS.items(),
            "vat": VATS[asked.vat],
            "years": range(today.year, today.year - 5, -1),
            "debtors": found.owing.overdue_customers()[:5],
            "may_plan": self.person.may(Can.MANAGE_TARGETS, asked.centre),
        }
        return render(request, "reports/overview/page.html", context)


class OverviewRows(_Asked):
    """The rows behind a figure of revenue."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = self.wanted(request)
        month = month_asked(request.GET, asked.year)
        found = revenue_of(asked, month)
        page = Paginator(found.rows, SIZE).get_page(request.GET.get("page"))
        context: dict[str, Any] = {
            "wanted": asked,
            "period": month or asked.period,
            "kind": dict(kind_choices())[asked.kind],
            "found": found,
            "page": page,
            "lines": list(lines(page.object_list)),
        }
        return render(request, "reports/overview/rows.html", context)


class OverviewBook(_Asked):
    """The tables of the page as xlsx."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = self.wanted(request)
        name = f"{asked.centre.code}-{asked.year}-{asked.base}.xlsx"
        return book_file(overview_book(overview(asked, timezone.localdate())), name)


class OverviewRowsBook(_Asked):
    """The rows behind a figure as xlsx."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = self.wanted(request)
        month = month_asked(request.GET, asked.year)
        name = f"{asked.centre.code}-{month or asked.year}-{asked.base}.xlsx"
        return book_file(rows_book(asked, month), name)
