"""The records of many jobs for the rules of review, in a constant number of queries."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from calibration.definition import Definition, read_definition
from calibration.evaluation import ADJUSTED, PointResult, use_of_limit
from calibration.models import Attachment, CellReturn, Job, Reading, Result, StandardUse, Worksheet
from calibration.plan import tables_of
from calibration.review.record import Condition, Past, Point, Record, Taken, Used
from calibration.row_words import point_words
from calibration.sections import Section
from calibration.states import JobState, Outcome
from metrology.errors import MetrologyError
from metrology.quantities.units import UNITS, convert


def records_of(jobs: Iterable[Job]) -> dict[int, Record]:
    """What is on record about each job, by its id. Work on paper has only its outcome."""
    every = {job.pk: job for job in jobs}
    found = {pk: Record(failed=job.outcome == Outcome.FAIL) for pk, job in every.items()}
    sheets = list(_with_previous(Worksheet.objects.filter(job__in=every)))
    rows = _Rows.read(sheets)
    for sheet in sheets:
        job = every[sheet.job_id]
        if job.procedure is not None:
            definition = read_definition(job.procedure.definition)
            found[job.pk] = _record(job, definition, sheet, rows)
    return found


def _with_previous(sheets: Any) -> Any:
    """Worksheets with the id of the one before: approved, of the same instrument, with results."""
    with_results = Exists(Result.objects.filter(worksheet=OuterRef("pk")))
    earlier = Worksheet.objects.filter(
        with_results,
        job__instrument=OuterRef("job__instrument"),
        job__state=JobState.APPROVED,
        pk__lt=OuterRef("pk"),
    ).order_by("-job__performed_on", "-pk")
    return sheets.annotate(previous=Subquery(earlier.values("pk")[:1]))


@dataclass
class _Rows:
    """Rows of all worksheets, now and before, by worksheet."""

    results: dict[int, list[Result]] = field(default_factory=dict)
    readings: dict[int, list[Taken]] = field(default_factory=dict)
    standards: dict[int, list[StandardUse]] = field(default_factory=dict)
    files: dict[int, list[str]] = field(default_factory=dict)
    returned: dict[int, int] = field(default_factory=dict)
    before: dict[int, Worksheet] = field(default_factory=dict)

    @classmethod
    def read(cls, sheets: Sequence[Any]) -> "_Rows":
        """All of them, one query for each kind."""
        own = [sheet.pk for sheet in sheets]
        past = {sheet.previous for sheet in sheets} - {None}
        both = [*own, *past]
        made = cls()
        for result in Result.objects.filter(worksheet__in=both).defer("budget", "acceptance"):
            made.results.setdefault(result.worksheet_id, []).append(result)
        made.readings = _readings(both)
        uses = StandardUse.objects.filter(worksheet__in=own).order_by("pk")
        for use in uses.select_related("calibration__standard").prefetch_related(
            "calibration__doubts"
        ):
            made.standards.setdefault(use.worksheet_id, []).append(use)
        files = Attachment.objects.filter(worksheet__in=own)
        for pk, caption, name in files.values_list("worksheet", "caption", "name"):
            made.files.setdefault(pk, []).append(caption or name)
        for pk in CellReturn.objects.filter(worksheet__in=own).values_list("worksheet", flat=True):
            made.returned[pk] = made.returned.get(pk, 0) + 1
        earlier = Worksheet.objects.filter(pk__in=past).select_related("job__procedure")
        made.before = {sheet.pk: sheet for sheet in earlier}
        return made


_TAKEN = (
    "worksheet", "pk", "section", "row", "column", "repeat", "digits", "unit", "taken_at",
    "received_at", "device", "supersedes", "reason",
)  # fmt: skip


def _readings(sheets: Sequence[int]) -> dict[int, list[Taken]]:
    rows = list(
        Reading.objects.filter(worksheet__in=sheets)
        .order_by("received_at", "taken_at", "pk")
        .values_list(*_TAKEN)
    )
    replaced = {row[_TAKEN.index("supersedes")] for row in rows}
    found: dict[int, list[Taken]] = {}
    for sheet, pk, section, row, column, repeat, digits, unit, at, came, by, instead, why in rows:
        one = Taken(
            cell=(section, row, column, repeat), digits=digits, unit=unit, taken_at=at,
            received_at=came, device=by, supersedes=instead is not None,
            superseded=pk in replaced, reason=why,
        )  # fmt: skip
        found.setdefault(sheet, []).append(one)
    return found


def _record(job: Job, definition: Definition, sheet: Any, rows: _Rows) -> Record:
    plan = json.loads(sheet.plan)
    readings = rows.readings.get(sheet.pk, [])
    latest = {one.cell: one for one in readings if not one.superseded}
    adjusted = latest.get(ADJUSTED)
    day = job.performed_on
    return Record(
        failed=job.outcome == Outcome.FAIL,
        on=day,
        started_at=sheet.started_at,
        points=_points(definition, plan, rows.results.get(sheet.pk, [])),
        readings=readings,
        climate=_climate(definition, latest),
        standards=[_used(use, day) for use in rows.standards.get(sheet.pk, [])],
        adjusted=adjusted.digits if adjusted else "",
        first=plan.get("mode") == "first",
        outside=plan.get("scope", {}).get("outside") or {},
        files=rows.files.get(sheet.pk, ()),
        returned=rows.returned.get(sheet.pk, 0),
        past=_past(rows.before.get(sheet.previous), rows),
    )


def _past(sheet: Worksheet | None, rows: _Rows) -> Past | None:
    """What was approved then: the points that decided."""
    if sheet is None or sheet.job.procedure is None or sheet.job.performed_on is None:
        return None
    definition = read_definition(sheet.job.procedure.definition)
    points = _points(definition, json.loads(sheet.plan), rows.results.get(sheet.pk, []))
    return Past(
        job=sheet.job_id,
        on=sheet.job.performed_on,
        points=Record(points=points).deciding,
        readings=tuple(rows.readings.get(sheet.pk, ())),
    )


def _points(
    definition: Definition, plan: Mapping[str, Any], results: Iterable[Result]
) -> list[Point]:
    planned = {(laid.section, row["row"]): row for laid in tables_of(plan) for row in laid.rows}
    return [
        _point(definition, plan, planned.get((each.section, each.row), {}), each)
        for each in results
    ]


def _point(
    definition: Definition, plan: Mapping[str, Any], row: Mapping[str, Any], result: Result
) -> Point:
    return Point(
        section=result.section,
        row=result.row,
        unit=result.unit,
        reference=_number(result.reference),
        error=_number(result.error),
        expanded=_number(result.expanded),
        limit=_number(result.limit),
        share=_share(definition, result),
        error_unit=result.error_unit,
        cmc=result.cmc,
        words=point_words(plan, result.section, {"reference": result.reference, **row}),
    )


def _share(definition: Definition, result: Result) -> Decimal | None:
    """The part of the limit that is used: by the judged columns, else by the error."""
    table = definition.by_key.get(Section.parse(result.section).table)
    limit, error = _number(result.limit), _number(result.error)
    if table is not None and table.judged:
        point = PointResult(
            result.section, result.row, result.unit, computed=json.loads(result.computed),
            limit=result.limit,
        )  # fmt: skip
        return use_of_limit(table, point)
    return abs(error / limit) if limit and error is not None else None


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _climate(definition: Definition, latest: Mapping[Any, Taken]) -> list[Condition]:
    found = []
    for climate in definition.environment:
        one = latest.get(("environment", 0, climate.key, 0))
        if one is None or not one.unit:
            continue
        try:
            value = convert(Decimal(one.digits), UNITS[one.unit], UNITS[climate.unit])
        except (MetrologyError, ArithmeticError, KeyError):
            continue
        symbol = UNITS[climate.unit].symbol
        least, most = climate.least, climate.most
        found.append(
            Condition(
                label=climate.label, value=value, least=least, most=most, reason=one.reason,
                shown=f"{one.digits} {UNITS[one.unit].symbol}",
                allowed=f"{'' if least is None else least}…{'' if most is None else most} {symbol}",
            )
        )  # fmt: skip
    return found


def _used(use: StandardUse, day: date | None) -> Used:
    event = use.calibration
    doubted = day is not None and event.doubt_on(day) is not None
    return Used(event.standard.code, event.valid_until, doubted)
