"""The shelf of worksheets that are being measured: what a technician left open, newest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, Max, OuterRef, Q

from accounts.people import Person
from accounts.permissions import Can
from calibration.models import Batch, Job, JobRows, Reading
from calibration.queries import with_relations
from calibration.states import JobState


@dataclass
class BatchOnShelf:
    """A batch that is being measured, with what its jobs hold together."""

    batch: Batch
    jobs: list[Job]

    @property
    def readings(self) -> int:
        """How many readings the server has."""
        counts: list[int] = [job.readings for job in self.jobs]  # type: ignore[attr-defined]
        return sum(counts)

    @property
    def last(self) -> datetime | None:
        """When the last of them was taken."""
        taken = [job.last for job in self.jobs if job.last]  # type: ignore[attr-defined]
        return max(taken, default=None)

    @property
    def ids(self) -> str:
        """The ids of its jobs, as the page's script reads them."""
        return ",".join(str(job.pk) for job in self.jobs)


def open_worksheets(person: Person) -> JobRows:
    """What this person began or keyed into and nobody submitted, the last touched first."""
    rows = Job.objects.filter(
        centre__in=person.centres(Can.RECORD_READINGS), state=JobState.MEASURING
    )
    keyed = Reading.objects.filter(worksheet__job=OuterRef("pk"), by=person.user)
    mine: JobRows = (
        with_relations(rows)
        .select_related("place__batch")
        .filter(Q(technician=person.user) | Exists(keyed))
        .annotate(
            readings=Count("worksheet__readings", distinct=True),
            last=Max("worksheet__readings__taken_at"),
            returned=Count(
                "worksheet__returns",
                filter=Q(worksheet__returns__settled_by__isnull=True),
                distinct=True,
            ),
        )
        .order_by(F("last").desc(nulls_last=True), "-pk")
    )
    return mine


def by_batch(jobs: Iterable[Job]) -> tuple[list[Job], list[BatchOnShelf]]:
    """The worksheets that stand alone, and the batches of the others."""
    alone: list[Job] = []
    batches: dict[int, BatchOnShelf] = {}
    for job in jobs:
        place = getattr(job, "place", None)
        if place is None:
            alone.append(job)
        else:
            found = batches.setdefault(place.batch_id, BatchOnShelf(place.batch, []))
            found.jobs.append(job)
    return alone, list(batches.values())
