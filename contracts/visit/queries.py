"""How a visit goes on: each thing with its custody, its job, its certificate."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from calibration.custody.queries import newest_of, of_jobs
from calibration.models import Custody, Job
from calibration.states import JobState
from certificates.models import Certificate
from contracts.models import Contract, ContractItem


@dataclass(frozen=True)
class Step:
    """One item of a contract and how far it is."""

    item: ContractItem
    custody: Custody | None
    certificates: tuple[Certificate, ...]

    @property
    def job(self) -> Job | None:
        """Its job, from the signing on."""
        return self.item.job

    @property
    def open(self) -> bool:
        """Whether there is work left."""
        ended = (JobState.APPROVED, JobState.CANCELLED)
        return self.job is None or self.job.state not in ended


@dataclass(frozen=True)
class Counts:
    """How many things there are, came, are here; how many jobs there are, are done."""

    items: int
    received: int
    held: int
    jobs: int
    done: int

    @property
    def returned(self) -> int:
        """Received and not here any more."""
        return self.received - self.held


def steps_of(items: Sequence[ContractItem]) -> list[Step]:
    """Items as they stand, in four queries for any number. Their jobs are loaded with them."""
    jobs = [item.job_id for item in items if item.job_id is not None]
    by_job = of_jobs(jobs)
    drafts = [item.instrument for item in items if item.job_id is None and item.instrument]
    by_thing = newest_of(drafts) if drafts else {}
    return [Step(item, _custody(item, by_job, by_thing), _certificates(item)) for item in items]


def _custody(
    item: ContractItem, by_job: dict[int, Custody], by_thing: dict[int, Custody]
) -> Custody | None:
    """Of its job; before the signing what is here of the instrument, not what was here once."""
    if item.job_id is not None and item.job is not None:
        found = by_job.get(item.job_id)
        left = found.returned_at if found is not None else None
        before = left is not None and left < item.job.created_at
        return None if before else found
    here = by_thing.get(item.instrument_id or 0)
    return here if here is not None and here.returned_at is None else None


def _certificates(item: ContractItem) -> tuple[Certificate, ...]:
    return tuple(item.job.certificates.all()) if item.job is not None else ()


def items_with_work(contract: Contract) -> QuerySet[ContractItem]:
    """The items of a contract in order, with all that a page shows of them."""
    rows = ContractItem.objects.filter(line__contract=contract, line__struck_by__isnull=True)
    rows = rows.select_related("line", "instrument__type", "site", "job")
    return rows.prefetch_related("job__certificates").order_by("line__position", "pk")


def counted(contract: Contract) -> Counts:
    """How many things a contract names, and how many of them came, are here, are done."""
    items = ContractItem.objects.filter(line__contract=contract, line__struck_by__isnull=True)
    said = items.aggregate(
        instruments=Count("instrument", distinct=True),
        samples=Count("pk", filter=Q(instrument__isnull=True)),
        done=Count("pk", filter=Q(job__state=JobState.APPROVED)),
        jobs=Count("pk"),
    )
    came = Q(job__contract_item__line__contract=contract)
    if contract.signed_on is None:
        came |= Q(returned_at__isnull=True, instrument__in=items.values("instrument"))
    things = Custody.objects.filter(came).aggregate(
        received=Count("pk"), held=Count("pk", filter=Q(returned_at__isnull=True))
    )
    return Counts(items=said["instruments"] + said["samples"], **things, done=said["done"],
                  jobs=said["jobs"])  # fmt: skip
