"""Worksheets of 200 readings for the benchmarks: a gauge at 20 points, five times up and down."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

POINTS, REPEATS = 20, 5
READINGS = POINTS * REPEATS * 2


def laboratory(at: datetime) -> tuple[Any, Any]:
    """A laboratory with its people, and a calibration started with the long table."""
    from calibration.models import ProcedureVersion
    from calibration.states import Service
    from common.canonical import canonical, sha256
    from tests.factories import calibration as made

    lab = made.lab("HUE", at=at)
    version = made.procedure(lab, service=Service.CALIBRATION)
    text = canonical(_long(version.content))
    # As the services leave it; a newer version goes before an older one.
    longer = ProcedureVersion.objects.create(
        centre=version.centre, code=version.code, version=2, service=version.service,
        number=version.number, title_vi=version.title_vi, state=version.state,
        valid_from=at.date() - timedelta(days=1), definition=text, digest=sha256(text),
        approved_by=version.approved_by, approved_at=version.approved_at,
    )  # fmt: skip
    longer.types.set(version.types.all())
    return lab, made.start(lab, made.gauge_job(lab, service=Service.CALIBRATION, now=at), now=at)


def _long(content: dict[str, Any]) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(json.dumps(content))
    table = whole["tables"][0]
    table.pop("alternatives", None)
    table["points"] = {"fractions_of_span": [f"{i / POINTS:.2f}" for i in range(POINTS)]}
    for column in table["columns"]:
        if column["key"] in ("up", "down"):
            column["repeat"] = REPEATS
    return whole


def copies(model: Any, number: int) -> list[Any]:
    """More jobs with worksheets like the one of `model`, nothing recorded."""
    from calibration.models import Job, StandardUse, Worksheet

    names = {field.attname for field in Job._meta.concrete_fields} - {"id"}
    facts = {name: getattr(model, name) for name in names}
    jobs = Job.objects.bulk_create([Job(**facts) for _ in range(number)])
    sheet = model.worksheet
    kept = ("started_at", "started_by_id", "facts", "plan", "place")
    sheets = Worksheet.objects.bulk_create(
        [Worksheet(job=job, **{name: getattr(sheet, name) for name in kept}) for job in jobs]
    )
    StandardUse.objects.bulk_create(
        StandardUse(worksheet=one, key=use.key, calibration_id=use.calibration_id)
        for one in sheets
        for use in sheet.standards.all()
    )
    return jobs


def readings(job: Any, at: datetime) -> Sequence[dict[str, Any]]:
    """All of one worksheet as a tablet sends them."""
    return [
        {
            "job": job.pk, "id": str(uuid4()), "section": "accuracy", "row": row,
            "column": column, "repeat": repeat, "value": f"{row * 0.5 + repeat * 0.01:.2f}",
            "unit": "bar", "taken_at": (at + timedelta(seconds=row * 60 + repeat)).isoformat(),
            "supersedes": None, "reason": "",
        }
        for column in ("up", "down")
        for row in range(POINTS)
        for repeat in range(REPEATS)
    ]  # fmt: skip


def fill(jobs: Sequence[Any], by: Any, at: datetime) -> None:
    """Record every reading of these jobs through the service."""
    from calibration.services.readings import Item, ReadingIn, record_items

    items = [
        Item(one["job"], ReadingIn(UUID(one["id"]), one["section"], one["column"], one["value"],
                                   datetime.fromisoformat(one["taken_at"]), one["row"],
                                   one["repeat"], one["unit"]))
        for job in jobs for one in readings(job, at)
    ]  # fmt: skip
    record_items(items=items, by=by, at=at)


def measured(model: Any, number: int, by: Any, at: datetime) -> None:
    """More jobs with worksheets like the filled one of `model`, handed in: readings, results."""
    from calibration.agreement import rows_for
    from calibration.evaluation import evaluate
    from calibration.models import Job, PointStandard, Result
    from calibration.queries import work_of

    jobs = copies(model, number)
    for start in range(0, number, 50):
        fill(jobs[start : start + 50], by, at)
    sheet = model.worksheet
    evaluation = evaluate(work_of(model, sheet, sheet.readings.all()))
    supports = list(sheet.supports.values_list("section", "row", "key", "calibration_id"))
    PointStandard.objects.bulk_create(
        (PointStandard(worksheet=job.worksheet, section=section, row=row, key=key,
                       calibration_id=event)
         for job in jobs for section, row, key, event in supports),
        batch_size=500,
    )  # fmt: skip
    Result.objects.bulk_create(
        (row for job in jobs for row in rows_for(job.worksheet, evaluation)), batch_size=500
    )
    Job.objects.filter(pk__in=[job.pk for job in jobs]).update(
        state="measured", outcome="reported", performed_on=at.date(), submitted_at=at
    )
