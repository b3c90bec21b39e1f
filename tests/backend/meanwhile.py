"""One change that is done and not yet committed while another begins, on PostgreSQL."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

LONGEST = 30  # seconds, for a machine that is busy


def meanwhile(
    first: Callable[[], Any],
    second: Callable[[], Any],
    then: Callable[[], Any] | None = None,
) -> tuple[Any, Any]:
    """What both give, or why not: `second` begins when `first` is done, before it is committed.

    `first` is committed as soon as `second` waits for one of its locks, or is over without; with
    `then`, that is done before, in its transaction, and is what is given.
    """
    done, over = threading.Event(), threading.Event()
    found: list[Any] = [None, None]

    def begin() -> None:
        with transaction.atomic():
            try:
                found[0] = first()
            finally:
                done.set()
            _until(lambda: over.is_set() or _waits())
            if then is not None:
                found[0] = then()

    def go_on() -> None:
        done.wait(LONGEST)
        try:
            found[1] = second()
        finally:
            over.set()

    threads = [threading.Thread(target=_kept, args=(act, found, i)) for i, act in
               enumerate((begin, go_on))]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2 * LONGEST)
    return found[0], found[1]


def _kept(act: Callable[[], None], found: list[Any], place: int) -> None:
    try:
        act()
    except Exception as error:  # noqa: BLE001 — a refusal, or what would be a fault of ours
        found[place] = error
    finally:
        connection.close()


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST
    while not holds() and time.monotonic() < end:
        time.sleep(0.01)


def _waits() -> bool:
    """Whether anybody in this database waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE NOT granted AND datname = current_database()"
        )
        return bool(cursor.fetchone()[0])
