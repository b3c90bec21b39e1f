"""Task rows: written with the change, run after it, harmless twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from common.errors import Refused
from common.models import Task, TaskState
from common.queue import REGISTRY, Progress, drain, enqueue, release_abandoned, work

calls: list[int] = []


@work("tests.note")
def note(*, progress: Progress, number: int) -> dict[str, int]:
    progress.say(1, 2)
    calls.append(number)
    return {"number": number}


@work("tests.stumble")
def stumble(*, progress: Progress) -> None:
    raise OSError("disk")


@work("tests.refuse")
def refuse(*, progress: Progress) -> None:
    raise Refused("không được")


@pytest.fixture(autouse=True)
def _empty() -> Any:
    calls.clear()
    yield
    assert "tests.note" in REGISTRY


@pytest.mark.django_db(transaction=True)
def test_a_task_runs_once_and_keeps_its_result() -> None:
    task = enqueue(note, number=7)

    assert drain() == 1
    assert drain() == 0

    task.refresh_from_db()
    assert (calls, task.state, task.result) == ([7], TaskState.DONE, '{"number":7}')
    assert (task.done, task.total) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_leaves_no_task() -> None:
    def change_and_fail() -> None:
        with transaction.atomic():
            enqueue(note, number=7)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_fail()

    assert drain() == 0
    assert not Task.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_key_is_one_task() -> None:
    assert enqueue(note, key="note-1", number=1).pk == enqueue(note, key="note-1", number=1).pk

    drain()

    assert calls == [1]


@pytest.mark.django_db(transaction=True)
def test_a_stumble_is_tried_again_later_and_ends_after_five() -> None:
    task = enqueue(stumble)

    for attempt in range(1, 6):
        Task.objects.update(run_after=timezone.now())
        drain()
        task.refresh_from_db()
        assert task.attempts == attempt

    assert (task.state, task.error) == (TaskState.FAILED, "disk")


@pytest.mark.django_db(transaction=True)
def test_a_refusal_is_final_at_once() -> None:
    task = enqueue(refuse)

    drain()

    task.refresh_from_db()
    assert (task.state, task.error, task.attempts) == (TaskState.FAILED, "không được", 1)


@pytest.mark.django_db(transaction=True)
def test_what_a_dead_worker_held_is_taken_up_when_its_lease_ends() -> None:
    task = enqueue(note, number=3)
    now = timezone.now()
    Task.objects.update(state=TaskState.RUNNING, lease_until=now + timedelta(minutes=1))

    assert drain() == 0
    Task.objects.update(lease_until=now - timedelta(seconds=1))
    assert drain() == 1

    task.refresh_from_db()
    assert task.state == TaskState.DONE


@pytest.mark.django_db(transaction=True)
def test_a_single_process_takes_up_everything_at_its_start() -> None:
    enqueue(note, number=3)
    Task.objects.update(state=TaskState.RUNNING, lease_until=timezone.now() + timedelta(hours=1))

    assert release_abandoned() == 1
    assert drain() == 1
