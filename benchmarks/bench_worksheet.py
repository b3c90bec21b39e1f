"""A worksheet of 200 readings: its evaluation with a budget at every point; its queries.

Evaluated is what the page and the submission evaluate: plain data in, errors, limits, verdicts
and budgets out. Opened is the whole bundle through the API, with few readings and with all.
"""

import json
from typing import Any

from benchmarks import database, worksheets
from benchmarks.measuring import microseconds

LIMIT_MS, LIMIT_QUERIES = 50, 15


def measure() -> dict[str, Any]:
    """Milliseconds of an evaluation, and the queries of the bundle with few readings and all."""
    from django.utils import timezone

    from calibration.evaluation import evaluate
    from calibration.models import Job
    from calibration.queries import work_of
    from tests.factories.people import api

    at = timezone.now()
    lab, model = worksheets.laboratory(at)
    client = api(lab.technician)
    readings = worksheets.readings(model, at)
    _send(client, readings[:10])
    few = _queries(client, model)
    _send(client, readings[10:])
    job = Job.objects.select_related("procedure", "worksheet").get(pk=model.pk)
    work = work_of(job, job.worksheet, job.worksheet.readings.all())
    if any("missing" in point.budget for point in evaluate(work).points):
        raise SystemExit("a point without a budget")
    took = microseconds(lambda: evaluate(work)) / 1e3
    opened = [database.milliseconds(lambda: _open(client, model)) for _ in range(7)]
    return {"ms": took, "few": few, "all": _queries(client, model), "open": min(opened)}


def _send(client: Any, readings: Any) -> None:
    body = json.dumps({"device": "bench", "readings": readings})
    url = "/api/v1/readings/batch/"
    answer = client.generic("POST", url, body, "application/json", HTTP_HOST="localhost")
    if answer.json()["counts"]["accepted"] != len(readings):
        raise SystemExit(answer.content.decode()[:400])


def _open(client: Any, job: Any) -> None:
    answer = client.get(f"/api/v1/jobs/{job.pk}/worksheet/", HTTP_HOST="localhost")
    if answer.status_code != 200:
        raise SystemExit(answer.content.decode()[:400])


def _queries(client: Any, job: Any) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        _open(client, job)
    return len(captured)


def main() -> None:
    """Print the table."""
    if not (found := database.in_each_engine(__file__, measure)):
        return
    print(
        f"## A worksheet of {worksheets.READINGS} readings, {worksheets.POINTS} points with"
        " budgets\n\n"
        f"Limits: {LIMIT_MS} ms to evaluate, {LIMIT_QUERIES} queries to open, whatever the number"
        " of readings.\n\n"
        "| engine | evaluate, ms | ÷ limit | open through the API, ms | queries: 10 readings,"
        " all |\n"
        "| --- | ---: | ---: | ---: | ---: |"
    )
    for engine, one in found.items():
        print(
            f"| {engine} | {one['ms']:.1f} | {one['ms'] / LIMIT_MS:.2f} | {one['open']:.0f} |"
            f" {one['few']}, {one['all']} |"
        )


if __name__ == "__main__":
    main()
