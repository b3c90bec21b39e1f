"""Tasks as they are read once, with their extensions and products, and what their days say."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from planning.models import Extension, Product, ScienceTask
from planning.states import TaskKind
from reports.indicators.entries import standing, still
from reports.indicators.question import Question


@dataclass(frozen=True)
class Task:
    """One task. `extensions`: (asked on, approved on, pk, until); `products`: (due, delivered)."""

    pk: int
    centre_id: int
    kind: str
    level: str
    role: str
    strand: str
    code: str
    starts_on: date
    ends_on: date
    submitted_on: date | None
    approved_on: date | None
    acceptance_due_on: date | None
    accepted_on: date | None
    stopped_on: date | None
    extensions: list[tuple[date, date | None, int, date]] = field(default_factory=list)
    products: list[tuple[date, date | None]] = field(default_factory=list)

    def over_by(self, day: date) -> bool:
        """Accepted or stopped by then."""
        return any(one is not None and one <= day for one in (self.accepted_on, self.stopped_on))

    def deadline(self, on: date) -> date:
        """What held on a day: the first deadline, or that of the extension approved last."""
        granted = [
            (approved, pk, until)
            for _asked, approved, pk, until in self.extensions
            if approved is not None and approved <= on
        ]
        return max(granted)[2] if granted else self.ends_on

    def extended_by(self, day: date) -> bool:
        """Whether an extension was approved by then."""
        return any(
            approved and approved <= day for _asked, approved, _pk, _until in self.extensions
        )

    def asked_within(self, start: date, end: date) -> bool:
        """Whether an extension was asked for in these days."""
        return any(start <= asked <= end for asked, _approved, _pk, _until in self.extensions)

    def delivered_by(self, day: date) -> bool:
        """Whether it has products and all were delivered by then."""
        return bool(self.products) and all(
            delivered is not None and delivered <= day for _due, delivered in self.products
        )


_FIELDS = tuple(Task.__dataclass_fields__)[:-2]


def tasks(asked: Question) -> list[Task]:
    """Those not over before the period, and those approved in it: three queries."""
    of_task = _of_task("", asked)
    rows = standing(ScienceTask, asked).filter(of_task).order_by("starts_on", "code", "pk")
    found = {row[0]: Task(*row) for row in rows.values_list(*_FIELDS)}
    for pk, extension in _extensions(asked):
        if pk in found:  # a task that came between two statements is left to the next time
            found[pk].extensions.append(extension)
    for pk, product in _products(asked):
        if pk in found:
            found[pk].products.append(product)
    return list(found.values())


def _of_task(prefix: str, asked: Question) -> Q:
    before = Q(**{f"{prefix}accepted_on__lt": asked.start})
    before |= Q(**{f"{prefix}stopped_on__lt": asked.start})
    # `~` over nullable columns: Django adds the IS NOT NULL that makes a blank day "not before".
    return ~before | Q(**{f"{prefix}approved_on__range": (asked.start, asked.until)})


def _below(asked: Question) -> Q:
    path = Q(task__centre__path__startswith=asked.centre.path)
    return path & still("task__", asked) & _of_task("task__", asked)


def _extensions(asked: Question) -> Iterable[tuple[int, Any]]:
    rows = Extension.objects.filter(_below(asked), still("", asked))
    values = rows.order_by().values_list("task_id", "asked_on", "approved_on", "pk", "until")
    return ((pk, tuple(rest)) for pk, *rest in values)


def _products(asked: Question) -> Iterable[tuple[int, Any]]:
    rows = Product.objects.filter(_below(asked), still("", asked))
    values = rows.order_by().values_list("task_id", "due_on", "delivered_on")
    return ((pk, tuple(rest)) for pk, *rest in values)


def _running(asked: Question) -> dict[str, list[Task]]:
    found: dict[str, list[Task]] = defaultdict(list)
    for task in asked.rows(tasks):
        if task.starts_on <= asked.until and not _over_before(task, asked.start):
            found[task.kind].append(task)
    return found


def _over_before(task: Task, day: date) -> bool:
    return any(one is not None and one < day for one in (task.accepted_on, task.stopped_on))


def running(asked: Question, kind: str = TaskKind.SCIENCE) -> list[Task]:
    """Tasks whose life meets the period up to the cut-off.

    A task lives from its start until it is accepted or stopped; its deadline alone ends nothing.
    """
    return asked.once(_running).get(kind, [])


def every_science_task(asked: Question) -> list[Task]:
    """Science tasks not over before the period, begun or not, and those approved in it."""
    return [task for task in asked.rows(tasks) if task.kind == TaskKind.SCIENCE]
