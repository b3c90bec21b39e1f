"""The files of a report, and its charts."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from accounts.doors import Page
from accounts.permissions import Can
from common.errors import InvalidInput
from reports.documents.charts import CHARTS, Chart, chart_of, png
from reports.documents.facts import gather
from reports.documents.files import FORMS, file_answer, name_of, report_answer
from reports.models import PeriodReport

REPORTS = PeriodReport.objects.select_related("centre__parent", "block", "closing")
PICTURES = {"svg": "image/svg+xml", "png": "image/png"}


class _OfDocuments(Page):
    verb = Can.SEE_FIGURES

    def report(self, pk: int) -> PeriodReport:
        """The visible report."""
        found: PeriodReport = self.row(REPORTS, pk=pk)
        return found


class ReportFile(_OfDocuments):
    """The report as docx, PDF, xlsx or JSON; a draft says that it is one."""

    def get(self, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        if form not in FORMS:
            raise Http404
        return report_answer(self.report(pk), form)


class Charts(_OfDocuments):
    """Every chart of the report, to look at and to take along."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = self.report(pk)
        found = gather(report)
        drawn = [(one, one.draw(found)) for one in CHARTS.values()]
        # Our own drawing: every text in it was escaped when it was drawn.
        charts = [
            (one, drawing.title, mark_safe(_alone(drawing.svg, one.key)))  # noqa: S308
            for one, drawing in drawn
            if drawing is not None
        ]
        context = {"report": report, "charts": charts}
        return render(request, "reports/documents/charts.html", context)


def _alone(svg: str, key: str) -> str:
    """A drawing among others on one page: the names inside it are its own."""
    return svg.replace('id="hatch"', f'id="hatch-{key}"').replace("#hatch", f"#hatch-{key}")


class ChartFile(_OfDocuments):
    """One chart as SVG or PNG, 16:9, in the reader's language."""

    def get(self, request: HttpRequest, pk: int, chart: str, picture: str) -> HttpResponse:
        report = self.report(pk)
        drawing = _chart(chart).draw(gather(report)) if picture in PICTURES else None
        if drawing is None:
            raise Http404
        content = drawing.svg.encode() if picture == "svg" else png(drawing.svg)
        name = name_of(report, picture).replace("bao-cao-", f"{chart}-", 1)
        return file_answer(content, PICTURES[picture], name)


def _chart(key: str) -> Chart:
    try:
        return chart_of(key)
    except InvalidInput as error:
        raise Http404 from error
