"""Every point that leaned on a wrong event, recomputed with what is true.

The queries are as many for two worksheets as for ten thousand, and memory does not grow with
them: what comes out is a stream, worksheet by worksheet.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from calibration.agreement import says_something
from calibration.certified import Certified
from calibration.evaluation import Evaluation, PointResult, Work, evaluate
from calibration.evaluation.rows import row_supports
from calibration.models import Job, Worksheet
from calibration.states import JobState, Service
from calibration.supporting import supports
from certificates.impact import findings
from certificates.impact.findings import Point, Suspect, Told, TouchedJob
from certificates.impact.lanes import CHUNK, Lanes, sheets_of
from certificates.impact.moving import Spot, Way, moved, own_slot, rows_by_spot, way_of
from certificates.impact.places import place_words
from certificates.states import Effect
from metrology.formula.expression_values import CONTEXT

STORED = (JobState.MEASURED, JobState.APPROVED)


def touched(
    suspect: Suspect, *, jobs: Iterable[int] | None = None, after: int = 0, most: int | None = None
) -> Iterator[TouchedJob]:
    """Each job that leaned on the event, in the order of worksheets, with its touched points.

    `jobs` narrows to some; `after` (a worksheet) and `most` give a page. A point is touched when
    the event supported it and something is stated of it. Jobs under way are there too.
    """
    sheets = sheets_of(suspect, jobs)
    if after:
        sheets = sheets.filter(pk__gt=after)
    if most is not None:
        sheets = sheets[:most]
    lanes = Lanes(suspect, sheets)
    rows = sheets.select_related("job__customer", "job__instrument__type", "job__centre")
    for sheet in rows.iterator(chunk_size=CHUNK):
        yield _Sheet(suspect, sheet, lanes).touched()


@dataclass(frozen=True)
class _Stated:
    """A point as it was stated, stored or live."""

    section: str
    row: int
    unit: str
    error_unit: str
    reference: str
    limit: str
    told: Told


@dataclass(frozen=True)
class _Asked:
    """How a touched point is to be computed anew; `why` where it cannot be."""

    way: Way = Way.APART
    shift: Decimal | None = None
    why: str = ""


class _Sheet:
    """One worksheet with what lies beside it."""

    def __init__(self, suspect: Suspect, sheet: Worksheet, lanes: Lanes) -> None:
        self.suspect = suspect
        self.sheet = sheet
        self.job: Job = sheet.job
        self.lanes = lanes
        assert self.job.procedure_id is not None
        self.work = Work(
            definition=lanes.definitions[self.job.procedure_id],
            facts=json.loads(sheet.facts),
            plan=json.loads(sheet.plan),
            cells=lanes.cells(sheet.pk),
            standards=lanes.certificates(sheet.pk),
            judged=self.job.service == Service.VERIFICATION,
            conformity=self.job.conformity,
        )
        self.spots = rows_by_spot(self.work)

    def touched(self) -> TouchedJob:
        """The job with its touched points."""
        keys = self._supported()
        stated = [one for one in self._stated() if (one.section, one.row) in keys]
        asked = {
            (one.section, one.row): self._ask(keys[one.section, one.row], one) for one in stated
        }
        anew = self._anew(asked)
        certificate = self.lanes.certificate(self.sheet.pk)
        points = tuple(
            self._point(one, asked[one.section, one.row], anew.get((one.section, one.row)))
            for one in stated
        )
        return TouchedJob(self.sheet.pk, self.job, certificate, points)

    def _supported(self) -> dict[Spot, set[str]]:
        """The slots of each point that the event fills."""
        frozen: Iterable[tuple[str, int, str]] = self.lanes.supports(self.sheet.pk)
        if not self.sheet.pointed:  # type: ignore[attr-defined]
            work, wrong = self.work, self.suspect.event.pk
            certificates = [each for each in work.standards if isinstance(each, Certified)]
            every = supports(work.definition, work.plan, certificates)
            frozen = [(section, row, key) for section, row, key, pk in every if pk == wrong]
        found: dict[Spot, set[str]] = {}
        for section, row, key in frozen:
            found.setdefault((section, row), set()).add(key)
        return found

    def _stated(self) -> list[_Stated]:
        """What is stored of each point; computed live while the work is under way."""
        stored = self.lanes.results(self.sheet.pk)
        if self.job.state in STORED:
            return [_of_row(row) for row in stored]
        return [_of_point(point) for point in evaluate(self.work).points if says_something(point)]

    # What to compute

    def _ask(self, keys: set[str], one: _Stated) -> _Asked:
        if self.suspect.corrected is None:
            return _Asked(why=findings.NO_VALUES)
        laid, row, unit = self.spots[one.section, one.row]
        slot = own_slot(self.work.definition, laid, row)
        swaps = {key: self.lanes.swap(key) for key in keys}
        if all(swap.same_values for swap in swaps.values()):
            return _Asked()
        way = way_of(self.work.definition.by_key[laid.table])
        if slot is None or keys != {slot.key} or way == Way.UNTOLD:
            return _Asked(why=findings.NOT_IN_METHOD)
        shift = swaps[slot.key].shift(slot, row, unit)
        if way == Way.CORRECTED and slot.combinable and shift is None:
            return _Asked(why=findings.NOT_COVERED)  # of pieces put together nothing was corrected
        if way != Way.NOMINAL:
            return _Asked(way)
        return _Asked(why=findings.NOT_COVERED) if shift is None else _Asked(way, shift)

    # Computing it

    def _anew(self, asked: Mapping[Spot, _Asked]) -> dict[Spot, PointResult]:
        """Each point that can be, as it is with the correction: moved ones and the others."""
        found: dict[Spot, PointResult] = {}
        wanted = {spot: each for spot, each in asked.items() if not each.why}
        shifts = {spot: each.shift for spot, each in wanted.items() if each.shift is not None}
        plain = set(wanted) - set(shifts)
        if shifts:
            found |= self._computed(moved(self.work, shifts), set(shifts), left=True)
        if plain:
            found |= self._computed(self.work, plain, left=False)
        return found

    def _computed(self, work: Work, spots: set[Spot], *, left: bool) -> dict[Spot, PointResult]:
        """`spots` with the corrected event. It stays the standard of its points, whatever its U."""
        corrected = replace(work, standards=tuple(self._corrected(work, left=left)))
        assert self.suspect.corrected is not None
        pk = self.suspect.corrected.pk
        chosen = row_supports(corrected)
        if any((found := chosen.get(spot)) and found.standard.calibration != pk for spot in spots):
            slots = {each.key for each in corrected.standards if _event(each) == pk}
            kept = [
                each for each in corrected.standards if each.key not in slots or _event(each) == pk
            ]
            corrected = replace(corrected, standards=tuple(kept))
        evaluation: Evaluation = evaluate(corrected)
        return {
            (point.section, point.row): point
            for point in evaluation.points
            if (point.section, point.row) in spots
        }

    def _corrected(self, work: Work, *, left: bool) -> Iterator[Any]:
        for each in work.standards:
            if _event(each) != self.suspect.event.pk:
                yield each
                continue
            swap = self.lanes.swap(each.key)
            yield swap.left if left else swap.new

    # What it means

    def _point(self, one: _Stated, asked: _Asked, anew: PointResult | None) -> Point:
        laid, row, _unit = self.spots[one.section, one.row]
        new = Told() if anew is None else Told(anew.error, anew.expanded, anew.verdict)
        change = _change(one.told, new)
        effect, why = (Effect.UNKNOWN, asked.why) if asked.why else _effect(one.told, new, change)
        return Point(
            section=one.section,
            row=one.row,
            place=place_words(self.work, laid, row),
            reference=one.reference,
            unit=one.unit,
            error_unit=one.error_unit,
            limit=one.limit,
            old=one.told,
            new=new,
            change="" if change is None else format(change.normalize(), "f"),
            effect=effect,
            why=why,
        )


def _event(standard: Any) -> int:
    return int(standard.calibration)


def _of_row(row: tuple[Any, ...]) -> _Stated:
    _id, section, number, unit, error_unit, reference, error, expanded, limit, verdict = row
    told = Told(error, expanded, verdict)
    return _Stated(section, number, unit, error_unit, reference, limit, told)


def _of_point(point: PointResult) -> _Stated:
    told = Told(point.error, point.expanded, point.verdict)
    return _Stated(
        point.section, point.row, point.unit, point.error_unit, point.reference, point.limit, told
    )


def _change(old: Told, new: Told) -> Decimal | None:
    if not old.error or not new.error:
        return None
    return CONTEXT.subtract(Decimal(new.error), Decimal(old.error))


def _effect(old: Told, new: Told, change: Decimal | None) -> tuple[Effect, str]:
    """The class of a point, and why where it cannot be told."""
    if (old.error and not new.error) or (old.verdict and not new.verdict):
        return Effect.UNKNOWN, findings.NOT_COMPUTED
    if old.expanded and not new.expanded:
        return Effect.UNKNOWN, findings.NOT_COVERED
    if old.verdict != new.verdict:
        return Effect.FLIPS, ""
    if not change:
        return Effect.WITHIN, ""
    if not old.expanded:
        return Effect.UNKNOWN, findings.NO_U
    return (Effect.BEYOND if abs(change) > Decimal(old.expanded) else Effect.WITHIN), ""
