"""Jobs measured together on one bench, each at its position: made up, and started as one."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Centre, User
from accounts.permissions import Can
from audit.record import record
from calibration.models import Batch, Job, Place
from calibration.services.common import insist_on
from calibration.services.worksheets import Start, start_many
from calibration.states import JobState
from common.errors import DomainError, Fault, Faults, InvalidInput, Refused
from common.text import nfc
from common.verbs import name_verbs

name_verbs({"batch.make": gettext_lazy("lập mẻ"), "batch.start": gettext_lazy("bắt đầu đo mẻ")})

MOST_JOBS = 100
LONGEST_NAME = 120


@transaction.atomic
def make_batch(
    *, centre: Centre, name: str, job_ids: Sequence[int], by: User, at: datetime
) -> Batch:
    """Put jobs of one service and one kind of instrument together, in order of position."""
    _insist_shape(name, job_ids)
    jobs = _held(job_ids)
    faults = Faults()
    for pk in job_ids:
        # A job of another centre is told apart from none by nobody.
        job = jobs.get(pk)
        if job is None or job.centre_id != centre.pk:
            faults.add("jobs", _("Trung tâm không có phiếu này."), code="unknown", found=str(pk))
    faults.raise_if_any()
    ordered = [jobs[pk] for pk in job_ids]
    insist_on(Can.RECORD_READINGS, by, ordered[0], at)
    _insist_fit(ordered)
    batch = Batch.objects.create(centre=centre, name=nfc(name), by=by, at=at)
    try:
        with transaction.atomic():
            Place.objects.bulk_create(
                Place(batch=batch, position=i + 1, job=job) for i, job in enumerate(ordered)
            )
    except IntegrityError as error:  # another batch took one before we held it
        raise Refused(_("Có phiếu đã ở trong một mẻ khác."), code="in_a_batch") from error
    said = ", ".join(str(job.pk) for job in ordered)
    record(
        subject=batch, verb="batch.make", by=by, at=at, chain=centre.code,
        changes={"name": (None, batch.name), "jobs": (None, said)},
    )  # fmt: skip
    return batch


def _held(job_ids: Sequence[int]) -> dict[int, Job]:
    rows = Job.objects.select_for_update(of=("self",), no_key=True).select_related(
        "centre", "instrument__type"
    )
    return {job.pk: job for job in rows.filter(pk__in=job_ids).order_by("pk")}


def _insist_shape(name: str, job_ids: Sequence[int]) -> None:
    faults = Faults()
    if not nfc(name):
        faults.add("name", _("Hãy đặt tên cho mẻ."), code="required")
    elif len(nfc(name)) > LONGEST_NAME:
        allowed = str(LONGEST_NAME)
        faults.add("name", _("Tên quá dài."), code="too_long", allowed=allowed)
    if not job_ids:
        faults.add("jobs", _("Mẻ chưa có phiếu nào."), code="required")
    elif len(job_ids) > MOST_JOBS:
        message = _("Mỗi mẻ nhiều nhất %(most)s phiếu.") % {"most": MOST_JOBS}
        faults.add("jobs", message, code="too_many", found=str(len(job_ids)))
    elif len(set(job_ids)) < len(job_ids):
        faults.add("jobs", _("Một phiếu chỉ đứng ở một vị trí."), code="twice")
    faults.raise_if_any()


def _insist_fit(jobs: Sequence[Job]) -> None:
    """One bench serves one procedure: the same service, the same kind, still to be measured."""
    taken = dict(Place.objects.filter(job__in=jobs).values_list("job_id", "batch__name"))
    faults = tuple(fault for job in jobs for fault in _misfits(job, jobs[0], taken.get(job.pk)))
    if faults:
        raise Refused(_("Không lập được mẻ từ các phiếu này."), code="misfit", faults=faults)


def _misfits(job: Job, first: Job, batch: str | None) -> Iterator[Fault]:
    def said(message: str, code: str, found: str = "") -> Fault:
        whole = _("Phiếu %(job)s: %(why)s") % {"job": job.pk, "why": message}
        return Fault("jobs", whole, code=code, found=found)

    if batch is not None:
        yield said(_("đã ở trong mẻ “%(name)s”.") % {"name": batch}, "in_a_batch", batch)
    if job.state not in (JobState.OPEN, JobState.MEASURING):
        state = str(job.get_state_display())
        yield said(_("đang “%(state)s”.") % {"state": state}, "wrong_state", state)
    if job.instrument is None or first.instrument is None:
        yield said(_("là mẫu thử, không có phương tiện đo."), "no_instrument")
    elif (job.instrument.type_id, job.service) != (first.instrument.type_id, first.service):
        yield said(_("khác loại phương tiện đo hoặc dịch vụ."), "other_kind")


@transaction.atomic
def start_batch(*, batch_id: int, how: Start, by: User, at: datetime) -> Batch:
    """Begin the work of every job still open, all or none; each refusal names its position."""
    batch = Batch.objects.select_for_update(of=("self",), no_key=True).select_related("centre")
    found = batch.get(pk=batch_id)
    places = sorted(found.places.select_related("job__centre"), key=lambda each: each.job_id)
    for place in places:
        insist_on(Can.RECORD_READINGS, by, place.job, at)
    places = [place for place in places if place.job.state == JobState.OPEN]
    if not places:
        raise Refused(_("Mọi phiếu của mẻ đã bắt đầu."), code="wrong_state")
    refused: list[tuple[Place, DomainError]] = []
    for place in places:  # in the order of the jobs' ids: every change holds them so
        try:
            with transaction.atomic():
                start_many(job_ids=[place.job_id], how=how, by=by, at=at)
        except DomainError as error:
            refused.append((place, error))
    if refused:
        raise _whole(refused)
    record(subject=found, verb="batch.start", by=by, at=at, chain=found.centre.code)
    return found


def _whole(refused: Sequence[tuple[Place, DomainError]]) -> DomainError:
    """All refusals as one. What is wrong with the request itself is said once, as it is."""
    for _place, error in refused:
        if isinstance(error, InvalidInput):
            return error
    faults = [
        fault
        for place, error in sorted(refused, key=lambda each: each[0].position)
        for fault in _named(place, error)
    ]
    message = _("Chưa bắt đầu mẻ: có vị trí chưa đạt các kiểm tra trong ngày.")
    return Refused(message, code="blocked", faults=tuple(faults))


def _named(place: Place, error: DomainError) -> Iterator[Fault]:
    """The refusal's faults under the position, or the refusal itself where it has none."""
    for fault in error.faults or (Fault("", str(error), code=error.code),):
        said = _("Vị trí %(position)s: %(what)s")
        message = said % {"position": place.position, "what": fault.message}
        name = f"places.{place.position}.{fault.field}".rstrip(".")
        yield replace(fault, field=name, message=message)
