"""Jobs of a contract's items: opened through calibration, cancelled with the contract."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from calibration.custody.services import link_jobs
from calibration.models import Job
from calibration.services import NewJob, cancel_job, open_jobs
from calibration.states import JobState
from contracts.models import Contract, ContractItem, Review
from contracts.states import WITH_JOBS, LineKind, Place


def open_jobs_for(
    contract: Contract, items: Sequence[ContractItem], *, by: User, at: datetime
) -> int:
    """Open a job for each item that has none yet; returns how many."""
    waiting = [item for item in items if item.job_id is None and item.line.kind in WITH_JOBS]
    if not waiting:
        return 0
    review = Review.objects.filter(contract=contract).first()
    wanted = [_new_job(contract, item, review) for item in waiting]
    jobs = open_jobs(jobs=wanted, by=by, at=at)
    for item, job in zip(waiting, jobs, strict=True):
        item.job = job
    ContractItem.objects.bulk_update(waiting, ["job"], batch_size=200)
    link_jobs(jobs=jobs, by=by, at=at)
    return len(jobs)


def _new_job(contract: Contract, item: ContractItem, review: Review | None) -> NewJob:
    """The job of an item; what the review of the request agreed goes with it where it applies."""
    calibrated = review is not None and item.line.kind == LineKind.CALIBRATION
    months = review.interval_months if review is not None and calibrated else None
    return NewJob(
        centre=contract.centre,
        customer=contract.customer,
        site=item.site,
        instrument=item.instrument,
        sample=item.sample,
        service=item.line.kind,
        regime=item.regime,
        due_on=contract.due_on,
        on_site=review is not None and review.place == Place.SITE,
        conformity=review.decision_rule if review is not None and calibrated else "",
        interval_months=months,
        interval_agreed="" if months is None else f"Phiếu yêu cầu {contract.number}"[:200],
    )


def cancel_open_jobs(contract: Contract, *, by: User, at: datetime, why: str) -> int:
    """Cancel the contract's jobs that are not measured yet; returns how many."""
    jobs = Job.objects.filter(
        contract_item__line__contract=contract, state__in=(JobState.OPEN, JobState.MEASURING)
    )
    ids = list(jobs.order_by("pk").values_list("pk", flat=True))
    for job_id in ids:
        cancel_job(job_id=job_id, why=why, by=by, at=at)
    return len(ids)
