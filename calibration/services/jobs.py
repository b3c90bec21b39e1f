"""Opening, assigning, cancelling jobs; work whose worksheet is on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Centre, Customer, Site, User
from accounts.people import Person
from accounts.permissions import Can
from audit.record import Said, record, record_many
from calibration.checks import insist, recheck_papers
from calibration.definition import offered_rules
from calibration.models import Job
from calibration.services.common import day_of, locked
from calibration.states import JOB_MOVES, JobState, Outcome, Regime, Service
from common.errors import Faults, Forbidden, Refused
from common.states import advance
from common.text import nfc
from instruments.models import Instrument

# Who hears from the customer: the desk, the bench, the reviewer.
AGREE_INTERVAL = (Can.ASSIGN_JOBS, Can.RECORD_READINGS, Can.REVIEW_JOBS)
MOST_INTERVAL = 120
LONGEST_AGREED = 200


@dataclass(frozen=True)
class NewJob:
    """One job to open: an instrument, or a sample, for a service."""

    centre: Centre
    customer: Customer
    service: str
    instrument: Instrument | None = None
    sample: str = ""
    site: Site | None = None
    regime: str = ""
    due_on: date | None = None
    on_site: bool = False
    conformity: str = ""  # a decision rule, where the customer asked for a statement
    interval_months: int | None = None  # of a calibration, where the customer wants one stated
    interval_agreed: str = ""  # and where they said so


def open_job(*, by: Any, at: datetime, **facts: Any) -> Job:
    """Open one job; `facts` as in `NewJob`."""
    return open_jobs(jobs=[NewJob(**facts)], by=by, at=at)[0]


@transaction.atomic
def open_jobs(*, jobs: Sequence[NewJob], by: Any, at: datetime) -> list[Job]:
    """Open many jobs in few queries, all or none; each has its own event."""
    faults = Faults()
    for i, new in enumerate(jobs):
        _check_new(new, f"jobs.{i}." if len(jobs) > 1 else "", faults)
    faults.raise_if_any()
    made = Job.objects.bulk_create([_build(new, at) for new in jobs], batch_size=200)
    _say(made, "job.open", by=by, at=at)
    return made


def _check_new(new: NewJob, prefix: str, faults: Faults) -> None:
    if new.service not in Service.values:
        _choose(faults, f"{prefix}service", new.service, Service.values)
    if (new.instrument is None) is not bool(new.sample.strip()):
        faults.add(f"{prefix}instrument", _("Cần đúng một: phương tiện đo hoặc mẫu thử."))
    _check_rule(new.conformity, new.service, f"{prefix}conformity", faults)
    _check_interval(new.service, new.interval_months, new.interval_agreed, faults, prefix)
    if new.service == Service.VERIFICATION and not new.regime:
        return
    if new.regime and new.service != Service.VERIFICATION:
        faults.add(f"{prefix}regime", _("Chỉ kiểm định mới có chế độ."), found=new.regime)
    elif new.regime and new.regime not in Regime.values:
        _choose(faults, f"{prefix}regime", new.regime, Regime.values)


def _check_rule(rule: str, service: str, name: str, faults: Faults) -> None:
    if rule and service == Service.VERIFICATION:
        message = _("Kiểm định kết luận theo quy trình, không theo thỏa thuận.")
        faults.add(name, message, found=rule)
    elif rule and rule not in offered_rules():
        _choose(faults, name, rule, offered_rules())


def _choose(faults: Faults, name: str, found: str, allowed: list[str]) -> None:
    faults.add(name, _("Không thuộc danh sách."), found=found, allowed=", ".join(allowed))


def _build(new: NewJob, at: datetime) -> Job:
    regime = new.regime
    if new.service == Service.VERIFICATION and not regime:
        regime = Regime.PERIODIC
    return Job(
        centre=new.centre,
        customer=new.customer,
        site=new.site,
        instrument=new.instrument,
        sample=new.sample.strip(),
        service=new.service,
        regime=regime,
        due_on=new.due_on,
        on_site=new.on_site,
        conformity=new.conformity,
        interval_months=new.interval_months,
        interval_agreed=new.interval_agreed,
        created_at=at,
    )


def _say(jobs: Sequence[Job], verb: str, *, by: Any, at: datetime, why: str = "") -> None:
    """One event for each job, chain by chain."""
    by_chain: dict[str, list[Job]] = {}
    for job in jobs:
        by_chain.setdefault(job.centre.code, []).append(job)
    for chain in sorted(by_chain):
        said = [
            Said(job, verb, {"state": ("", job.state), **_told(job)}, why=why)
            for job in by_chain[chain]
        ]
        record_many(said, by=by, at=at, chain=chain)


def _told(job: Job) -> dict[str, tuple[Any, Any]]:
    """What the event of an opened or a paper job keeps of it; the rest is blank."""
    facts = {
        "object": job.shown_object,
        "service": job.service,
        "regime": job.regime,
        "technician": job.technician_id,
        "performed_on": job.performed_on,
        "outcome": job.outcome,
        "paper_record": job.paper_record,
    }
    return {name: ("", value) for name, value in facts.items() if value not in (None, "")}


@transaction.atomic
def assign_jobs(
    *, job_ids: Sequence[int], technician: User | None, by: Any, at: datetime
) -> list[Job]:
    """Give open jobs to a technician (None: to nobody), all or none."""
    rows = Job.objects.select_for_update(of=("self",), no_key=True).select_related(
        "centre", "technician"
    )
    jobs = list(rows.filter(pk__in=list(job_ids)).order_by("pk"))
    for job in jobs:
        if job.state != JobState.OPEN:
            raise Refused(
                _("Chỉ giao được phiếu đang chờ thực hiện; phiếu %(pk)s đang “%(state)s”.")
                % {"pk": job.pk, "state": job.get_state_display()},
                code="wrong_state",
            )
    if technician is not None:
        _insist_able(technician, jobs, at)
    for job in jobs:
        before, job.technician = job.technician, technician
        job.save(update_fields=["technician"])
        changes = {"technician": (before, technician)}
        record(subject=job, verb="job.assign", by=by, at=at, chain=job.centre.code, changes=changes)
    return jobs


def _insist_able(technician: User, jobs: Sequence[Job], at: datetime) -> None:
    person = Person(technician, day_of(at))
    for job in jobs:
        if not person.may(Can.RECORD_READINGS, job.centre):
            raise Refused(
                _("%(name)s không phải kỹ thuật viên của %(centre)s.")
                % {"name": technician, "centre": job.centre},
                code="not_a_technician",
            )


@transaction.atomic
def agree_conformity(*, job_id: int, rule: str, by: Any, at: datetime) -> Job:
    """Write down the decision rule the customer agreed to, before the work (7.1.3); "" for none."""
    job = locked(job_id)
    if job.state != JobState.OPEN:
        raise Refused(
            _("Việc đo đã bắt đầu: quy tắc quyết định không đổi được."), code="wrong_state"
        )
    faults = Faults()
    _check_rule(rule, job.service, "rule", faults)
    faults.raise_if_any()
    before, job.conformity = job.conformity, rule
    job.save(update_fields=["conformity"])
    changes = {"conformity": (before, rule)}
    record(subject=job, verb="job.conformity", by=by, at=at, chain=job.centre.code, changes=changes)
    return job


@transaction.atomic
def agree_interval(
    *, job_id: int, months: int | None, agreed: str = "", by: Any, at: datetime
) -> Job:
    """Write down that the customer wants a recalibration interval stated, and where they said so.

    Without such an agreement a certificate states none (ISO/IEC 17025:2017, 7.8.4.3). None takes
    it back. The contract officer, the technician or the approver records it, before approval.
    """
    job = locked(job_id)
    insist_may_agree_interval(Person(by, day_of(at)), job)
    if job.state in (JobState.APPROVED, JobState.CANCELLED):
        raise Refused(_("Phiếu đã kết thúc: thỏa thuận không đổi được."), code="wrong_state")
    text = nfc(agreed) if months is not None else ""
    faults = Faults()
    _check_interval(job.service, months, text, faults)
    faults.raise_if_any()
    before = (job.interval_months, job.interval_agreed)
    job.interval_months, job.interval_agreed = months, text
    job.save(update_fields=["interval_months", "interval_agreed"])
    changes = {"interval_months": (before[0], months), "interval_agreed": (before[1], text)}
    record(subject=job, verb="job.interval", by=by, at=at, chain=job.centre.code, changes=changes)
    return job


def insist_may_agree_interval(person: Person, job: Job) -> None:
    """Forbidden to who does not hear from the customer."""
    if not may_agree_interval(person, job):
        raise Forbidden(_("Bạn không có quyền làm việc này."))


def may_agree_interval(person: Person, job: Job) -> bool:
    """Whether the person is at the desk, at the bench or reviews."""
    return any(person.may(verb, job.centre) for verb in AGREE_INTERVAL)


def _check_interval(
    service: str, months: int | None, agreed: str, faults: Faults, prefix: str = ""
) -> None:
    """Only of a calibration, within reason, and with where the customer said so."""
    name = f"{prefix}interval_months" if prefix else "months"
    if months is not None and service != Service.CALIBRATION:
        faults.add(name, _("Chỉ hiệu chuẩn mới nêu chu kỳ đề nghị."), found=str(months))
    if months is not None and not 1 <= months <= MOST_INTERVAL:
        faults.add(name, _("Chu kỳ không hợp lý."), code="out_of_range", found=str(months),
                   allowed=f"1 … {MOST_INTERVAL}")  # fmt: skip
    said_where = f"{prefix}interval_agreed" if prefix else "agreed"
    if months is not None and not agreed:
        message = _("Hãy ghi khách hàng đã đồng ý ở đâu: số phiếu yêu cầu, thư, hợp đồng.")
        faults.add(said_where, message, code="required")
    if len(agreed) > LONGEST_AGREED:
        faults.add(said_where, _("Quá dài."), code="too_long", found=str(len(agreed)),
                   allowed=str(LONGEST_AGREED))  # fmt: skip


@transaction.atomic
def cancel_job(*, job_id: int, why: str, by: Any, at: datetime) -> Job:
    """End a job without work, with the reason."""
    job = locked(job_id)
    before, after = advance(job, "cancel", JOB_MOVES)
    faults = Faults()
    if not why.strip():
        faults.add("why", _("Hãy ghi lý do hủy."), code="required")
    faults.raise_if_any()
    job.save(update_fields=["state"])
    changes = {"state": (before, after)}
    record(
        subject=job, verb="job.cancel", by=by, at=at, chain=job.centre.code, changes=changes,
        why=why.strip(),
    )  # fmt: skip
    return job


@dataclass(frozen=True)
class PaperRecord:
    """What a paper worksheet says: who, when, what came out, and where the paper is filed."""

    job_id: int
    performed_on: date
    outcome: str
    paper_record: str
    technician: User


def record_paper_job(*, by: Any, at: datetime, **facts: Any) -> Job:
    """Record work done on paper; it then waits for approval. `facts` as in `PaperRecord`."""
    return record_paper_jobs(papers=[PaperRecord(**facts)], by=by, at=at)[0]


@transaction.atomic
def record_paper_jobs(*, papers: Sequence[PaperRecord], by: Any, at: datetime) -> list[Job]:
    """Record many paper worksheets in few queries, all or none."""
    rows = Job.objects.select_for_update(of=("self",), no_key=True).select_related(
        "centre", "instrument__type"
    )
    jobs: dict[int, Job] = {}
    ids = [paper.job_id for paper in papers]
    for start in range(0, len(ids), 500):
        jobs |= {job.pk: job for job in rows.filter(pk__in=ids[start : start + 500])}
    faults = Faults()
    done = []
    for i, paper in enumerate(papers):
        job = jobs[paper.job_id]
        _check_paper(paper, job, f"papers.{i}." if len(papers) > 1 else "", at, faults)
        advance(job, "record_paper", JOB_MOVES)
        job.technician, job.performed_on = paper.technician, paper.performed_on
        job.outcome, job.paper_record = paper.outcome, paper.paper_record.strip()
        job.submitted_at = at
        done.append(job)
    faults.raise_if_any()
    insist(recheck_papers(done))
    fields = ["state", "technician", "performed_on", "outcome", "paper_record", "submitted_at"]
    Job.objects.bulk_update(done, fields, batch_size=100)
    _say(done, "job.record_paper", by=by, at=at)
    return done


def _check_paper(paper: PaperRecord, job: Job, prefix: str, at: datetime, faults: Faults) -> None:
    legal = job.service == Service.VERIFICATION
    allowed = [Outcome.PASS, Outcome.FAIL] if legal else [Outcome.REPORTED, Outcome.FAIL]
    if paper.outcome not in allowed:
        _choose(faults, f"{prefix}outcome", paper.outcome, [str(each) for each in allowed])
    if not paper.paper_record.strip():
        faults.add(f"{prefix}paper_record", _("Hãy ghi số biên bản giấy."), code="required")
    if paper.performed_on > day_of(at):
        faults.add(
            f"{prefix}performed_on", _("Ngày thực hiện ở tương lai."),
            found=paper.performed_on.isoformat(),
        )  # fmt: skip
