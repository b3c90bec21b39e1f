"""The quality officer's page: findings, intervals, scope, impact, procedures, papers that ended."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.permissions import Can
from calibration.models import ProcedureVersion
from certificates.models import ImpactCase
from common.errors import Faults
from reports.dashboards import quality_words as words
from reports.dashboards.quality_figures import CASE, PROCEDURE, Quality, Rows, age_words
from reports.dashboards.quality_papers import together
from reports.dashboards.shell import Asked, Dashboard, asked_of
from reports.indicators.shapes import Figure
from reports.indicators.shapes import Rows as Behind
from reports.rows import headings, lines
from reports.rows.shape import Coded, Line, address

SIZE, MOST = 50, 10


class QualityPage(Dashboard):
    """How well the quality of the work is kept; every figure opens its rows."""

    verb = Can.SEE_IMPACT
    name = "reports:quality"
    template = "reports/dashboards/quality.html"

    def board(self, asked: Asked) -> dict[str, Any]:
        """What is on the page; the number of queries does not grow with the rows."""
        found = Quality(asked, self.person)
        return {
            "rows": f"{reverse('reports:quality-rows')}?{urlencode(asked.address)}",
            "found": found,
            **_findings(found),
            **_standards(found),
            **_scope(found),
            **_procedures(found),
            **_papers(found),
            "cases": found.cases[:MOST],
            "cases_count": len(found.cases),
            "cases_undecided": sum(one.undecided for one in found.cases),
            "cases_chart": words.cases_chart(found.cases),
            "cases_title": words.cases_title(found.cases),
            "cases_legend": [
                ("hatch", _("chưa quyết định")),
                ("now", _("còn việc phải làm")),
                ("then", pgettext("hồ sơ ảnh hưởng", "đã xong")),
            ],
        }


def _findings(found: Quality) -> dict[str, Any]:
    return {
        "aged": [(one, age_words(one.age)) for one in found.aged_findings],
        "closing": found.figure("audit_notes_fixed"),
        "oldest": [
            (one, found.days(one), found.is_late(one)) for one in found.open_findings[:MOST]
        ],
        "findings_chart": words.findings_chart(found.aged_findings),
        "findings_title": words.findings_title(found),
        "findings_legend": [("now", _("còn hạn")), ("hatch", _("quá hạn xử lý"))],
    }


def _standards(found: Quality) -> dict[str, Any]:
    shares = words.shares(found)
    again, check = found.recalibrations, found.checkings
    return {
        "shares": shares,
        "shares_chart": words.shares_chart(shares),
        "standards_title": words.standards_title(again, check),
        "shares_legend": [("now", _("giữ đúng")), ("hatch", _("muộn, không còn hiệu lực"))],
        "due": found.figure("standards_due"),
        "late_calibrations": again.late[:MOST],
        "late_checks": check.late[:MOST],
    }


def _scope(found: Quality) -> dict[str, Any]:
    some = [line for line in found.scope if line.every]
    return {
        "scope": [(line, words.scope_name(line)) for line in some],
        "scope_chart": words.scope_chart(some),
        "scope_title": words.scope_title(some),
        "scope_legend": [("now", _("trong phạm vi")), ("hatch", _("ngoài phạm vi"))],
        "outside": sum(len(line.outside) for line in some),
    }


def _procedures(found: Quality) -> dict[str, Any]:
    return {
        "procedures": found.procedures[:MOST],
        "procedures_count": len(found.procedures),
        "issued_rate": found.figure("procedures_issue_rate"),
        "reasons": words.reasons(found.procedures),
        "procedures_chart": words.procedures_chart(found.procedures),
        "procedures_title": words.procedures_title(found.procedures),
    }


def _papers(found: Quality) -> dict[str, Any]:
    months, kinds = found.papers
    whole = together(kinds)
    return {
        "months": [(one, words.month_name(one)) for one in months],
        "kinds": kinds,
        "papers": whole,
        "papers_chart": words.papers_chart(months),
        "papers_title": words.papers_title(whole),
        "papers_legend": [("now", _("đã thay thế")), ("hatch", _("đã thu hồi"))],
    }


class QualityRows(Dashboard):
    """The rows behind one of its figures."""

    verb = Can.SEE_IMPACT
    name = "reports:quality"

    def get(self, request: HttpRequest) -> HttpResponse:
        """404 for a unit that one does not see; 400 lists the figures that there are."""
        asked = asked_of(request, list(self.person.centres(self.verb)))
        found = _named(request.GET.get("of", ""), Quality(asked, self.person).sets())
        page = Paginator(found.ids, SIZE).get_page(request.GET.get("page"))
        heads, shown = _table(found, list(page.object_list))
        context = {
            "asked": asked,
            "page": page,
            "name": found.name,
            "back": self.name,
            "headings": heads,
            "lines": shown,
        }
        return render(request, "reports/dashboards/rows.html", context)


def _named(code: str, sets: Mapping[str, Rows]) -> Rows:
    if code not in sets:
        faults = Faults()
        message = _("Không có lựa chọn này.")
        faults.add("of", message, code="unknown", found=code[:60], allowed=", ".join(sets))
        faults.raise_if_any()
    return sets[code]


def _table(of: Rows, ids: Sequence[int]) -> tuple[tuple[str, ...], list[Line]]:
    if of.model in _OWN:
        heads, read = _OWN[of.model]
        by_key = {line.id: line for line in read(ids)}
        return heads(), [by_key[pk] for pk in ids if pk in by_key]
    figure = Figure("", None, Behind(of.model, tuple(ids)))
    return headings(figure), list(lines(figure, ids))


def _procedure_lines(ids: Sequence[int]) -> Iterator[Line]:
    rows = ProcedureVersion.objects.filter(pk__in=ids).select_related("centre")
    for one in rows.defer("definition"):
        cells = (
            one.number, one.title_vi, one.version, Coded(one.state, one.get_state_display()),
            one.valid_from, one.valid_to, one.centre.code,
        )  # fmt: skip
        yield Line(one.pk, address("calibration:procedure", one.pk), cells)


def _procedure_heads() -> tuple[str, ...]:
    return (
        _("Số hiệu"), _("Tên quy trình"), _("Phiên bản"), _("Trạng thái"), _("Áp dụng từ"),
        _("Áp dụng đến"), _("Đơn vị"),
    )  # fmt: skip


def _case_lines(ids: Sequence[int]) -> Iterator[Line]:
    rows = ImpactCase.objects.filter(pk__in=ids).select_related("centre", "event__standard")
    for one in rows:
        cells = (str(one.event), one.why, localtime(one.opened_at).date(), one.centre.code)
        yield Line(one.pk, address("certificates:impact-case", one.pk), cells)


def _case_heads() -> tuple[str, ...]:
    return (_("Lần hiệu chuẩn"), _("Lý do"), _("Mở ngày"), _("Đơn vị"))


type_of_table = tuple[Callable[[], tuple[str, ...]], Callable[[Sequence[int]], Iterator[Line]]]
_OWN: Mapping[str, type_of_table] = {
    PROCEDURE: (_procedure_heads, _procedure_lines),
    CASE: (_case_heads, _case_lines),
}
