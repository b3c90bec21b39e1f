"""The API about a report's files and charts."""

from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from accounts.doors import Door
from accounts.permissions import Can
from reports.documents.charts import chart_of, png
from reports.documents.facts import gather
from reports.documents.files import FORMS, file_answer, name_of, report_answer
from reports.documents.views import PICTURES, REPORTS


class ReportFileDoor(Door):
    """The report as docx, pdf, xlsx or json; a draft says that it is one."""

    verb: ClassVar[Can | None] = Can.SEE_FIGURES

    @extend_schema(
        parameters=[OpenApiParameter("form", str, "path", enum=list(FORMS))],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, pk: int, form: str) -> Any:
        if form not in FORMS:
            raise Http404
        return report_answer(self.row(REPORTS, pk=pk), form)


class ReportChartDoor(Door):
    """A chart as svg or png, 16:9, in the reader's language; 404 where there is nothing to draw."""

    verb: ClassVar[Can | None] = Can.SEE_FIGURES

    @extend_schema(
        parameters=[OpenApiParameter("picture", str, "path", enum=list(PICTURES))],
        responses={(200, "image/*"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, pk: int, chart: str, picture: str) -> Any:
        report = self.row(REPORTS, pk=pk)
        drawing = chart_of(chart).draw(gather(report)) if picture in PICTURES else None
        if drawing is None:
            raise Http404
        content = drawing.svg.encode() if picture == "svg" else png(drawing.svg)
        return file_answer(content, PICTURES[picture], name_of(report, picture))
