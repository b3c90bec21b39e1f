"""The figures of the department head's page, counted in SQL; a fixed number of queries."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import CharField, Count, Q
from django.db.models.functions import Cast, TruncDate

from audit.models import Event
from calibration.models import Job
from calibration.queries import with_relations
from calibration.states import JobState
from calibration.today import Task, visits
from planning.rates import Rate
from reports.dashboards.department_work import (
    AGES,
    AHEAD,
    SENT_BACK,
    SUBJECT,
    Cause,
    Stay,
    Unit,
    by_due,
    monday,
)

MOST_OVERDUE, MOST_RETURNS, MOST_KINDS = 10, 10, 12
NONE, PAST, LATER = "none", "past", "later"  # words of an address beside a key or a week


@dataclass(frozen=True)
class Load:
    """Open work of one technician or kind: `key` is None where there is none."""

    key: int | None
    name: Any
    waiting: int
    measuring: int
    measured: int
    overdue: int

    @property
    def count(self) -> int:
        """All of it."""
        return self.waiting + self.measuring + self.measured

    @property
    def narrow(self) -> str:
        """As an address names it."""
        return NONE if self.key is None else str(self.key)


@dataclass(frozen=True)
class Kind:
    """A kind of instrument by both names; `either` of them is shown."""

    name_vi: str
    name_en: str


def _states() -> dict[str, Count]:
    return {
        "waiting": Count("pk", filter=Q(state=JobState.OPEN)),
        "measuring": Count("pk", filter=Q(state=JobState.MEASURING)),
        "measured": Count("pk", filter=Q(state=JobState.MEASURED)),
    }


def by_technician(unit: Unit) -> list[Load]:
    """Open jobs of each technician, nobody's first, then who has most; one query."""
    late = Count("pk", filter=Q(due_on__lt=unit.day))
    rows = unit.open.order_by().values_list("technician", "technician__full_name")
    found = [Load(*row) for row in rows.annotate(**_states(), overdue=late)]
    return sorted(found, key=lambda one: (one.key is not None, -one.count, str(one.name)))


def by_kind(unit: Unit) -> list[Load]:
    """Open jobs of each kind of instrument, the most first; samples have no kind; one query."""
    late = Count("pk", filter=Q(due_on__lt=unit.day))
    names = ("instrument__type", "instrument__type__name_vi", "instrument__type__name_en")
    rows = unit.open.order_by().values_list(*names).annotate(**_states(), overdue=late)
    found = [Load(key, Kind(vi, en) if key else None, *counts) for key, vi, en, *counts in rows]
    return sorted(found, key=lambda one: (-one.count, one.key or 0))


@dataclass(frozen=True)
class Due:
    """Open jobs that fall due in a week; `narrow` is past, the Monday, later or none."""

    narrow: str
    monday: date | None
    count: int


def by_due_week(unit: Unit) -> list[Due]:
    """Overdue, then week by week, later, without a day; one query."""
    days: Counter[date | None] = Counter()
    for day, n in unit.open.order_by().values_list("due_on").annotate(n=Count("pk")):
        days[day] += n
    first = monday(unit.day)
    mondays = [first + timedelta(weeks=n) for n in range(AHEAD)]
    end = first + timedelta(weeks=AHEAD)
    weeks: Counter[str] = Counter()
    for due, n in days.items():
        weeks[_narrow_of(due, unit.day, end)] += n
    return [
        Due(PAST, None, weeks[PAST]),
        *(Due(each.isoformat(), each, weeks[each.isoformat()]) for each in mondays),
        Due(LATER, None, weeks[LATER]),
        Due(NONE, None, weeks[NONE]),
    ]


def _narrow_of(due: date | None, day: date, end: date) -> str:
    if due is None:
        return NONE
    if due < day:
        return PAST
    return LATER if due >= end else monday(due).isoformat()


@dataclass(frozen=True)
class Week:
    """Work received and performed in a week."""

    monday: date
    received: int
    performed: int

    @property
    def narrow(self) -> str:
        """As an address names it."""
        return self.monday.isoformat()


