"""Everything that the printed worksheet says, as plain data from the record of a job."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone, translation

from accounts.models import User
from calibration.decided import decided_by
from calibration.definition import Climate, Definition, Field, read_definition
from calibration.minutes import words
from calibration.minutes.tables import answer, box, table
from calibration.models import Job, Worksheet
from calibration.queries import view_of_job
from calibration.sheet_view import View
from calibration.states import JobState, Outcome, Regime, Service
from common.canonical import canonical, sha256
from common.pairs import Pair, pair
from metrology.conformity.decisions import DECISION_RULES
from metrology.quantities.quantity import Quantity


def minutes(job: Job) -> dict[str, Any]:
    """What stands on the paper. The job has a worksheet."""
    assert job.procedure is not None
    sheet = _sheet(job)
    with translation.override("vi"):  # names of points come in the paper's first language
        view = view_of_job(job)
    assert view is not None
    definition = read_definition(job.procedure.definition)
    return {
        **_head(job, sheet),
        "instrument": _instrument(job, definition, json.loads(sheet.facts)),
        "standards": _standards(sheet),
        "environment": _environment(view, definition),
        "checks": [answer(each) for each in view.checks],
        "adjustment": _adjustment(view),
        "outside": view.scope.get("outside") or None,
        "channels": [
            {"label": dict(label), "verdict": verdict} for label, verdict in view.channels
        ],
        "tables": [table(each) for each in view.sheets],
        "conclusion": words.OUTCOMES[Outcome(job.outcome)] if job.outcome else None,
        "rule": _rule(job, definition, view),
        "files": _files(view),
        "signatures": _signatures(job),
        "digest": digest_of(sheet),
    }


def _sheet(job: Job) -> Worksheet:
    rows = Worksheet.objects.prefetch_related(
        "standards__calibration__standard", "readings", "attachments", "supports"
    )
    return rows.get(job=job)


def digest_of(sheet: Worksheet) -> str:
    """SHA-256 over the seals of the worksheet and of every row it was given, by their names."""
    groups = (sheet.standards, sheet.supports, sheet.readings, sheet.attachments)
    rows = [sheet, *(row for group in groups for row in group.all())]
    return sha256(canonical({row.seal_key(): row.seal() for row in rows}))


def _head(job: Job, sheet: Worksheet) -> dict[str, Any]:
    procedure = job.procedure
    assert procedure is not None
    centre, above = job.centre, job.centre.parent
    return {
        "job": job.pk,
        "draft": job.state != JobState.APPROVED,
        "legal": job.service == Service.VERIFICATION,
        "title": words.TITLES[Service(job.service)],
        "centre": {
            "name": pair(centre.name_vi, centre.name_en),
            "above": None if above is None else pair(above.name_vi, above.name_en),
            "address": centre.address_vi,
        },
        "customer": {"name": job.customer.name, "address": job.customer.address},
        "site": None if job.site is None else {"name": job.site.name, "address": job.site.address},
        "procedure": {
            "number": procedure.number,
            "title": pair(procedure.title_vi, procedure.title_en),
            "version": procedure.version,
            "digest": procedure.digest,
        },
        "regime": words.REGIMES[Regime(job.regime)] if job.regime else None,
        "place": {
            "where": words.ON_SITE if job.on_site else words.IN_LABORATORY,
            "detail": sheet.place,
        },
        "performed": None if job.performed_on is None else job.performed_on.isoformat(),
        "started_at": _moment(sheet.started_at),
        "readings": _times(sheet),
    }


def _times(sheet: Worksheet) -> dict[str, Any]:
    """From when to when was read, and how many readings there are."""
    taken = [reading.taken_at for reading in sheet.readings.all()]
    return {
        "count": len(taken),
        "first": _moment(min(taken, default=None)),
        "last": _moment(max(taken, default=None)),
    }


def _instrument(job: Job, definition: Definition, facts: Mapping[str, str]) -> dict[str, Any]:
    thing = job.instrument
    if thing is None:
        return {"name": pair(job.sample), "facts": []}
    return {
        "name": pair(thing.shown_name, "" if thing.name else thing.type.name_en),
        "maker": thing.maker,
        "model": thing.model,
        "serial": thing.serial,
        "tag": thing.tag,
        "facts": [
            {"label": dict(field.label), "value": _value(field, facts[field.key])}
            for field in definition.fields
            if facts.get(field.key) and field.type != "table"
        ],
    }


def _value(field: Field, text: str) -> Pair:
    """A fact as it is said: the label of a choice, yes and no in words."""
    if field.type == "quantity":
        found = Quantity.parse(text)
        return pair(f"{found.digits} {found.unit.symbol}")
    if field.type == "boolean":
        return pair("có", "yes") if text == "yes" else pair("không", "no")
    return dict(field.choice_labels.get(text) or pair(text))


def _standards(sheet: Worksheet) -> list[dict[str, Any]]:
    """Each calibration event once, whichever slots it fills."""
    found = {}
    for use in sheet.standards.all():
        event, thing = use.calibration, use.calibration.standard
        found[event.pk] = {
            "code": thing.code,
            "name": pair(thing.name_vi, thing.name_en),
            "serial": thing.serial,
            "certificate": event.certificate_number,
            "laboratory": event.laboratory,
            "on": event.on.isoformat(),
            "until": event.valid_until.isoformat(),
        }
    return list(found.values())


def _environment(view: View, definition: Definition) -> list[dict[str, Any]]:
    return [
        {**answer(each), "allowed": _allowed(climate)}
        for each, climate in zip(view.environment, definition.environment, strict=True)
    ]


def _allowed(climate: Climate) -> str:
    if climate.least is None and climate.most is None:
        return ""
    if climate.least is None:
        return f"≤ {climate.most}"
    return f"≥ {climate.least}" if climate.most is None else f"{climate.least} … {climate.most}"


def _adjustment(view: View) -> dict[str, Any] | None:
    """The mode of the work, in words, where the procedure offers an adjustment."""
    if view.mode == "first":
        return {"text": words.FIRST, "note": None}
    if view.adjusted is None:
        return None
    if view.adjusted.filled:
        return {"text": None, "note": box(view.adjusted)}
    return {"text": words.NOT_ADJUSTED, "note": None}


def _rule(job: Job, definition: Definition, view: View) -> Pair | None:
    """The decision rule of the verdicts, where there are any."""
    name = definition.decision_rule if job.service == Service.VERIFICATION else job.conformity
    rule = DECISION_RULES.get(name)
    if rule is None:
        return None
    lines = (line for sheet in view.sheets for line in sheet.lines)
    applied = [line.result.acceptance for line in lines if line.result is not None]
    return decided_by(pair(rule.text_vi, rule.text_en), applied)


def _files(view: View) -> Sequence[dict[str, Any]]:
    return [
        {
            "name": file.name, "caption": file.caption, "sha256": file.sha256,
            "by": str(file.by), "at": _moment(file.taken_at),
        }
        for file in view.files
    ]  # fmt: skip


def _signatures(job: Job) -> list[dict[str, Any]]:
    performer = words.PERFORMERS[Service(job.service)]
    return [
        _signature(performer, job.technician, job.submitted_at),
        _signature(words.REVIEWER, job.approved_by, job.approved_at),
    ]


def _signature(label: Pair, user: User | None, at: datetime | None) -> dict[str, Any]:
    return {
        "label": label,
        "name": user.full_name if user is not None else "",
        "title": user.title_vi if user is not None else "",
        "at": _moment(at),
    }


def _moment(at: datetime | None) -> str | None:
    """A moment at the centre: 14:05:07 20/11/2026."""
    return None if at is None else timezone.localtime(at).strftime("%H:%M:%S %d/%m/%Y")
