"""The department head's page: what is open and whose, what stands and why, what was sent back."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import Centre
from accounts.people import Person
from accounts.permissions import Can
from reports.dashboards.department_counts import (
    MOST_KINDS,
    by_cause,
    by_due_week,
    by_kind,
    by_technician,
    by_week,
    custody_by_age,
    first_right,
    longest_overdue,
    newest_returns,
    together,
)
from reports.dashboards.department_rows import (
    CUSTODY,
    custody_behind,
    custody_headings,
    custody_lines,
    job_headings,
    job_lines,
    jobs_behind,
    narrowed,
    relations,
)
from reports.dashboards.department_words import (
    causes_chart,
    causes_title,
    due_chart,
    due_title,
    due_words,
    held_chart,
    held_title,
    held_words,
    kinds_title,
    load_fills,
    load_name,
    loads_chart,
    no_kind,
    nobody,
    people_title,
    shares_chart,
    shares_title,
    weeks_chart,
    weeks_title,
)
from reports.dashboards.department_work import Unit
from reports.dashboards.shell import Asked, Dashboard, asked_of

SIZE = 50
PEOPLES_SHARES = (Can.REVIEW_JOBS, Can.SEE_AUDIT)  # who may see how often one's work came back


class Department(Dashboard):
    """How the work of a unit stands. All of it is in the lists that everyone inside sees."""

    verb = Can.SEE_JOBS
    name = "reports:department"
    template = "reports/dashboards/department.html"

    def board(self, asked: Asked) -> dict[str, Any]:
        """What is on the page; the number of queries does not grow with the rows."""
        unit = unit_of(asked)
        causes = by_cause(unit)
        return {
            "rows": f"{reverse('reports:department-rows')}?{urlencode(asked.address)}",
            **_open(unit),
            **_weeks(unit),
            "causes": causes,
            "overdue": sum(n for _cause, n in causes),
            "causes_chart": causes_chart(causes),
            "causes_title": causes_title(causes),
            "late": longest_overdue(unit),
            **_sent_back(unit, shares=sees_shares(self.person, asked.centre)),
            **_custody(unit),
        }


def _open(unit: Unit) -> dict[str, Any]:
    people, kinds, due = by_technician(unit), by_kind(unit), by_due_week(unit)
    named = [(one, load_name(one) or no_kind()) for one in kinds[:MOST_KINDS]]
    return {
        "open": sum(one.count for one in people),
        "nobody": sum(one.count for one in people if one.key is None),
        "people": [(one, load_name(one) or nobody()) for one in people],
        "people_chart": loads_chart(people, nobody()),
        "people_title": people_title(people),
        "kinds": named,
        "more_kinds": max(0, len(kinds) - MOST_KINDS),
        "kinds_chart": loads_chart(kinds[:MOST_KINDS], no_kind()),
        "kinds_title": kinds_title(kinds) if kinds else "",
        "due": [(one, due_words(one)) for one in due],
        "due_chart": due_chart(due),
        "due_title": due_title(due),
        "load_legend": load_fills(),
    }


def _weeks(unit: Unit) -> dict[str, Any]:
    weeks, received, performed = by_week(unit)
    return {
        "weeks": weeks,
        "received": received,
        "performed": performed,
        "weeks_chart": weeks_chart(weeks),
        "weeks_title": weeks_title(weeks),
        "weeks_legend": [("now", _("đã làm")), ("plan", _("đã nhận"))],
    }


def _sent_back(unit: Unit, *, shares: bool) -> dict[str, Any]:
    every = first_right(unit)
    right = together(every)
    return {
        "right": right,
        "shares": every if shares else None,
        "shares_chart": shares_chart(every) if shares else None,
        "shares_title": shares_title(right),
        "returned": unit.returned.count(),
        "returns": newest_returns(unit),
        "shares_legend": [("now", _("không bị trả lại")), ("hatch", _("có lần bị trả lại"))],
    }


def _custody(unit: Unit) -> dict[str, Any]:
    held = custody_by_age(unit)
    return {
        "held": [(one, held_words(one)) for one in held],
        "held_work": sum(one.work for one in held),
        "held_ready": sum(one.ready for one in held),
        "held_chart": held_chart(held),
        "held_title": held_title(held),
        "held_legend": [("now", _("còn việc chưa xong")), ("hatch", _("chờ trả khách"))],
    }


class DepartmentRows(Dashboard):
    """The rows behind one of its figures."""

    verb = Can.SEE_JOBS
    name = "reports:department"

    def get(self, request: HttpRequest) -> HttpResponse:
        """404 for a unit that one does not see; 400 names what the address says wrongly."""
        asked = asked_of(request, list(self.person.centres(self.verb)))
        wanted, unit = narrowed(request.GET), unit_of(asked)
        about_people = wanted.technician and wanted.of in ("right", "returned")
        if about_people and not sees_shares(self.person, asked.centre):
            raise PermissionDenied
        custody = wanted.of == CUSTODY
        rows: Any = (
            custody_behind(unit, wanted) if custody else relations(jobs_behind(unit, wanted))
        )
        page = Paginator(rows, SIZE).get_page(request.GET.get("page"))
        shown = list(page.object_list)
        context = {
            "asked": asked,
            "page": page,
            "name": wanted.name,
            "back": self.name,
            "headings": custody_headings() if custody else job_headings(),
            "lines": custody_lines(shown) if custody else job_lines(shown),
        }
        return render(request, "reports/dashboards/rows.html", context)


def unit_of(asked: Asked) -> Unit:
    """The unit with its days."""
    return Unit(asked.centre, asked.today, asked.period.start, asked.cut_off)


def sees_shares(person: Person, centre: Centre) -> bool:
    """Whether one may see how often the work of each person came back."""
    return any(person.may(verb, centre) for verb in PEOPLES_SHARES)
