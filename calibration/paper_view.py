"""What was keyed in of a paper worksheet, as pages and the API show it."""

from typing import Any

from calibration.models import Job, PaperSheet
from calibration.paper_rows import as_data
from common.templatetags.show import digits
from metrology.quantities.units import UNITS

SHEET = ("method_number", "method_title", "temperature", "humidity")


def shown_rows(job: Job) -> list[dict[str, str]]:
    """The rows, with the symbol of the unit."""
    return [
        as_data(row) | {"symbol": UNITS[row.unit].symbol if row.unit in UNITS else row.unit}
        for row in job.paper_results.all()
    ]


def shown_air(sheet: PaperSheet | None) -> dict[str, str]:
    """Temperature and humidity with the reader's decimal mark."""
    return {
        name: " … ".join(digits(each) for each in getattr(sheet, name).split(" "))
        for name in ("temperature", "humidity")
        if sheet is not None
    }


def paper_context(job: Job) -> dict[str, Any]:
    """What the pages of a job show of its paper."""
    if not job.paper_record:
        return {}
    sheet = getattr(job, "paper_sheet", None)
    return {"paper": sheet, "paper_air": shown_air(sheet), "paper_rows": shown_rows(job)}


def paper_data(job: Job) -> dict[str, Any]:
    """The same for programs: canonical digits, codes of units, ids of calibrations."""
    sheet = getattr(job, "paper_sheet", None)
    told = {name: "" if sheet is None else getattr(sheet, name) for name in SHEET}
    used = [] if sheet is None else [event.pk for event in sheet.standards.all()]
    blank = dict.fromkeys(
        ("point", "unit", "reference", "indication", "error", "expanded", "k", "limit", "verdict"),
        "",
    )
    rows = [blank | as_data(row) for row in job.paper_results.all()]
    return {"paper_record": job.paper_record, **told, "standards": used, "rows": rows}