def by_week(unit: Unit) -> tuple[list[Week], int, int]:
    """The last weeks of the period, and what was received and performed in all of it; two queries.

    A week counts what of it lies in the period.
    """
    came = unit.received.order_by().annotate(on=TruncDate("created_at")).values_list("on")
    done = unit.performed.order_by().values_list("performed_on")
    received, performed = (_weeks(rows.annotate(n=Count("pk"))) for rows in (came, done))
    weeks = [Week(each, received[each], performed[each]) for each in unit.weeks]
    return weeks, received.total(), performed.total()


def _weeks(rows: Iterable[tuple[date, int]]) -> Counter[date]:
    found: Counter[date] = Counter()
    for day, n in rows:
        found[monday(day)] += n
    return found


def by_cause(unit: Unit) -> list[tuple[Cause, int]]:
    """Overdue jobs by where they stand; one query."""
    rows = unit.overdue.order_by().values_list("cause").annotate(n=Count("pk"))
    found = dict(rows)
    return [(cause, found.get(cause.value, 0)) for cause in Cause]


@dataclass(frozen=True)
class Late:
    """One overdue job: how many days, where it stands, what blocks its start."""

    task: Task
    days: int
    cause: Cause

    @property
    def job(self) -> Job:
        """The job."""
        return self.task.job


def longest_overdue(unit: Unit, most: int = MOST_OVERDUE) -> list[Late]:
    """The first of them, with what blocks each; the number of queries does not grow with them."""
    jobs = list(by_due(with_relations(unit.overdue))[:most])
    tasks = {task.job.pk: task for visit in visits(jobs, unit.day) for task in visit.tasks}
    return [
        Late(tasks[job.pk], (unit.day - job.due_on).days, Cause(job.cause))  # type: ignore[attr-defined, operator]
        for job in jobs
    ]


@dataclass(frozen=True)
class Sent:
    """One job sent back: when, by whom, why."""

    job: Job
    at: Any
    by: str
    why: str


def newest_returns(unit: Unit, most: int = MOST_RETURNS) -> list[Sent]:
    """The newest of the period, each with its reason; two queries."""
    keys = unit.returned.order_by().annotate(key=Cast("pk", CharField())).values("key")
    rows = Event.objects.filter(
        subject_type=SUBJECT, subject_id__in=keys, verb__in=SENT_BACK, at__gte=unit.began,
        at__lt=unit.ended,
    )  # fmt: skip
    newest = list(rows.order_by("-at", "-pk")[:most])
    jobs = with_relations(unit.jobs).in_bulk([int(one.subject_id) for one in newest])
    return [Sent(jobs[int(one.subject_id)], one.at, one.by_name, one.why) for one in newest]


@dataclass(frozen=True)
class First:
    """Of the work performed by one technician, how much the approver never sent back."""

    key: int | None
    name: str
    performed: int
    right: int

    @property
    def rate(self) -> Rate:
        """From the two sums; “–” where nothing was performed."""
        return Rate(self.right, self.performed)

    @property
    def narrow(self) -> str:
        """As an address names it."""
        return NONE if self.key is None else str(self.key)


def first_right(unit: Unit) -> list[First]:
    """By technician, by name; one query. Who may not see people's shares adds them up."""
    rows = unit.judged.order_by().values_list("technician", "technician__full_name")
    right = Count("pk", filter=Q(back=False))
    found = [First(*row) for row in rows.annotate(n=Count("pk"), right=right)]
    return sorted(found, key=lambda one: (one.name or "", one.key or 0))


def together(every: Sequence[First]) -> First:
    """All of them: sums of sums."""
    return First(None, "", sum(one.performed for one in every), sum(one.right for one in every))


@dataclass(frozen=True)
class Held:
    """Things in custody of one age: those with work left, those ready to be handed back."""

    age: int
    work: int
    ready: int

    @property
    def least(self) -> int:
        """From so many days."""
        return AGES[self.age][0]

    @property
    def most(self) -> int | None:
        """To so many days."""
        return AGES[self.age][1]


def custody_by_age(unit: Unit) -> list[Held]:
    """One query."""
    wanted = {
        f"{stay}_{age}": Count("pk", filter=Q(stay=stay, **unit.aged(age)))
        for age in range(len(AGES))
        for stay in Stay.values
    }
    found = unit.custody.order_by().aggregate(**wanted)
    return [Held(age, found[f"work_{age}"], found[f"ready_{age}"]) for age in range(len(AGES))]
