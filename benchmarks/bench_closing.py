"""Closing a report of a half-year as the task does it: how long it takes, and its memory.

PostgreSQL, ten years of contracts with 700 000 certificates. The whole institute's half-year is
closed by a process that does nothing else, after the report of the half-year before, of which it
has to tell what came late. The peak is that process's own, from its start (Linux).
"""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks import certified, database, planned, ten_years

CERTIFICATES = 700_000
CENTRE = "INST"
PERIODS = (f"{ten_years.LAST.year - 1}-H2", f"{ten_years.LAST.year}-H1")
ROWS, SECONDS, MEGABYTES = 40_000, 30, 400
TASK = os.environ.get("BENCH_TASK", "")


def measure() -> dict[str, Any]:
    """What the process of the task told, with how many rows were frozen."""
    rows = ten_years.fill()
    rows["certificate"] = certified.fill(CERTIFICATES)["certificate"]
    planned.fill()
    first, second = (closed(period) for period in PERIODS)
    return {"rows": rows, "first": first, **second, **_frozen()}


def closed(period: str) -> dict[str, Any]:
    """Begin, explain and review a report; then let a process of its own close it."""
    from django.utils import timezone

    from accounts.models import Centre, User
    from common.period import Period
    from common.queue import enqueue
    from reports.periodic import services
    from reports.periodic.drafting import statement_of
    from reports.periodic.tasks import close_report

    writer = User.objects.get(email__startswith="contract_officer@")
    director = User.objects.get(email__startswith="manager@")
    at, asked = timezone.now(), Period.parse(period)
    report = services.begin(
        centre=Centre.objects.get(code=CENTRE), period=asked, cut_off=asked.end, by=writer, at=at
    )
    for line in statement_of(report).missed:
        services.tell_cause(
            report_id=report.pk, indicator=line.code, text="Mưa lũ", by=writer, at=at
        )
    services.review(report_id=report.pk, by=director, at=at + timedelta(seconds=1))
    enqueue(close_report, report_id=report.pk, user_id=director.pk)
    done = subprocess.run(
        [sys.executable, __file__],
        env={**os.environ, "BENCH_TASK": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def run_task() -> dict[str, Any]:
    """Run what waits, as a worker does; its time, its memory before and at its peak, its steps."""
    from django.db import connection

    from common.models import Task, TaskState
    from common.queue import drain

    before = _memory("VmRSS")
    connection.force_debug_cursor = False
    begun = perf_counter()
    drain()
    took = perf_counter() - begun
    task = Task.objects.order_by("pk").filter(name="reports.close_report").last()
    if task is None or task.state != TaskState.DONE:
        raise SystemExit(f"the report was not closed: {task and task.error}")
    return {"s": took, "before": before, "peak": _memory("VmHWM"), "steps": [task.done, task.total]}


def _memory(name: str) -> float:
    """Megabytes of this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024


def _frozen() -> dict[str, Any]:
    """Figures of the newest closing, rows kept with them, and how many different ones."""
    from reports.models import ClosedReport

    closing = ClosedReport.objects.latest("pk")
    figures = json.loads(closing.statement)["figures"]
    models = {one["code"]: one["model"] for one in figures}
    kept, different = 0, set()
    for one in closing.figures.all():
        rows = json.loads(one.rows)
        kept += len(rows)
        different |= {(models[one.code], row[0]) for row in rows}
    return {"figures": len(figures), "kept": kept, "different": len(different)}


def main() -> None:
    """Print the table; 1 where a limit is missed."""
    if TASK:
        database.answer(run_task)
        return
    if database.ENGINE:
        database.answer(measure)
        return
    found = database.run_in(__file__, "postgresql")
    print(
        f"## Closing a half-year of {found['different']} rows\n\n"
        f"Limits for {ROWS} rows: {SECONDS} s as a task, {MEGABYTES} MB. PostgreSQL,"
        f" {found['rows']['certificate']} certificates, {found['rows']['contract']} contracts of"
        f" ten years; {found['figures']} figures freeze {found['kept']} rows,"
        f" {found['different']} different ones. The second has to tell what came late to the"
        " first.\n\n"
        "| report | s | ÷ limit | peak memory, MB | ÷ limit | idle, MB | steps told |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n"
        + "\n".join(
            _line(period, told)
            for period, told in zip(PERIODS, (found["first"], found), strict=True)
        )
    )


def _line(period: str, told: dict[str, Any]) -> str:
    s, peak = told["s"], told["peak"]
    return (
        f"| {period} | {s:.1f} | {s / SECONDS:.2f} | {peak:.0f} | {peak / MEGABYTES:.2f} |"
        f" {told['before']:.0f} | {told['steps'][0]} of {told['steps'][1]} |"
    )


if __name__ == "__main__":
    main()
