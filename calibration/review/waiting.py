"""A reviewer's desk: what waits, the most unusual first."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef

from accounts.people import Person
from accounts.permissions import Can
from calibration.models import Job, Reading
from calibration.queries import with_relations
from calibration.review.gathering import records_of
from calibration.review.record import Finding
from calibration.review.saying import grave, sentence
from calibration.review.unusual import RANKS, findings
from calibration.states import JobState

MOST_SHOWN = 3
REMARK = RANKS["files"]  # said, and no reason to be looked at first


@dataclass(frozen=True)
class Reason:
    """One reason to look, in the reader's words."""

    kind: str
    text: str
    grave: bool


@dataclass
class Waiting:
    """One job to review, with what is unusual about it."""

    job: Job
    own: bool
    findings: Sequence[Finding]

    @property
    def rank(self) -> int:
        """How much its gravest finding matters."""
        return self.findings[0].rank if self.findings else 0

    @property
    def unusual(self) -> bool:
        """Whether it is to be looked at first."""
        return self.rank > REMARK

    @cached_property
    def reasons(self) -> list[Reason]:
        """Why, the gravest first."""
        return said(self.findings)

    @property
    def shown(self) -> list[Reason]:
        """Those that a line of the list has room for."""
        return self.reasons[:MOST_SHOWN]

    @property
    def more(self) -> int:
        """How many are not shown there."""
        return max(0, len(self.reasons) - MOST_SHOWN)


def said(found: Sequence[Finding]) -> list[Reason]:
    """Findings in the reader's words."""
    return [Reason(each.kind, sentence(each), grave(each)) for each in found]


def to_review(person: Person) -> list[Waiting]:
    """Jobs that wait for a reviewer of these centres: the gravest first, then the oldest."""
    rows: Any = with_relations(
        Job.objects.filter(centre__in=person.centres(Can.REVIEW_JOBS), state=JobState.MEASURED)
    ).annotate(
        hand=Exists(Reading.objects.filter(worksheet__job=OuterRef("pk"), by=person.user)),
    )
    jobs = list(rows)
    records = records_of(jobs)
    found = [
        Waiting(
            job=job,
            own=job.hand or job.technician_id == person.user.pk,
            findings=findings(records[job.pk]),
        )
        for job in jobs
    ]
    return sorted(
        found, key=lambda each: (-each.rank * each.unusual, each.job.submitted_at, each.job.pk)
    )
