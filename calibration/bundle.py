"""The whole of a worksheet as plain data: what the bench, the API and the pages show."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from calibration.checks import (
    Block,
    Chosen,
    Preparation,
    misfits,
    pick_procedure,
    points_of,
    prepare,
    procedures_for,
    reaches_any,
    recheck,
    same_kind,
    standing_of,
    words,
)
from calibration.definition import Slot
from calibration.evaluation import Evaluation, PointResult, evaluate
from calibration.facts import environment_of
from calibration.models import CellReturn, Job, ProcedureVersion, Reading, StandardUse, Worksheet
from calibration.queries import standards_near, work_of
from calibration.states import JobState
from instruments.models import Instrument, Standard


def bundle(job: Job, day: date) -> dict[str, Any]:
    """Everything the bench page needs to work without network; see the API's schema."""
    sheet = Worksheet.objects.filter(job=job).first()
    near = standards_near(job.centre)
    versions = [] if job.procedure is not None else procedures_for([job.centre], day)
    version = job.procedure or pick_procedure(job, versions)
    before = prepare(job, versions, [], day) if sheet is None else None
    return {
        "job": job_data(job),
        "procedure": None if version is None else _procedure(version),
        "definition": None if version is None else version.content,
        "facts": json.loads(sheet.facts) if sheet else (before.facts if before else {}),
        "plan": json.loads(sheet.plan) if sheet else (before.plan if before else None),
        "standards": {
            "chosen": [] if sheet is None else [_use(use) for use in _uses(sheet)],
            "candidates": [] if before is None else candidates(before, near, day),
        },
        **_record(job, sheet),
        "blocks": [
            _block(block)
            for block in (
                blocks_before(before, near, day) if before else _blocks_now(job, sheet, day)
            )
        ],
    }


def _record(job: Job, sheet: Worksheet | None) -> dict[str, Any]:
    if sheet is None:
        return {
            "place": "", "readings": [], "returns": [], "results": [], "missing": [],
            "verdict": "", "climate": [],
        }  # fmt: skip
    readings = list(sheet.readings.select_related("by"))
    evaluation = evaluate(work_of(job, sheet, readings))
    returns = sheet.returns.select_related("by")
    return {
        "place": sheet.place,
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
        "climate": [
            {"key": each.key, "label": dict(each.label), "found": each.found,
             "allowed": each.allowed, "blocking": each.blocking}
            for each in evaluation.climate
        ],
    }  # fmt: skip


def result_data(point: PointResult) -> dict[str, Any]:
    """One point with its budget."""
    return {
        "section": point.section,
        "row": point.row,
        "unit": point.unit,
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
        "budget": dict(point.budget),
    }


def job_data(job: Job) -> dict[str, Any]:
    """A job as the API shows it; wants its relations selected."""
    return {
        "id": job.pk,
        "centre": job.centre.code,
        "state": job.state,
        "service": job.service,
        "regime": job.regime,
        "customer": {"id": job.customer_id, "name": job.customer.name},
        "site": None if job.site is None else {"id": job.site_id, "name": job.site.name},
        "instrument": None if job.instrument is None else _instrument(job.instrument),
        "sample": job.sample,
        "technician": _person(job.technician),
        "approved_by": _person(job.approved_by),
        "due_on": job.due_on,
        "on_site": job.on_site,
        "performed_on": job.performed_on,
        "submitted_at": job.submitted_at,
        "approved_at": job.approved_at,
        "outcome": job.outcome,
        "paper_record": job.paper_record,
    }


def _person(user: Any) -> dict[str, Any] | None:
    return None if user is None else {"id": user.pk, "name": user.full_name}


def _instrument(thing: Instrument) -> dict[str, Any]:
    return {
        "id": thing.pk,
        "type": thing.type.code,
        "name": thing.shown_name,
        "name_en": thing.type.name_en,
        "maker": thing.maker,
        "model": thing.model,
        "serial": thing.serial,
        "tag": thing.tag,
        "range_min": _text(thing.range_min),
        "range_max": _text(thing.range_max),
        "resolution": _text(thing.resolution),
        "accuracy": thing.accuracy,
    }


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _procedure(version: ProcedureVersion) -> dict[str, Any]:
    return {
        "id": version.pk,
        "code": version.code,
        "version": version.version,
        "service": version.service,
        "number": version.number,
        "digest": version.digest,
    }


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


# Standards


def _uses(sheet: Worksheet) -> Sequence[StandardUse]:
    return list(sheet.standards.select_related("calibration__standard").order_by("pk"))


def _use(use: StandardUse) -> dict[str, Any]:
    event, standard = use.calibration, use.calibration.standard
    return {
        "key": use.key,
        "standard": standard.pk,
        "code": standard.code,
        "name": {"vi": standard.name_vi, "en": standard.name_en or standard.name_vi},
        "serial": standard.serial,
        "valid_until": event.valid_until,
        "certificate_number": event.certificate_number,
    }


def candidates(found: Preparation, near: Sequence[Standard], day: date) -> list[dict[str, Any]]:
    """The standards of the quantities needed, each with whether and why not."""
    if found.definition is None:
        return []
    listed = [
        _candidate(found, slot, standard, day)
        for slot in found.definition.standards
        for standard in near
        if same_kind(standard, slot)
    ]
    return sorted(listed, key=lambda each: (not each["usable"], each["code"]))


def _candidate(found: Preparation, slot: Slot, standard: Standard, day: date) -> dict[str, Any]:
    """One standard in one slot; an item of several quantities has a line for each."""
    reasons, usable = _fitness(found, slot, standard, day)
    event = standard.calibration_on(day)
    return {
        "id": standard.pk,
        "key": slot.key,
        "code": standard.code,
        "name": {"vi": standard.name_vi, "en": standard.name_en or standard.name_vi},
        "serial": standard.serial,
        "valid_until": None if event is None else event.valid_until,
        "usable": usable,
        "why": " ".join(reasons),
    }


def _fitness(
    found: Preparation, slot: Slot, standard: Standard, day: date
) -> tuple[list[str], bool]:
    """Why it does not fit, and whether it is of use all the same: several may share the points."""
    problem, chosen = standing_of(standard, day), Chosen.maybe(slot, standard, day)
    if problem is not None or chosen is None:
        return [problem.what if problem else ""], False
    if found.plan is None or found.definition is None:
        return [], True
    points = points_of(found.definition, found.plan, slot)
    blocks = misfits([chosen], points, environment_of(found.definition, found.facts))
    short = any(block.code != "standard_range" for block in blocks)
    nowhere = bool(blocks) and not short and not reaches_any(chosen, points)
    return [block.what for block in blocks], not short and not nowhere


# Blocks


def blocks_before(found: Preparation, near: Sequence[Standard], day: date) -> list[Block]:
    """What forbids a start whichever standards are chosen."""
    blocks = [block for block in found.blocks if block.code != "standard_missing"]
    if found.definition is None or found.plan is None:
        return blocks
    listed = candidates(found, near, day)
    for slot in found.definition.standards:
        if not slot.required:
            continue
        mine = [each for each in listed if each["key"] == slot.key]
        if not any(each["usable"] for each in mine):
            blocks.append(Block.no_standard(words(slot.label), [each["why"] for each in mine]))
    return blocks


def _blocks_now(job: Job, sheet: Worksheet | None, day: date) -> list[Block]:
    if sheet is None or job.state not in (JobState.MEASURING, JobState.MEASURED):
        return []
    return recheck(job, sheet, job.performed_on or day)


def _block(block: Block) -> dict[str, str]:
    return {"code": block.code, "what": block.what, "until": block.until, "who": block.who}
