"""The record of a worksheet as plain data: readings, returned cells, results, files."""

from collections.abc import Iterable
from typing import Any

from calibration.evaluation import Evaluation, PointResult, Work, evaluate
from calibration.evaluation.rows import row_supports
from calibration.models import Attachment, CellReturn, Job, Reading, Worksheet
from calibration.numbers import text_of
from calibration.queries import work_of


def record_data(job: Job, sheet: Worksheet | None) -> dict[str, Any]:
    """What was written down so far, and what it gives; blank before the work starts."""
    if sheet is None:
        return {
            "place": "", "readings": [], "returns": [], "results": [], "missing": [],
            "verdict": "", "conformity": "", "channels": [], "climate": [], "attachments": [],
        }  # fmt: skip
    readings = list(sheet.readings.select_related("by"))
    work = work_of(job, sheet, readings)
    evaluation = evaluate(work)
    returns = sheet.returns.select_related("by")
    return {
        "plan": plan_data(work),
        "place": sheet.place,
        "attachments": attachments_data(sheet),
        "readings": readings_data(readings),
        "returns": [_return(each) for each in returns],
        **evaluation_data(evaluation),
    }


def evaluation_data(evaluation: Evaluation) -> dict[str, Any]:
    """Results, what is missing, the verdict, the environment's findings."""
    return {
        "results": [result_data(point) for point in evaluation.points],
        "missing": [
            {"section": section, "row": row, "column": column, "repeat": repeat}
            for section, row, column, repeat in evaluation.missing
        ],
        "verdict": evaluation.verdict,
        "conformity": evaluation.conformity,
        "channels": [
            {"channel": each.channel, "label": dict(each.label), "verdict": each.verdict}
            for each in evaluation.channels
        ],
        "climate": [
            {"key": each.key, "label": dict(each.label), "found": each.found,
             "allowed": each.allowed, "blocking": each.blocking, "reason": each.reason}
            for each in evaluation.climate
        ],
    }  # fmt: skip


def result_data(point: PointResult) -> dict[str, Any]:
    """One point with its budget."""
    return {
        "section": point.section,
        "row": point.row,
        "channel": point.channel,
        "phase": point.phase,
        "unit": point.unit,
        "error_unit": point.error_unit,
        "reference": point.reference,
        "indication": point.indication,
        "error": point.error,
        "computed": dict(point.computed),
        "limit": point.limit,
        "verdict": point.verdict,
        "acceptance": list(point.acceptance),
        "u": point.u,
        "dof": point.dof,
        "k": point.k,
        "expanded": point.expanded,
        "stated_error": point.stated_error,
        "stated_expanded": point.stated_expanded,
        "cmc": point.cmc,
        "budget": dict(point.budget),
        "problems": dict(point.problems),
    }


def plan_data(work: Work) -> dict[str, Any]:
    """The plan with what the standards give at each row, for a preview without network."""
    known = row_supports(work)
    tables = [
        {**table, "rows": [_row_data(row, known.get((table["key"], row["row"]))) for row in rows]}
        for table in work.plan["tables"]
        for rows in [table["rows"]]
    ]
    return {**work.plan, "tables": tables}


def _row_data(row: dict[str, Any], support: Any) -> dict[str, Any]:
    if support is None:
        return row
    given = {
        "code": support.standard.code,
        "calibration": support.standard.calibration,
        "U": text_of(support.expanded),
        "k": text_of(support.k),
        "dev": text_of(support.deviation),
        "corr": text_of(support.correction),
    }
    return {**row, "standards": {support.standard.key: given}}


def attachments_data(sheet: Worksheet) -> list[dict[str, Any]]:
    """Photos and files, the oldest first."""
    return [attachment_data(each) for each in sheet.attachments.select_related("by")]


def attachment_data(each: Attachment) -> dict[str, Any]:
    """One photo or file, as far as it is not the file itself."""
    return {
        "id": str(each.pk), "name": each.name, "kind": each.kind, "size": each.size,
        "sha256": each.sha256, "caption": each.caption, "section": each.section,
        "row": each.row, "taken_at": each.taken_at, "by": each.by.full_name, "at": each.at,
    }  # fmt: skip


def readings_data(readings: Iterable[Reading]) -> list[dict[str, Any]]:
    """Every reading, superseded ones included and marked."""
    found = list(readings)
    superseded = {reading.supersedes_id for reading in found}
    return [
        {
            "id": str(reading.pk),
            "section": reading.section,
            "row": reading.row,
            "column": reading.column,
            "repeat": reading.repeat,
            "digits": reading.digits,
            "as_typed": reading.as_typed,
            "unit": reading.unit,
            "taken_at": reading.taken_at,
            "received_at": reading.received_at,
            "by": reading.by.full_name,
            "supersedes": str(reading.supersedes_id) if reading.supersedes_id else None,
            "reason": reading.reason,
            "device": reading.device,
            "superseded": reading.pk in superseded,
        }
        for reading in found
    ]


def _return(each: CellReturn) -> dict[str, Any]:
    return {
        "section": each.section,
        "row": each.row,
        "column": each.column,
        "repeat": each.repeat,
        "comment": each.comment,
        "by": each.by.full_name,
        "at": each.at,
        "settled": each.settled_by_id is not None,
    }
