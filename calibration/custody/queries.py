"""Questions about what is or was in our hands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Customer
from accounts.people import Person
from calibration.custody.linking import ENDED
from calibration.models import Custody, CustodyRows, Job
from common.text import fold
from instruments.models import Instrument

HELD, RETURNED, ALL = "held", "returned", "all"
MOST_WORDS = 8


@dataclass(frozen=True)
class Asked:
    """What a list is narrowed to; blanks narrow nothing."""

    text: str = ""
    customer: int | None = None
    place: str = ""
    days: int | None = None  # held for at least so many days
    state: str = HELD


def with_relations(rows: CustodyRows) -> CustodyRows:
    """With all that a line shows."""
    return rows.select_related(
        "centre", "customer", "instrument__type", "job", "received_by", "returned_by"
    )


def listed(person: Person, asked: Asked, now: datetime) -> CustodyRows:
    """Visible rows as asked, the newest first."""
    rows = with_relations(Custody.objects.visible_to(person))
    if asked.state == HELD:
        rows = rows.held()
    elif asked.state == RETURNED:
        rows = rows.filter(returned_at__isnull=False)
    if asked.customer is not None:
        rows = rows.filter(customer_id=asked.customer)
    if asked.place:
        rows = rows.filter(place=asked.place)
    if asked.days is not None:
        rows = rows.filter(received_at__lte=now - timedelta(days=asked.days))
    for word in fold(asked.text).split()[:MOST_WORDS]:
        rows = rows.filter(_holds(word))
    return rows.order_by("-received_at", "-pk")


def _holds(word: str) -> Q:
    return (
        Q(code__icontains=word)
        | Q(customer__search_key__contains=word)
        | Q(instrument__search_key__contains=word)
        | Q(instrument__type__search_key__contains=word)
        | Q(sample__icontains=word)
    )


def places_held(person: Person) -> list[tuple[str, int]]:
    """Where things are, each with how many."""
    rows = Custody.objects.visible_to(person).held().exclude(place="").order_by("place")
    return list(rows.values_list("place").annotate(n=Count("pk")))


def owners_held(person: Person, asked: int | None = None) -> list[tuple[int, str, int]]:
    """Customers whose things are here: key, name, how many.

    The one asked for is among them with none when everything of it was handed back.
    """
    seen = Custody.objects.visible_to(person).order_by()
    counts = dict(seen.held().values_list("customer").annotate(n=Count("pk")))
    if asked is not None and asked not in counts and seen.filter(customer=asked).exists():
        counts[asked] = 0
    names = Customer.objects.filter(pk__in=counts).values_list("pk", "name")
    return [(pk, name, counts[pk]) for pk, name in names]


def unfinished_work(several: Sequence[Custody]) -> dict[int, list[Job]]:
    """Jobs of things that are neither approved nor cancelled, by the key of the thing.

    All jobs of an instrument count, not only the one it is linked with: it may be here for a
    verification and a calibration.
    """
    things = {one.instrument_id: one.pk for one in several if one.instrument_id is not None}
    linked = {one.job_id: one.pk for one in several if one.job_id is not None}
    rows = Job.objects.exclude(state__in=ENDED).order_by("pk")
    found: dict[int, list[Job]] = {}
    ids = list(things)
    jobs = {job.pk: job for start in range(0, len(ids), 500)
            for job in rows.filter(instrument__in=ids[start : start + 500])}  # fmt: skip
    keys = list(linked)
    for start in range(0, len(keys), 500):
        jobs |= {job.pk: job for job in rows.filter(pk__in=keys[start : start + 500])}
    for job in jobs.values():
        owner = linked.get(job.pk) or things.get(job.instrument_id or 0)
        if owner is not None:
            found.setdefault(owner, []).append(job)
    return found


def work_on(custody: Custody) -> list[Job]:
    """The jobs of the thing since it came: its own, and others of the same instrument."""
    own = Q(pk=custody.job_id)
    if custody.instrument_id is not None:
        open_ = ~Q(state__in=ENDED) | Q(approved_at__gte=custody.received_at)
        own |= Q(instrument=custody.instrument_id) & open_
    return list(Job.objects.filter(own).select_related("technician").order_by("pk"))


def stay_of(job: Job) -> Custody | None:
    """The stay with us during which the work of a job was done; None where nobody wrote it down.

    Its own, or the one that another job of the instrument is linked with. What came after the day
    of the work, or had left before it, was not here for it.
    """
    day = job.performed_on
    if day is None:
        return None
    known = Q(job=job)
    if job.instrument_id is not None:
        known |= Q(instrument=job.instrument_id, centre=job.centre_id)
    stays = [row for row in Custody.objects.filter(known) if _was_here(row, day)]
    return max(stays, key=lambda row: (row.job_id == job.pk, row.received_at), default=None)


def _was_here(custody: Custody, day: date) -> bool:
    left = custody.returned_at
    came_before = timezone.localdate(custody.received_at) <= day
    return came_before and (left is None or day <= timezone.localdate(left))


def newest_of(instruments: Iterable[Instrument]) -> dict[int, Custody]:
    """The newest custody of each instrument, by the instrument's key, in one query."""
    ids = [one.pk for one in instruments]
    rows = Custody.objects.filter(instrument__in=ids).order_by("received_at", "pk")
    return {row.instrument_id: row for row in rows if row.instrument_id is not None}


def of_jobs(jobs: Iterable[int]) -> dict[int, Custody]:
    """The custody of each job by its key: linked with it, else the newest of its instrument."""
    ids = list(jobs)
    found: dict[int, Custody] = {}
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        known = dict(Job.objects.filter(pk__in=part).values_list("pk", "instrument"))
        by_thing = newest_of(Instrument(pk=pk) for pk in set(known.values()) - {None})
        found |= {job: by_thing[pk] for job, pk in known.items() if pk in by_thing}
        linked = Custody.objects.filter(job__in=part).select_related("instrument__type")
        found |= {row.job_id: row for row in linked if row.job_id is not None}
    return found
