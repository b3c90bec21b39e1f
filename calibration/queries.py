"""What evaluation, pages and the API read from the database."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Centre, Membership, User
from accounts.people import Person
from accounts.permissions import Can, roles_with
from calibration.centres import ancestors
from calibration.certified import Certified, CertifiedLine
from calibration.definition import read_definition
from calibration.evaluation import Cell, Entry, Evaluation, Work, evaluate
from calibration.models import Job, JobRows, Reading, Worksheet
from calibration.review.comparing import Change
from calibration.sections import FIXED, Section
from calibration.sheet_view import Beside, View, stored, view_of
from calibration.states import JobState, Service
from instruments.models import Standard, StandardCalibration


def with_relations(rows: JobRows) -> JobRows:
    """Jobs with everything a line of a list shows."""
    found: JobRows = rows.select_related(
        "centre", "customer", "site", "instrument__type", "instrument__customer", "technician",
        "approved_by", "procedure",
    )  # fmt: skip
    return found


def with_record(rows: JobRows) -> JobRows:
    """Jobs with what opening the worksheet of one asks besides: too much for a list."""
    found: JobRows = with_relations(rows).select_related("worksheet", "place__batch")
    return found


def filtered(rows: JobRows, wanted: Mapping[str, Any], person: Person) -> JobRows:
    """`rows` narrowed by the filters of an address. Raises ValueError for a malformed number."""
    if states := [each for each in str(wanted.get("state", "")).split(",") if each]:
        rows = rows.filter(state__in=states)
    if service := wanted.get("service"):
        rows = rows.filter(service=service)
    for name in ("customer", "technician"):
        if wanted.get(name):
            rows = rows.filter(**{f"{name}_id": int(wanted[name])})
    if str(wanted.get("mine", "")).lower() in ("1", "true"):
        rows = rows.filter(technician_id=person.user.pk)
    return rows


def standards_near(centre: Centre, ids: Iterable[int] | None = None) -> list[Standard]:
    """The standards that a job of `centre` may use, with their calibrations."""
    found = standards_of_centres([centre])
    wanted = None if ids is None else set(ids)
    return [standard for standard in found if wanted is None or standard.pk in wanted]


def standards_of_centres(centres: Iterable[Centre]) -> list[Standard]:
    """The standards that jobs of these centres may use: their own and those of units above."""
    codes = {code for centre in centres for code in ancestors(centre.path)}
    rows = Standard.objects.filter(centre__code__in=codes).select_related("centre")
    return list(rows.prefetch_related("calibrations__values", "calibrations__doubts"))


def latest(readings: Iterable[Reading]) -> dict[Cell, Reading]:
    """The reading that counts in each cell: the one that none supersedes."""
    found = list(readings)
    superseded = {reading.supersedes_id for reading in found}
    return {reading.cell: reading for reading in found if reading.pk not in superseded}


def work_of(job: Job, worksheet: Worksheet, readings: Iterable[Reading]) -> Work:
    """All that the results of a worksheet depend on, as plain data."""
    assert job.procedure is not None
    return Work(
        definition=read_definition(job.procedure.definition),
        facts=json.loads(worksheet.facts),
        plan=json.loads(worksheet.plan),
        cells=entries(latest(readings)),
        standards=standards_of(worksheet),
        judged=job.service == Service.VERIFICATION,
        conformity=job.conformity,
    )


def entries(readings: Mapping[Cell, Reading]) -> dict[Cell, Entry]:
    """Readings as evaluation reads them."""
    return {
        cell: Entry(reading.digits, reading.unit, reading.reason)
        for cell, reading in readings.items()
    }


def standards_of(worksheet: Worksheet) -> tuple[Certified, ...]:
    """The calibration events of the worksheet, as they are on record."""
    return tuple(certified(use.key, use.calibration) for use in worksheet.uses())


def certified(key: str, event: StandardCalibration) -> Certified:
    """What a calibration event says, for the slot it fills."""
    standard = event.standard
    return Certified(
        key=key,
        calibration=event.pk,
        code=standard.code,
        certificate=event.certificate_number,
        low=standard.range_min,
        high=standard.range_max,
        lines=tuple(
            CertifiedLine(line.nominal, line.value, line.expanded, Decimal(line.k))
            for line in event.values.all()
        ),
    )


def evaluation_of(job: Job, extra: Mapping[Cell, Entry] | None = None) -> Evaluation | None:
    """The results as they stand now, computed live; None before the work starts or on paper."""
    worksheet = Worksheet.objects.filter(job=job).first()
    if worksheet is None:
        return None
    work = work_of(job, worksheet, worksheet.readings.all())
    if extra:
        work = replace(work, cells={**work.cells, **extra})
    return evaluate(work)


def describe(cell: Cell, job: Job) -> dict[str, Any]:
    """A cell in words: table, point, column."""
    assert job.procedure is not None
    definition = read_definition(job.procedure.definition)
    section, row, column, repeat = cell
    if section in FIXED:
        group: Sequence[Any] = {
            "checks": definition.checks, "environment": definition.environment,
        }.get(section, ())  # fmt: skip
        label = next((dict(each.label) for each in group if each.key == column), column)
        return {"section": section, "row": None, "column": label, "repeat": None}
    where = Section.parse(section)
    table = definition.by_key.get(where.table)
    found = table.column(column) if table is not None else None
    return {
        "section": dict(table.title) if table else section,
        "channel": where.channel or None,
        "phase": where.phase,
        "row": row + 1,
        "column": dict(found.label) if found else column,
        "repeat": repeat + 1 if found is not None and found.repeat > 1 else None,
    }


def view_of_job(job: Job, before: Mapping[tuple[str, int], Change] | None = None) -> View | None:
    """The worksheet laid out: live results while measuring, the stored ones afterwards.

    `before` is what changed since the time before, by section and row.
    """
    sheet = Worksheet.objects.filter(job=job).first()
    if sheet is None or job.procedure is None:
        return None
    readings = list(sheet.readings.select_related("by"))
    if job.state in (JobState.MEASURED, JobState.APPROVED):
        points = [stored(result) for result in sheet.results.all()]
    else:
        points = list(evaluate(work_of(job, sheet, readings)).points)
    beside = Beside(
        returns=list(sheet.returns.select_related("by")),
        notes=list(job.notes.select_related("by")),
        files=list(sheet.attachments.select_related("by")),
        before=before or {},
    )
    definition = read_definition(job.procedure.definition)
    return view_of(definition, json.loads(sheet.plan), readings, beside, points)


def technicians_of(centre: Centre) -> QuerySet[User]:
    """Who may do the work of a centre today."""
    day = timezone.localdate()
    held = Membership.objects.filter(
        role__in=roles_with(Can.RECORD_READINGS),
        centre__code__in=ancestors(centre.path),
        valid_from__lte=day,
    ).exclude(valid_to__lt=day)
    return User.objects.filter(pk__in=held.values("user"), is_active=True)
