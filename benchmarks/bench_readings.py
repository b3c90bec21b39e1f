"""A batch of 10 000 readings through the API beside the raw COPY or executemany of the same rows.

Everything counts from the body of the request to the body of the answer: JSON, permission, cells,
numbers, units, locks, rows, seals, events. The raw way writes equal rows, made ready before, to
worksheets of their own in the same table with the same indexes. Both commit. They take turns.
"""

import json
import statistics
from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from benchmarks import database, worksheets

READINGS, TURNS, LIMIT = 10_000, 7, 10
JOBS = READINGS // worksheets.READINGS


def measure() -> dict[str, Any]:
    """Milliseconds of both ways in every turn, and the queries of a batch."""
    from django.utils import timezone

    from tests.factories.people import api

    at = timezone.now()
    lab, model = worksheets.laboratory(at)
    client = api(lab.technician)
    queries = [_queries(client, _body(worksheets.copies(model, jobs), at)) for jobs in (1, JOBS)]
    ours, raw = [], []
    for _ in range(TURNS):
        body = _body(worksheets.copies(model, JOBS), at)
        ours.append(database.milliseconds(partial(_post, client, body)))
        rows = _rows(worksheets.copies(model, JOBS), lab.technician.pk, at)
        raw.append(database.milliseconds(partial(_write, rows)))
    return {"ours": ours, "raw": raw, "queries": queries}


def _body(jobs: Sequence[Any], at: Any) -> bytes:
    readings = [one for job in jobs for one in worksheets.readings(job, at)]
    return json.dumps({"device": "bench", "readings": readings}).encode()


def _post(client: Any, body: bytes) -> None:
    answer = client.generic(
        "POST", "/api/v1/readings/batch/", body, "application/json", HTTP_HOST="localhost"
    )
    counts = answer.json()["counts"]
    if answer.status_code != 200 or counts["accepted"] != sum(counts.values()):
        raise SystemExit(f"{answer.status_code}: {counts}")


def _queries(client: Any, body: bytes) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        _post(client, body)
    return len(captured)


# The raw way


def _rows(jobs: Sequence[Any], by: int, at: Any) -> list[tuple[Any, ...]]:
    """What the columns of the table hold, as the engine stores it."""
    from django.db import connection

    lite = connection.vendor == "sqlite"
    moment: Any = str(at.replace(tzinfo=None)) if lite else at
    found = []
    for job in jobs:
        for one in worksheets.readings(job, at):
            pk: Any = uuid4().hex if lite else UUID(one["id"])
            found.append(
                (pk, one["section"], one["row"], one["column"], one["repeat"], one["value"],
                 one["value"], one["unit"], moment, moment, None, "", "bench", by,
                 job.worksheet.pk)
            )  # fmt: skip
    return found


COLUMNS = (
    'id, section, "row", "column", repeat, digits, as_typed, unit, taken_at, received_at,'
    " supersedes_id, reason, device, by_id, worksheet_id"
)


def _write(rows: Sequence[tuple[Any, ...]]) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join("?" * len(rows[0]))
            cursor.cursor.connection.executemany(
                f"INSERT INTO calibration_reading ({COLUMNS}) VALUES ({marks})",  # noqa: S608
                rows,
            )
            return
        with cursor.copy(f"COPY calibration_reading ({COLUMNS}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def main() -> None:
    """Print the table."""
    if not (found := database.in_each_engine(__file__, measure)):
        return
    print(
        f"## Readings: a batch of {READINGS:,} over {JOBS} worksheets through the API\n\n"
        f"Limit: {LIMIT} × the raw COPY or executemany of the same rows. Median of {TURNS} turns,"
        " every one of both committed.\n\n"
        "| engine | ours, ms | raw, ms | ÷ raw | ÷ limit | queries: 1 worksheet, all |\n"
        "| --- | ---: | ---: | ---: | ---: | ---: |".replace(",", " ", 1)
    )
    for engine, one in found.items():
        ours, raw = statistics.median(one["ours"]), statistics.median(one["raw"])
        few, many = one["queries"]
        print(
            f"| {engine} | {ours:.0f} | {raw:.0f} | {ours / raw:.1f} |"
            f" {ours / raw / LIMIT:.2f} | {few}, {many} |"
        )


if __name__ == "__main__":
    main()
