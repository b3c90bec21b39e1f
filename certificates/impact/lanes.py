"""The rows behind a wrong event, read in step: one query each, worksheet by worksheet.

Every lane is ordered by worksheet and read forward once, so that memory does not grow with the
number of readings.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from calibration.certified import Certified
from calibration.definition import Definition, read_definition
from calibration.evaluation import Cell, Entry
from calibration.models import (
    PointStandard,
    ProcedureVersion,
    Reading,
    Result,
    StandardUse,
    Worksheet,
)
from calibration.queries import certified
from calibration.states import JobState
from certificates.impact.findings import Suspect
from certificates.impact.moving import Swap
from certificates.models import Certificate
from certificates.states import CertificateState
from instruments.models import StandardCalibration

CHUNK = 500
Row = tuple[Any, ...]


class Lane:
    """Rows ordered by their first column, given out for one worksheet after the other."""

    def __init__(self, rows: "QuerySet[Any, Any]") -> None:
        self._rows: Iterator[Row] = iter(rows.iterator(chunk_size=CHUNK))
        self._next: Row | None = next(self._rows, None)

    def take(self, worksheet: int) -> list[Row]:
        """The rows of a worksheet; those of worksheets before it are passed over."""
        found = []
        while self._next is not None and self._next[0] <= worksheet:
            if self._next[0] == worksheet:
                found.append(self._next)
            self._next = next(self._rows, None)
        return found


def sheets_of(suspect: Suspect, jobs: Iterable[int] | None = None) -> "QuerySet[Worksheet]":
    """The worksheets that leaned on the event, from its first wrong day on, in order.

    `pointed` tells those whose points were frozen with their standards; older ones were not.
    """
    pointed = PointStandard.objects.filter(worksheet=OuterRef("pk"))
    used = StandardUse.objects.filter(worksheet=OuterRef("pk"), calibration=suspect.event)
    rows = Worksheet.objects.annotate(pointed=Exists(pointed)).filter(
        Exists(pointed.filter(calibration=suspect.event)) | Q(pointed=False) & Exists(used)
    )
    rows = rows.exclude(job__state=JobState.CANCELLED)
    if suspect.since is not None:
        known = Q(job__performed_on__gte=suspect.since)
        rows = rows.filter(known | Q(job__performed_on__isnull=True))
    if jobs is not None:
        rows = rows.filter(job__in=list(jobs))
    return rows.order_by("pk")


class Lanes:
    """Everything beside the worksheets: readings, results, supports, standards, certificates."""

    def __init__(self, suspect: Suspect, sheets: "QuerySet[Worksheet]") -> None:
        ids = sheets.values("pk")
        self.suspect = suspect
        self.definitions = _definitions(ids)
        self.events = _events(suspect, ids)
        self._certified: dict[tuple[str, int], Certified] = {}
        self._swaps: dict[str, Swap] = {}
        of = {"worksheet__in": ids}
        self._uses = Lane(
            StandardUse.objects.filter(**of)
            .order_by("worksheet_id", "pk")
            .values_list("worksheet_id", "key", "calibration_id")
        )
        self._supports = Lane(
            PointStandard.objects.filter(**of, calibration=suspect.event)
            .order_by("worksheet_id", "pk")
            .values_list("worksheet_id", "section", "row", "key")
        )
        self._readings = Lane(
            Reading.objects.filter(**of)
            .order_by("worksheet_id")
            .values_list(
                "worksheet_id", "pk", "supersedes_id", "section", "row", "column", "repeat",
                "digits", "unit", "reason",
            )
        )  # fmt: skip
        # The budgets stay where they are: they are long, and only what they gave is compared.
        self._results = Lane(
            Result.objects.filter(**of)
            .order_by("worksheet_id", "section", "row")
            .values_list(
                "worksheet_id", "section", "row", "unit", "error_unit", "reference", "error",
                "expanded", "limit", "verdict",
            )
        )  # fmt: skip
        self._certificates = _CertificateLane(ids)

    def certificates(self, worksheet: int) -> Sequence[Certified]:
        """What the standards of a worksheet say, slot by slot."""
        return tuple(self.certified(key, pk) for _id, key, pk in self._uses.take(worksheet))

    def certified(self, key: str, pk: int) -> Certified:
        """An event for a slot, made once."""
        if (key, pk) not in self._certified:
            self._certified[key, pk] = certified(key, self.events[pk])
        return self._certified[key, pk]

    def swap(self, key: str) -> Swap:
        """The wrong event and the corrected one in a slot, made once."""
        if key not in self._swaps:
            assert self.suspect.corrected is not None
            wrong, right = self.suspect.event.pk, self.suspect.corrected.pk
            self._swaps[key] = Swap(self.certified(key, wrong), self.certified(key, right))
        return self._swaps[key]

    def supports(self, worksheet: int) -> list[tuple[str, int, str]]:
        """The points that the event supports, as frozen: section, row, slot."""
        return [(section, row, key) for _id, section, row, key in self._supports.take(worksheet)]

    def cells(self, worksheet: int) -> dict[Cell, Entry]:
        """The reading that counts in each cell: the one that none supersedes."""
        rows = self._readings.take(worksheet)
        superseded = {row[2] for row in rows}
        return {
            (section, row, column, repeat): Entry(digits, unit, reason)
            for _id, pk, _sup, section, row, column, repeat, digits, unit, reason in rows
            if pk not in superseded
        }

    def results(self, worksheet: int) -> list[Row]:
        """What was stored of each point."""
        return self._results.take(worksheet)

    def certificate(self, worksheet: int) -> Certificate | None:
        """The certificate of the job that counts now."""
        return self._certificates.take(worksheet)


class _CertificateLane:
    """The certificate that still holds of each worksheet's job, else the newest."""

    def __init__(self, ids: "QuerySet[Any, Any]") -> None:
        rows = Certificate.objects.filter(job__worksheet__in=ids)
        self._lane = Lane(
            rows.order_by("job__worksheet__pk", "pk").values_list(
                "job__worksheet__pk", "pk", "number", "state", "kind", "issued_at"
            )
        )

    def take(self, worksheet: int) -> Certificate | None:
        rows = self._lane.take(worksheet)
        held = [row for row in rows if row[3] == CertificateState.ISSUED]
        names = ("pk", "number", "state", "kind", "issued_at")
        for row in (held or rows)[-1:]:
            return Certificate(**dict(zip(names, row[1:], strict=True)))
        return None


def _definitions(ids: "QuerySet[Any, Any]") -> Mapping[int, Definition]:
    """The procedures of the worksheets, each read once."""
    rows = ProcedureVersion.objects.filter(jobs__worksheet__in=ids).distinct()
    return {pk: read_definition(text) for pk, text in rows.values_list("pk", "definition")}


def _events(suspect: Suspect, ids: "QuerySet[Any, Any]") -> Mapping[int, StandardCalibration]:
    """Every event that the worksheets leaned on, and the corrected one, with their values."""
    wanted = Q(uses__worksheet__in=ids)
    if suspect.corrected is not None:
        wanted |= Q(pk=suspect.corrected.pk)
    rows = StandardCalibration.objects.filter(
        pk__in=StandardCalibration.objects.filter(wanted).order_by().values("pk")
    )
    return {event.pk: event for event in rows.select_related("standard").prefetch_related("values")}
