"""The table of science tasks with both deadlines."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from planning.models import ScienceTask
from planning.rates import NONE
from reports.documents.shapes import Table, table

TASKS: Final = "st_total"  # the figure whose rows they are
_TITLE: Final = "Nhiệm vụ khoa học và công nghệ"
_COLUMNS: Final = (
    ("STT", 1.4, "center"),
    ("Nhiệm vụ", 4.8, "left"),
    ("Cấp, vai trò", 2.2, "center"),
    ("Bắt đầu", 2.7, "center"),  # a day takes one line
    ("Hạn ban đầu", 2.7, "center"),
    ("Hạn đã gia hạn", 2.7, "center"),
    ("Tình trạng", 2.9, "center"),
)


def tasks_table(ids: Iterable[int], on: date) -> Table:
    """The tasks with these keys as they stood on a day; two queries."""
    rows = ScienceTask.objects.filter(pk__in=list(ids)).prefetch_related("extensions")
    told = [(str(n), *_row(task, on)) for n, task in enumerate(rows, start=1)]
    return table(_TITLE, _COLUMNS, told)


def _row(task: ScienceTask, on: date) -> tuple[str, ...]:
    deadline = task.deadline(on)
    return (
        " ".join(str(task).split()),
        f"{task.get_level_display()}, {task.get_role_display()}",
        f"{task.starts_on:%d/%m/%Y}",
        f"{task.ends_on:%d/%m/%Y}",
        f"{deadline:%d/%m/%Y}" if deadline != task.ends_on else NONE,
        _state(task, deadline, on),
    )


def _state(task: ScienceTask, deadline: date, on: date) -> str:
    if task.accepted_on and task.accepted_on <= on:
        return f"nghiệm thu {task.accepted_on:%d/%m/%Y}"
    if task.stopped_on and task.stopped_on <= on:
        return "dừng"
    return "quá hạn" if deadline < on else "đang thực hiện"
