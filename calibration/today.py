"""A technician's day: many jobs, few queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Count, F, Q

from accounts.models import Customer, Site, User
from accounts.people import Person
from accounts.permissions import Can
from calibration.authority.powers import powers_for
from calibration.bundle import blocks_before
from calibration.centres import ancestors
from calibration.checks import Block, prepare, procedures_for
from calibration.models import Job, JobRows
from calibration.queries import standards_of_centres, with_relations
from calibration.states import JobState
from instruments.models import Standard

ON_PAPER = ("no_procedure", "on_paper")


@dataclass(frozen=True)
class Task:
    """One job of the day with what blocks it."""

    job: Job
    blocks: list[Block]
    late: bool

    @property
    def on_paper(self) -> bool:
        """Whether only a paper record settles it: a sample, or a kind without a procedure."""
        return bool(self.blocks) and (
            self.job.instrument is None or self.blocks[0].code in ON_PAPER
        )


@dataclass(frozen=True)
class Visit:
    """The jobs at one place of one customer."""

    customer: Customer
    site: Site | None
    tasks: list[Task]

    @property
    def measured(self) -> list[Task]:
        """What is done on the bench, now or once its block is gone."""
        return [task for task in self.tasks if not task.on_paper]

    @property
    def paper(self) -> list[Task]:
        """What is recorded on paper and only entered here."""
        return [task for task in self.tasks if task.on_paper]

    @property
    def paper_late(self) -> int:
        """How many of those are overdue."""
        return sum(task.late for task in self.paper)

    @property
    def paper_reasons(self) -> list[Block]:
        """Why they are on paper, each reason once."""
        return list({block.what: block for task in self.paper for block in task.blocks}.values())


def todays_jobs(person: Person) -> JobRows:
    """Mine and nobody's, to be done or being done, the most urgent first."""
    rows = with_relations(Job.objects.filter(centre__in=person.centres(Can.RECORD_READINGS)))
    mine: JobRows = (
        rows.filter(
            Q(technician=person.user) | Q(technician__isnull=True),
            state__in=(JobState.OPEN, JobState.MEASURING),
        )
        .annotate(
            readings=Count("worksheet__readings", distinct=True),
            returned=Count(
                "worksheet__returns",
                filter=Q(worksheet__returns__settled_by__isnull=True),
                distinct=True,
            ),
        )
        .order_by(F("due_on").asc(nulls_last=True), "customer__sort_name", "site_id", "pk")
    )
    return mine


def visits(jobs: Sequence[Job], day: date, by: User | None = None) -> list[Visit]:
    """Jobs by customer and place, places in the order of their most urgent job.

    Blocks are those of `by`, who would start them.
    """
    tasks = _tasks(jobs, day, by)
    order: dict[tuple[int, int], int] = {}
    for task in tasks:
        order.setdefault(_place(task), len(order))
    ordered = sorted(tasks, key=lambda task: order[_place(task)])
    return [
        Visit(group[0].job.customer, group[0].job.site, group)
        for group in (list(each) for _key, each in groupby(ordered, key=_place))
    ]


def _place(task: Task) -> tuple[int, int]:
    return (task.job.customer_id, task.job.site_id or 0)


def _tasks(jobs: Sequence[Job], day: date, by: User | None) -> list[Task]:
    centres = {job.centre_id: job.centre for job in jobs}
    versions = procedures_for(centres.values(), day)
    standards = standards_of_centres(centres.values())
    powers = powers_for(jobs, by)
    found = []
    for job in jobs:
        blocks: list[Block] = []
        if job.state == JobState.OPEN:
            near = _near(job, standards)
            before = prepare(job, versions, [], day, by=by, powers=powers)
            blocks = blocks_before(before, near, day)
        found.append(Task(job, blocks, job.due_on is not None and job.due_on < day))
    return found


def _near(job: Job, standards: Iterable[Standard]) -> list[Standard]:
    codes = ancestors(job.centre.path)
    return [standard for standard in standards if standard.centre.code in codes]
