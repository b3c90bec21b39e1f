"""Which job a thing in our hands is for: known when it comes, or when its contract is signed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from accounts.models import Customer
from audit.record import Said, record_many
from calibration.models import Custody, Job
from calibration.states import JobState
from common.holding import hold_all

ENDED = (JobState.APPROVED, JobState.CANCELLED)


def waiting_jobs(customer: Customer, things: Sequence[Custody]) -> list[Job | None]:
    """For each thing that is just coming the oldest job of it that waits for it, in two queries.

    A sample is told by its name; of several jobs of one instrument only one can be its own.
    """
    rows = Job.objects.filter(customer=customer, custody__isnull=True).exclude(state__in=ENDED)
    ids = [one.instrument_id for one in things if one.instrument_id is not None]
    open_: list[Job] = []
    for start in range(0, len(ids), 500):
        open_ += rows.filter(instrument__in=ids[start : start + 500])
    if names := {one.sample for one in things if one.instrument_id is None}:
        open_ += rows.filter(instrument__isnull=True, sample__in=sorted(names)[:500])
    taken = {one.job_id for one in things}
    lines: dict[tuple[int | None, str], list[Job]] = {}
    for job in sorted(open_, key=lambda job: -job.pk):
        if job.pk not in taken:
            lines.setdefault((job.instrument_id, job.sample), []).append(job)
    found: list[Job | None] = []
    for one in things:
        line = lines.get((one.instrument_id, one.sample), [])
        found.append(line.pop() if line and one.job_id is None else None)
    return found


def link_jobs(*, jobs: Sequence[Job], by: Any, at: datetime) -> int:
    """Give jobs that were just opened the things that are here already; returns how many.

    For contracts: the customer came first, the contract was signed later. Runs in the caller's
    transaction. A thing whose job was cancelled is free for the next.
    """
    held = _free_things(jobs)
    linked: list[Custody] = []
    for job in sorted(jobs, key=lambda job: job.pk):
        line = held.get((job.customer_id, job.instrument_id, job.sample), [])
        if line:
            custody = line.pop(0)
            custody.job = job
            linked.append(custody)
    Custody.objects.bulk_update(linked, ["job"], batch_size=200)
    by_chain: dict[str, list[Said]] = {}
    for one in linked:
        said = Said(one, "custody.link", {"job": (None, one.job_id)})
        by_chain.setdefault(one.centre.code, []).append(said)
    for chain in sorted(by_chain):
        record_many(by_chain[chain], by=by, at=at, chain=chain)
    return len(linked)


_Key = tuple[int, int | None, str]


def _free_things(jobs: Sequence[Job]) -> dict[_Key, list[Custody]]:
    """Held things of the jobs' customers without a job of their own, oldest first, locked."""
    rows = Custody.objects.held().filter(customer__in={job.customer_id for job in jobs})
    ids = [job.instrument_id for job in jobs if job.instrument_id is not None]
    keys: list[int] = []
    for start in range(0, len(ids), 500):
        some = rows.filter(instrument__in=ids[start : start + 500])
        keys += some.values_list("pk", flat=True)
    if names := sorted({job.sample for job in jobs if job.instrument_id is None}):
        some = rows.filter(instrument__isnull=True, sample__in=names[:500])
        keys += some.values_list("pk", flat=True)
    whole = rows.select_related("centre", "job", "instrument__type")
    free: dict[_Key, list[Custody]] = {}
    for one in hold_all(whole, keys):
        if one.job is None or one.job.state == JobState.CANCELLED:
            key = (one.customer_id, one.instrument_id, one.sample)
            free.setdefault(key, []).append(one)
    return free
