"""Jobs of a contract's items: opened through calibration, cancelled with the contract."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from calibration.models import Job
from calibration.services import NewJob, cancel_job, open_jobs
from calibration.states import JobState
from contracts.models import Contract, ContractItem
from contracts.states import WITH_JOBS


def open_jobs_for(
    contract: Contract, items: Sequence[ContractItem], *, by: User, at: datetime
) -> int:
    """Open a job for each item that has none yet; returns how many."""
    waiting = [item for item in items if item.job_id is None and item.line.kind in WITH_JOBS]
    if not waiting:
        return 0
    wanted = [
        NewJob(
            centre=contract.centre,
            customer=contract.customer,
            site=item.site,
            instrument=item.instrument,
            sample=item.sample,
            service=item.line.kind,
            regime=item.regime,
            due_on=contract.due_on,
        )
        for item in waiting
    ]
    jobs = open_jobs(jobs=wanted, by=by, at=at)
    for item, job in zip(waiting, jobs, strict=True):
        item.job = job
    ContractItem.objects.bulk_update(waiting, ["job"], batch_size=200)
    return len(jobs)


def cancel_open_jobs(contract: Contract, *, by: User, at: datetime, why: str) -> int:
    """Cancel the contract's jobs that are not measured yet; returns how many."""
    jobs = Job.objects.filter(
        contract_item__line__contract=contract, state__in=(JobState.OPEN, JobState.MEASURING)
    )
    ids = list(jobs.order_by("pk").values_list("pk", flat=True))
    for job_id in ids:
        cancel_job(job_id=job_id, why=why, by=by, at=at)
    return len(ids)
