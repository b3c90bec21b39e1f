"""A report that waits to be closed, and a closing that is killed at a chosen place."""

import os
import signal
from collections.abc import Callable
from typing import Any

PLACE = "CHUAN_KILL_AT"  # the beginning of the statement before which the process dies


def reviewed() -> dict[str, Any]:
    """A unit with a contract, an address that gets its reports, and last year's report, reviewed."""
    from django.utils import timezone

    from accounts.permissions import Role
    from reports.periodic.subscriptions import subscribe
    from tests.factories import contracts, people, periodic

    now, year = timezone.now(), timezone.localdate().year - 1
    hue = people.centre("HUE")
    day = timezone.localdate().replace(year=year, month=3, day=1)
    contracts.signed(people.customer(hue), 1_000_000, on=day, at=now)
    report = periodic.reviewed(hue, str(year), at=now)
    subscribe(centre=hue, email="a@test.example", name="", language="vi", by=report.made_by, at=now)
    closer = people.person(Role.MANAGER, hue, "Hoàng Văn Lãnh")
    return {"report": report.pk, "closer": closer.email, "closer_id": closer.pk}


def close_and_die() -> dict[str, Any]:
    """Ask for the closing and run its task as a worker does, until a statement kills the process."""
    from django.db import connection
    from django.utils import timezone

    from accounts.models import User
    from accounts.permissions import Role
    from common.queue import drain
    from reports.models import PeriodReport
    from reports.periodic.asking import ask_close, closings

    begin = os.environ[PLACE]

    def killing(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.replace('"', "").startswith(begin):
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, *rest)

    report = PeriodReport.objects.get()
    if not closings(report):
        by = User.objects.get(memberships__role=Role.MANAGER)
        ask_close(report_id=report.pk, by=by, at=timezone.now())
    with connection.execute_wrapper(killing):
        drain()
    return {}


FRESH: dict[str, Callable[[], dict[str, Any]]] = {one.__name__: one for one in (reviewed,)}
