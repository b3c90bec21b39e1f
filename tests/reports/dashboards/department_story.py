"""A department at work, drawn by chance: jobs in every state, events of their return, custody."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Centre, User
from accounts.permissions import Role
from audit.record import record
from calibration.models import Custody, Job
from calibration.states import JobState, Service
from common.period import midnight
from reports.dashboards.department_work import Unit
from tests.factories import instruments, people
from tests.factories.people import TODAY

START = date(2026, 10, 1)
STATES = (*JobState.values, JobState.OPEN, JobState.APPROVED, JobState.APPROVED)


@dataclass(frozen=True)
class Story:
    """The centre, its two departments, one outside; whoever works there."""

    centre: Centre
    one: Centre
    two: Centre
    outside: Centre
    technicians: list[User]
    approver: User

    def unit(self, of: Centre | None = None, until: date = TODAY) -> Unit:
        """A unit from the first of October."""
        return Unit(of or self.one, TODAY, START, until)


def story() -> Story:
    """Nothing in it yet."""
    centre = people.centre("HUE")
    one, two = people.centre("P1", parent=centre), people.centre("P2", parent=centre)
    return Story(
        centre, one, two, people.centre("QTR"),
        [people.person(Role.TECHNICIAN, centre, f"Người {n}") for n in range(3)],
        people.person(Role.APPROVER, centre, "Lê Minh Họa"),
    )  # fmt: skip


def at(day: date, hour: int = 9) -> datetime:
    """A moment of a day, where the centre is."""
    return midnight(day) + timedelta(hours=hour)


def fill(of: Story, jobs: int, seed: int = 7) -> None:
    """So many jobs, a fifth of them sent back once or twice, and as many things in custody."""
    chance = random.Random(seed)
    centres = (of.one, of.one, of.two, of.outside)
    customers = {centre: people.customer(centre) for centre in centres}
    kinds = [instruments.kind(code) for code in ("pressure-gauge", "counter-scale")]
    for n in range(jobs):
        centre = chance.choice(centres)
        kind = chance.choice([*kinds, None])
        thing = instruments.instrument(customers[centre], kind.code) if kind else None
        job = _job(of, chance, centre=centre, customer=customers[centre], instrument=thing,
                   sample="" if thing else f"Mẫu {n}")  # fmt: skip
        for _again in range(chance.choice((0, 0, 0, 1, 2))):
            day = START + timedelta(days=chance.randrange(-20, 51))
            sent_back(job, of.approver, day, f"Lý do {n}")
        if chance.random() < 0.6:
            _held(of, chance, job)


def _job(of: Story, chance: random.Random, **facts: Any) -> Job:
    state = chance.choice(STATES)
    more: dict[str, Any] = {"technician": chance.choice([*of.technicians, None])}
    if state == JobState.MEASURED:
        more["submitted_at"] = at(TODAY)
    if state == JobState.APPROVED:
        day = START + timedelta(days=chance.randrange(-15, 51))
        more = {
            "technician": chance.choice(of.technicians), "performed_on": day,
            "approved_by": of.approver, "approved_at": at(day, 16), "outcome": "reported",
        }  # fmt: skip
    due = chance.choice([None, *(TODAY + timedelta(days=n) for n in range(-20, 70, 5))])
    created = START + timedelta(days=chance.randrange(-20, 51))
    return Job.objects.create(
        service=Service.CALIBRATION, state=state, due_on=due,
        created_at=at(created, chance.choice((0, 9, 23))), **more, **facts,
    )  # fmt: skip


def sent_back(job: Job, by: User, on: date, why: str) -> None:
    """The event of a return, as the service writes it."""
    verb = "job.return_paper" if job.pk % 2 else "job.return"
    with transaction.atomic():
        record(subject=job, verb=verb, by=by, at=at(on), chain=job.centre.code, why=why)


def _held(of: Story, chance: random.Random, job: Job) -> Custody:
    came = TODAY - timedelta(days=chance.choice((0, 1, 7, 8, 14, 15, 30, 31, 90)))
    back = chance.random() < 0.3
    left: dict[str, Any] = {}
    if back:
        left = {
            "returned_at": timezone.now(), "returned_by": of.approver, "returned_to": "Võ Văn Giao",
        }  # fmt: skip
    return Custody.objects.create(
        centre=job.centre, customer=job.customer, instrument=job.instrument, sample=job.sample,
        job=job, code=f"T{job.pk:06}", received_at=at(came, chance.choice((0, 23))),
        received_by=of.approver, brought_by="Võ Văn Giao", condition_in="bình thường", **left,
    )  # fmt: skip
