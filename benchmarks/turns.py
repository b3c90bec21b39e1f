"""Ours and the hand-written one by turns on one PostgreSQL, and where the time of a query goes."""

from collections.abc import Callable
from typing import Any

from benchmarks import database

ROUNDS = 7


def by_turns(acts: dict[str, Callable[[], Any]], rounds: int = ROUNDS) -> dict[str, float]:
    """The best milliseconds of each act; they take turns, the first round only warms."""
    took: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(rounds + 1):
        for name, act in acts.items():
            took[name].append(database.milliseconds(act))
    return {name: min(each[1:]) for name, each in took.items()}


def queries_of(act: Callable[[], Any]) -> list[str]:
    """The statements that an act asks, with their values."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        act()
    return [each["sql"] for each in captured.captured_queries]


def slowest(statements: list[str], lines: int = 25) -> str:
    """The plan, as run, of the slowest of these statements: its first lines, which weigh most."""
    from django.db import connection

    plans = []
    with connection.cursor() as cursor:
        for text in statements:
            if text.lstrip().upper().startswith(("SELECT", "WITH")):
                cursor.execute(
                    "EXPLAIN (ANALYZE, COSTS OFF, BUFFERS OFF) " + text.replace("%", "%%"), []
                )
                plan = [row[0] for row in cursor.fetchall()]
                plans.append((float(plan[-1].split()[-2]), plan))
    _took, plan = max(plans)
    more = [f"… {len(plan) - lines} lines more"] if len(plan) > lines else []
    return "\n".join([*plan[:lines], *more, plan[-1]])
