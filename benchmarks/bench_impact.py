"""A wrong calibration event under 100 000 readings: every point it supported, recomputed.

What is timed is the stream of touched jobs, from the event to the last point. Memory is that of a
process which does nothing else, beside the same with a tenth of the worksheets.
"""

import json
import os
import resource
import subprocess
import sys
from time import perf_counter
from typing import Any

from benchmarks import database, worksheets

READINGS = 100_000
SHEETS = READINGS // worksheets.READINGS
PART = "BENCH_IMPACT_STREAM"


def measure() -> list[dict[str, Any]]:
    """What streaming takes with a tenth of the worksheets, then with all."""
    from django.utils import timezone

    at = timezone.now()
    lab, model = worksheets.laboratory(at)
    worksheets.fill([model], lab.technician, at)
    found = []
    for number in (SHEETS // 10, SHEETS - SHEETS // 10):
        worksheets.measured(model, number, lab.technician, at)
        found.append(_stream_in_a_process_of_its_own())
    return found


def _stream_in_a_process_of_its_own() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, __file__], env={**os.environ, PART: "1"}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def stream() -> dict[str, Any]:
    """Seconds, queries, jobs, points and peak memory of one stream."""
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from certificates.impact.computing import touched
    from certificates.impact.findings import Suspect
    from instruments.models import StandardCalibration
    from tests.factories.impact import corrected

    wrong = StandardCalibration.objects.filter(points__isnull=False).distinct().get()
    with transaction.atomic():
        right = corrected(wrong, "-0.05")
        start, jobs, points, moved = perf_counter(), 0, 0, 0
        with CaptureQueriesContext(connection) as captured:
            for each in touched(Suspect(wrong, right)):
                jobs += 1
                points += len(each.points)
                moved += sum(point.change not in ("", "0") for point in each.points)
        took = perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        transaction.set_rollback(True)
    if not moved:
        raise SystemExit("no point moved")
    return {"seconds": took, "jobs": jobs, "points": points, "peak": peak,
            "queries": len(captured)}  # fmt: skip


def main() -> None:
    """Print the table."""
    if os.environ.get(PART):
        database.answer(stream)
        return
    if not (found := database.in_each_engine(__file__, measure)):
        return
    print(
        f"## Impact: one wrong event under {READINGS:,} readings\n\n"
        "Limits: as many queries for a tenth of the worksheets as for all; streamed.\n\n"
        "| engine | worksheets | points | queries | s | ms per worksheet | peak memory, MB |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |".replace(",", " ", 1)
    )
    for engine, parts in found.items():
        for one in parts:
            print(
                f"| {engine} | {one['jobs']} | {one['points']} | {one['queries']} |"
                f" {one['seconds']:.1f} | {one['seconds'] / one['jobs'] * 1e3:.1f} |"
                f" {one['peak']:.0f} |"
            )


if __name__ == "__main__":
    main()
