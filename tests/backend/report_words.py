"""Arguments of the doors of a report's words and files, and good bodies for their writes."""

from typing import Any

from reports.models import PeriodReport, ReportSection
from reports.narrative.services import digest_of
from reports.narrative.writing import words_now

SECTION = "I.5"


def rows() -> dict[str, Any]:
    """A section, a form of file, a chart for which there are facts."""
    return {"section": SECTION, "form": "json", "chart": "contracts", "picture": "svg"}


def writes(write: Any, rows: dict[str, Any]) -> list[Any]:
    """A section written, a changed paragraph taken, the document's own words."""
    report = PeriodReport.objects.select_related("centre", "block").get(pk=rows["period-reports"])
    words = "/api/v1/period-reports/{id}/words"
    ReportSection.objects.create(report=report, key=SECTION, text="Lời.", base="Cũ.")
    section = words_now(report).section(SECTION)
    seen = section.version
    settle = {"change": digest_of(section.changes[0]), "take": True, "seen": seen}
    heading = {
        "number": "15/BC", "dated_on": "2026-11-20", "signer_for": "KT. GIÁM ĐỐC",
        "signer_title": "Phó Giám đốc", "signer_name": "N", "recipients": "Lưu: VT",
    }  # fmt: skip
    return [
        write("patch", f"{words}/", heading, report.pk),
        write("put", f"{words}/{{section}}/", {"text": "Mới.", "seen": seen}, report.pk),
        write("post", f"{words}/{{section}}/settle/", settle, report.pk),
    ]
