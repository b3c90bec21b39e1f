"""The files of a report as answers: one for each form, private, never cached."""

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote

from django.http import HttpResponse

from common.file_kinds import PDF, XLSX
from reports.documents.book import book
from reports.documents.facts import Gathered, gather, plain_json
from reports.documents.printing import DOCX, docx, pdf
from reports.models import PeriodReport
from reports.states import ReportState

JSON: Final = "application/json"
FORMS: Final[Mapping[str, tuple[str, Callable[[Gathered], bytes]]]] = {
    "docx": (DOCX, lambda found: docx(found.facts, found.at)),
    "pdf": (PDF, lambda found: pdf(found.facts, found.at)),
    "xlsx": (XLSX, book),
    "json": (JSON, plain_json),
}


def made(report: PeriodReport, form: str) -> bytes:
    """The file of a report in one of the `FORMS`."""
    return FORMS[form][1](gather(report))


def name_of(report: PeriodReport, ending: str) -> str:
    """What its file is called: “bao-cao-HUE-2022-Q1-1-du-thao.docx”."""
    draft = "" if report.state == ReportState.CLOSED else "-du-thao"
    kind = "" if report.kind == "unit" else f"-{report.kind}"
    code = report.block.code if report.block else report.centre.code
    return f"bao-cao-{code}-{report.period}{kind}-{report.version}{draft}.{ending}"


def file_answer(content: bytes, kind: str, name: str, *, inline: bool = False) -> HttpResponse:
    """A file to look at or to keep."""
    answer = HttpResponse(content, content_type=kind)
    way = "inline" if inline else "attachment"
    answer["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(name)}"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def report_answer(report: PeriodReport, form: str) -> HttpResponse:
    """The file of a report; a PDF opens in the browser."""
    kind = FORMS[form][0]
    name = name_of(report, form)
    return file_answer(made(report, form), kind, name, inline=form == "pdf")
