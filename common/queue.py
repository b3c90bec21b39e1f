"""Task rows and their execution: same rows in the embedded default and in production.

A row is written in the transaction of the change that wants it. After the commit a hint wakes
whoever executes: the server's thread, or Celery. A lost hint costs a sweep's delay, never the
work. Work is at-least-once, so every task function is harmless twice.
"""

import json
import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from common.canonical import canonical
from common.models import Task, TaskState

LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 5
PATIENCE = timedelta(days=1)  # with what is away and may come back by itself
LONGEST_PAUSE = timedelta(minutes=10)
log = logging.getLogger(__name__)
woken = threading.Event()

type_of_work = Callable[..., Any]
REGISTRY: dict[str, type_of_work] = {}


class TryAgain(Exception):
    """Something that the work needs is away: storage, a key, an authority. Tried for a day.

    The sentence is kept with the row and shown to whoever waits for it.
    """


class Progress:
    """What a task function gets to say how far it is. Silent inside a transaction."""

    def __init__(self, task_id: int | None = None) -> None:
        self.task_id = task_id

    def say(self, done: int, total: int) -> None:
        """Write the progress and renew the lease, unless a transaction would hide it anyway."""
        if self.task_id is None or connection.in_atomic_block:
            return
        Task.objects.filter(pk=self.task_id).update(
            done=done, total=total, lease_until=timezone.now() + LEASE
        )


def work(name: str) -> Callable[[type_of_work], type_of_work]:
    """Register a task function `f(*, progress, **ids) -> JSON-able | None` under `name`."""

    def register(function: type_of_work) -> type_of_work:
        REGISTRY[name] = function
        function.task_name = name  # type: ignore[attr-defined]
        return function

    return register


def enqueue(
    function: type_of_work, *, key: str | None = None, by_id: int | None = None, **ids: Any
) -> Task:
    """Write a task row in the present transaction; with a known `key`, the row that is there."""
    now = timezone.now()
    row = {
        "name": function.task_name,  # type: ignore[attr-defined]
        "arguments": canonical(ids),
        "owner_id": by_id,
        "created_at": now,
        "run_after": now,
    }
    if key is None:
        task = Task.objects.create(**row)
    else:
        task, _ = Task.objects.get_or_create(key=key, defaults=row)
    transaction.on_commit(hint, robust=True)
    return task


def ask_again(key: str) -> bool:
    """Take a failed task up again from the beginning; False where there is none."""
    now = timezone.now()
    found = Task.objects.filter(key=key, state=TaskState.FAILED).update(
        state=TaskState.WAITING, attempts=0, created_at=now, run_after=now, finished_at=None
    )
    transaction.on_commit(hint, robust=True)
    return bool(found)


def hint() -> None:
    """Tell the executor that there is something to do."""
    import_string(settings.TASKS_HINT)()


def wake_thread() -> None:
    """The embedded hint: the draining thread looks at once."""
    woken.set()


def drain(*, most: int = 100) -> int:
    """Run what is due, oldest first; returns how many ran."""
    ran = 0
    while ran < most:
        task = _claim(timezone.now())
        if task is None:
            break
        _run(task)
        ran += 1
    return ran


def _due(now: datetime) -> Q:
    waiting = Q(state=TaskState.WAITING, run_after__lte=now)
    abandoned = Q(state=TaskState.RUNNING, lease_until__lt=now)
    return waiting | abandoned


def _claim(now: datetime) -> Task | None:
    """Take one due row. The conditional UPDATE decides between two takers on both engines."""
    for task in Task.objects.filter(_due(now)).order_by("run_after", "pk")[:10]:
        mine = Task.objects.filter(
            pk=task.pk, state=task.state, attempts=task.attempts, lease_until=task.lease_until
        ).update(state=TaskState.RUNNING, attempts=task.attempts + 1, lease_until=now + LEASE)
        if mine:
            task.refresh_from_db()
            return task
    return None


def _run(task: Task) -> None:
    try:
        result = REGISTRY[task.name](progress=Progress(task.pk), **json.loads(task.arguments))
    except Exception as error:
        log.exception("task %s failed", task)
        _fail(task, error)
        return
    Task.objects.filter(pk=task.pk).update(
        state=TaskState.DONE,
        finished_at=timezone.now(),
        lease_until=None,
        error="",
        result=canonical(result if result is not None else {}),
    )


def _fail(task: Task, error: Exception) -> None:
    """Back off and try again; a refusal, the fifth failure or a day of `TryAgain` is final."""
    from common.errors import DomainError

    now = timezone.now()
    final = isinstance(error, DomainError) or task.attempts >= MOST_ATTEMPTS
    if isinstance(error, TryAgain):
        final = now - task.created_at > PATIENCE
    pause = timedelta(seconds=5 * 2 ** min(task.attempts, MOST_ATTEMPTS * 2))
    Task.objects.filter(pk=task.pk).update(
        state=TaskState.FAILED if final else TaskState.WAITING,
        run_after=now + min(pause, LONGEST_PAUSE),
        finished_at=now if final else None,
        lease_until=None,
        error=str(error)[:2000],
    )


def release_abandoned() -> int:
    """At the start of a single-process server: nothing else can be running, so take it all up."""
    return Task.objects.filter(state=TaskState.RUNNING).update(
        state=TaskState.WAITING, lease_until=None, run_after=timezone.now()
    )
