"""The whole of a worksheet as plain data: what the bench, the API and the pages show."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from accounts.models import Centre, User
from calibration.centres import ancestors
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
from calibration.definition import Slot, read_definition
from calibration.facts import environment_of
from calibration.models import Job, Place, ProcedureVersion, Room, StandardUse, Worksheet
from calibration.plan import as_texts
from calibration.queries import standards_near
from calibration.record_data import record_data
from calibration.states import JobState
from instruments.models import Instrument, Standard
from metrology.errors import MetrologyError


def bundle(job: Job, day: date, by: User | None = None) -> dict[str, Any]:
    """Everything the bench page needs to work without network; see the API's schema.

    Blocks before the start are those of `by`, who would start it, else of whom it is given to.
    """
    sheet: Worksheet | None = getattr(job, "worksheet", None)
    near = [] if sheet else standards_near(job.centre)
    versions = [] if job.procedure is not None else procedures_for([job.centre], day)
    version = job.procedure or pick_procedure(job, versions)
    before = prepare(job, versions, [], day, by=by) if sheet is None else None
    facts = json.loads(sheet.facts) if sheet else (before.facts if before else {})
    return {
        "job": job_data(job),
        "procedure": None if version is None else _procedure(version),
        "definition": None if version is None else version.content,
        "facts": facts,
        "plan": _plan(before),
        "standards": {
            "chosen": [] if sheet is None else [_use(use) for use in sheet.uses()],
            "candidates": [] if before is None else candidates(before, near, day),
        },
        "names": names_data(version, facts),
        "rooms": [] if sheet else rooms_near(job.centre),
        "batch": _batch(job),
        **record_data(job, sheet),
        "blocks": [
            _block(block)
            for block in (
                blocks_before(before, near, day) if before else _blocks_now(job, sheet, day)
            )
        ],
    }


def _plan(before: Preparation | None) -> dict[str, Any] | None:
    """What a start would plan; a started worksheet has its own."""
    return before.plan if before else None


def names_data(version: ProcedureVersion | None, facts: Mapping[str, str]) -> dict[str, Any]:
    """What formulas see of facts, constants and the job: numbers as digits in a list of one.

    Quantities are in the unit of their field: whoever previews converts nothing.
    """
    if version is None or not facts:
        return {}
    try:
        return as_texts(environment_of(read_definition(version.definition), facts))
    except (MetrologyError, KeyError):  # a fact is missing: the blocks say which
        return {}


def rooms_near(centre: Centre) -> list[dict[str, Any]]:
    """The rooms to choose a place of work from."""
    rows = Room.objects.filter(centre__code__in=ancestors(centre.path), active=True)
    return list(rows.order_by("name").values("id", "name"))


def _batch(job: Job) -> dict[str, Any] | None:
    place: Place | None = getattr(job, "place", None)
    if place is None:
        return None
    return {"id": place.batch_id, "name": place.batch.name, "position": place.position}


def job_data(job: Job) -> dict[str, Any]:
    """A job as the API shows it; wants its relations selected."""
    return {
        "id": job.pk,
        "centre": job.centre.code,
        "state": job.state,
        "service": job.service,
        "regime": job.regime,
        "conformity": job.conformity,
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
        "interval_months": job.interval_months,
        "interval_agreed": job.interval_agreed,
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


# Standards


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
