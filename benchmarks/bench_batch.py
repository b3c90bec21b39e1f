"""The files of 1 000 certificates, made by one worker and by two; the memory of each.

A worker is a process that drains the task rows, as Celery's do: data file, gates, XAdES, PDF/A-3,
PAdES, both files to the storage. PostgreSQL: on SQLite the embedded default has one worker.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from benchmarks import database

CERTIFICATES = int(os.environ.get("BENCH_BATCH", "1000"))
WORKER = "BENCH_WORKER"
LIMIT_RATIO, LIMIT_GROWTH = 1.7, 50


def measure() -> dict[str, Any]:
    """Seconds of one worker and of two for as many certificates each, and their memory in MB."""
    first = _issued()
    found: dict[str, Any] = {}
    for workers in (1, 2):
        _batch(first, workers)
        began = perf_counter()
        told = _run(workers)
        took = max(one["ended"] for one in told) - min(one["began"] for one in told)
        found[str(workers)] = {
            "seconds": took, "with_start": perf_counter() - began,
            "made": [one["made"] for one in told],
            "growth": max(one["last"] - one["early"] for one in told),
            "peak": max(one["last"] for one in told),
        }  # fmt: skip
    _insist_all_made()
    return found


def _issued() -> Any:
    """A certificate of a centre with a key, by the services."""
    from django.utils import timezone

    from certificates.services import approve_and_issue
    from certificates.signing import folder
    from common.models import Task
    from tests.factories import certificates as made
    from tests.factories import keys

    now = timezone.now()
    bench = made.bench("HUE")
    keys.key(bench.centre, folder.folder())
    job = made.gauge_job(bench)
    issued = approve_and_issue(job_id=job.pk, by=bench.approver, at=now)
    Task.objects.all().delete()
    return issued


def _batch(first: Any, batch: int) -> None:
    """As many certificates as asked, each with its own number and its task row."""
    from django.db import transaction

    from calibration.models import Job
    from certificates.models import Certificate, Statement, public_id
    from certificates.tasks import key_of, render_pdf
    from common.canonical import canonical, sha256
    from common.queue import enqueue

    said = json.loads(first.statement.content)
    names = {field.attname for field in Job._meta.concrete_fields} - {"id"}
    facts = {name: getattr(first.job, name) for name in names}
    jobs = Job.objects.bulk_create([Job(**facts) for _ in range(CERTIFICATES)])
    names = {field.attname for field in Certificate._meta.concrete_fields} - {"id"}
    facts = {name: getattr(first, name) for name in names}
    with transaction.atomic():
        for place, job in enumerate(jobs):
            number = f"V.{batch}.{place}"
            own = {"job_id": job.pk, "serial": batch * 100_000 + place, "number": number}
            one = Certificate.objects.create(**facts | own | {"public_id": public_id()})
            text = canonical(said | {"number": number, "public_id": one.public_id})
            Statement.objects.create(certificate=one, content=text, digest=sha256(text))
            enqueue(render_pdf, key=key_of(one.pk), certificate_id=one.pk)


def _run(workers: int) -> list[dict[str, Any]]:
    env = {**os.environ, WORKER: "1", "OMP_NUM_THREADS": "1"}
    running = [
        subprocess.Popen([sys.executable, __file__], env=env, stdout=subprocess.PIPE, text=True)
        for _ in range(workers)
    ]
    answers = [process.communicate()[0] for process in running]
    if any(process.returncode for process in running):
        raise SystemExit("a worker failed")
    return [json.loads(answer.splitlines()[-1]) for answer in answers]


def _insist_all_made() -> None:
    from certificates.models import Rendering

    for form in ("xml", "pdf"):
        found = Rendering.objects.filter(format=form, signed_with__isnull=False).count()
        if found != 2 * CERTIFICATES:
            raise SystemExit(f"{found} signed {form} files of {2 * CERTIFICATES}")


def work() -> None:
    """What the process of a worker does; it tells when, how many, and its memory."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
    django.setup()
    from backend import works
    from common import queue

    works.load()
    began, made, early = perf_counter(), 0, 0.0
    while queue.drain(most=1):
        made += 1
        if made == CERTIFICATES // 10:
            early = _memory()
    told = {"began": began, "ended": perf_counter(), "made": made, "early": early}
    print(json.dumps(told | {"last": _memory()}))


def _memory() -> float:
    """Resident, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> None:
    """Print the table."""
    if os.environ.get(WORKER):
        work()
        return
    if database.ENGINE:
        database.answer(measure)
        return
    with TemporaryDirectory(prefix="chuan-bench-files-") as folder:
        os.environ["SIGNING_KEYS_DIR"] = folder
        found = database.run_in(__file__, "postgresql")
    one, two = found["1"], found["2"]
    ratio = one["seconds"] / two["seconds"]
    print(
        f"## The files of {CERTIFICATES} certificates, signed\n\n"
        f"Limits: two workers at least {LIMIT_RATIO} × one; a worker grows by less than"
        f" {LIMIT_GROWTH} MB from the first tenth to the end. PostgreSQL, whose server has the"
        " same cores.\n\n"
        "| workers | s | ms each | made by each | growth, MB | resident at the end, MB |\n"
        "| ---: | ---: | ---: | --- | ---: | ---: |"
    )
    for workers, each in found.items():
        shares = " + ".join(str(number) for number in each["made"])
        print(
            f"| {workers} | {each['seconds']:.1f} | {each['seconds'] / CERTIFICATES * 1e3:.0f} |"
            f" {shares} | {each['growth']:.0f} | {each['peak']:.0f} |"
        )
    print(f"\nTwo workers are {ratio:.2f} × one.")


if __name__ == "__main__":
    main()
