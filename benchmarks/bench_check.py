"""The public check page at 100 000 certificates, beside an empty view of the same server.

Asked over HTTP, each time on a connection of its own as a phone does, by turns with the empty view.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

from benchmarks import database

CERTIFICATES = 100_000
ASKED = 300
STEP = CERTIFICATES // ASKED
PORT = 8197
EMPTY = "/empty/"


def measure() -> dict[str, Any]:
    """Queries of one look, and the medians of the two addresses."""
    ids = _certificates()
    with _server():
        _waiting_for(EMPTY)
        took: dict[str, list[float]] = {"empty": [], "check": []}
        for turn in range(ASKED):
            took["empty"].append(database.milliseconds(lambda: _get(EMPTY)))
            address = f"/c/{ids[turn % len(ids)]}/"
            took["check"].append(database.milliseconds(_asking(address)))
    return {name: statistics.median(all_[20:]) for name, all_ in took.items()} | {
        "queries": _queries(ids[0])
    }


def _asking(address: str) -> Callable[[], bytes]:
    return lambda: _get(address)


def _certificates() -> list[str]:
    """One certificate issued by the service, copied row by row; returns ids spread over all."""
    from django.utils import timezone

    from certificates.services import approve_and_issue
    from tests.factories import certificates as made

    now = timezone.now()
    bench = made.bench("HUE")
    job = made.gauge_job(bench)
    first = approve_and_issue(job_id=job.pk, by=bench.approver, at=now)
    for start in range(2, CERTIFICATES + 1, 5000):
        _copy(first, range(start, min(start + 5000, CERTIFICATES + 1)))
    rows = type(first).objects.order_by("pk").values_list("public_id", flat=True)
    return list(rows)[::STEP]


def _copy(first: Any, serials: range) -> None:
    from calibration.models import Job
    from certificates.models import Certificate, Statement, public_id
    from common.canonical import canonical

    names = {field.attname for field in Job._meta.concrete_fields} - {"id"}
    facts = {name: getattr(first.job, name) for name in names}
    jobs = Job.objects.bulk_create([Job(**facts) for _ in serials])
    names = {field.attname for field in Certificate._meta.concrete_fields} - {"id"}
    facts = {name: getattr(first, name) for name in names}
    made = Certificate.objects.bulk_create(
        Certificate(
            **facts | {"job_id": job.pk, "serial": n, "number": f"V.{n}", "public_id": public_id()}
        )
        for n, job in zip(serials, jobs, strict=True)
    )
    # Those that are asked for are whole; of the others the readings would only fill the disk.
    said = first.statement
    whole = json.loads(said.content)
    short = canonical({name: each for name, each in whole.items() if name != "basis"})
    Statement.objects.bulk_create(
        (
            Statement(
                certificate=one,
                content=said.content if one.serial % STEP == 1 else short,
                public=said.public,
                digest=said.digest,
            )
            for one in made
        ),
        batch_size=500,
    )


def _queries(public_id: str) -> int:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        answer = Client(headers={"host": "localhost"}).get(f"/c/{public_id}/")
    if answer.status_code != 200:
        raise SystemExit(f"the check page answered {answer.status_code}")
    return len(captured)


@contextmanager
def _server() -> Iterator[None]:
    """The product's own server on this database, with one empty view more and no rate limit."""
    env = {**os.environ, "BENCH_SERVE": "1"}
    process = subprocess.Popen([sys.executable, __file__], env=env)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def serve() -> None:
    """What the process of the server does."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
    django.setup()
    from django.http import HttpRequest, HttpResponse
    from django.urls import path
    from rest_framework.throttling import SimpleRateThrottle
    from waitress import serve as listen

    from backend import urls
    from backend.wsgi import application

    def empty(request: HttpRequest) -> HttpResponse:
        return HttpResponse("")

    SimpleRateThrottle.THROTTLE_RATES["check"] = "1000000/min"
    urls.urlpatterns.insert(0, path(EMPTY.lstrip("/"), empty))
    listen(application, host="127.0.0.1", port=PORT, threads=4, _quiet=True)


def _get(address: str) -> bytes:
    connection = HTTPConnection("127.0.0.1", PORT, timeout=10)
    connection.request("GET", address, headers={"Host": "localhost"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise SystemExit(f"{address} answered {answer.status}")
    return body


def _waiting_for(address: str) -> None:
    for _ in range(200):
        try:
            _get(address)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not start")


def main() -> None:
    """Print the table."""
    if os.environ.get("BENCH_SERVE"):
        serve()
        return
    if not (found := database.in_each_engine(__file__, measure)):
        return
    print(
        f"## The check page at {CERTIFICATES:,} certificates\n\n".replace(",", " ")
        + f"Limits: 5 queries, twice an empty view. {ASKED} looks over HTTP, each on a connection"
        " of its own, by turns with the empty view of the same server; each look is written to the"
        " log.\n\n"
        "| engine | queries | empty view, ms | check page, ms | ratio |\n"
        "| --- | ---: | ---: | ---: | ---: |"
    )
    for engine, one in found.items():
        print(
            f"| {engine} | {one['queries']} | {one['empty']:.2f} | {one['check']:.2f} |"
            f" {one['check'] / one['empty']:.2f} |"
        )


if __name__ == "__main__":
    main()
