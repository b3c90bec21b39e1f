"""Starting the work and handing it in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.record import record
from calibration.agreement import rows_for
from calibration.cells import name_of
from calibration.checks import Preparation, insist, prepare, procedures_for, recheck, words
from calibration.evaluation import ClimateFinding, Evaluation, evaluate
from calibration.models import Job, PointStandard, Result, Room, StandardUse, Worksheet
from calibration.plan import AS_FOUND, MODES
from calibration.queries import certified, describe, standards_near, work_of
from calibration.services.common import day_of, locked, sheet_of
from calibration.states import JOB_MOVES, Service
from calibration.supporting import supports
from calibration.wording import cell_words
from common.canonical import canonical
from common.errors import Fault, InvalidInput, Refused
from common.states import advance

# What the tablet offers beside the rooms (bench/src/words: start.places).
AT_THE_CUSTOMER = frozenset({"Tại khách hàng", "At the customer"})


@dataclass(frozen=True)
class Start:
    """How the work begins: which standards (in which slots, if said), where, in which mode."""

    standards: Sequence[int]
    slots: Mapping[str, Sequence[int]] | None = None
    place: str = ""
    mode: str = AS_FOUND


def start_work(
    *, job_id: int, standards: Sequence[int], by: User, at: datetime, place: str = "",
    mode: str = AS_FOUND, slots: Mapping[str, Sequence[int]] | None = None,
) -> Worksheet:  # fmt: skip
    """Begin the work: the day's checks, then facts, plan, version and standards are frozen."""
    how = Start(standards, slots, place, mode)
    return start_many(job_ids=[job_id], how=how, by=by, at=at)[0]


@transaction.atomic
def start_many(*, job_ids: Sequence[int], how: Start, by: User, at: datetime) -> list[Worksheet]:
    """Begin the work of many jobs with the same standards, all or none."""
    if how.mode not in MODES:
        message = _("Không thuộc danh sách.")
        raise InvalidInput(Fault("mode", message, found=how.mode, allowed=", ".join(MODES)))
    jobs = [locked(pk) for pk in sorted(job_ids)]
    started = {job.pk: _start(job, how, by, at) for job in jobs}
    return [started[pk] for pk in job_ids]


def _start(job: Job, how: Start, by: User, at: datetime) -> Worksheet:
    before, after = advance(job, "start", JOB_MOVES)
    day, job.technician = day_of(at), by  # the checks ask whose card it is
    found = prepare(
        job, procedures_for([job.centre], day), _standards(job, _wanted(how)), day,
        slots=how.slots, mode=how.mode, by=by,
    )  # fmt: skip
    insist(found.blocks)
    assert found.plan is not None
    job.procedure, planned = found.version, job.on_site
    job.on_site = _is_on_site(job, how.place.strip())
    job.save(update_fields=["state", "procedure", "technician", "on_site"])
    worksheet = Worksheet.objects.create(
        job=job,
        started_at=at,
        started_by=by,
        facts=canonical(found.facts),
        plan=canonical({**found.plan, "reach": _reach(found)}),
        place=how.place.strip(),
    )
    supporting = _supporting(worksheet, found)
    changes: dict[str, tuple[Any, Any]] = {
        "state": (before, after),
        "procedure": (None, found.version),
        "standards": (None, ", ".join(str(each.calibration) for each in found.chosen)),
    }
    if job.on_site != planned:
        changes["on_site"] = (planned, job.on_site)
    record(
        subject=job, verb="job.start", by=by, at=at, chain=job.centre.code, changes=changes,
        seals=[worksheet, *supporting],
    )  # fmt: skip
    return worksheet


def _is_on_site(job: Job, place: str) -> bool:
    """Where the work is done goes before what was planned; other words do not say."""
    if job.on_site:
        return not Room.objects.filter(centre=job.centre, name=place).exists()
    return place in AT_THE_CUSTOMER


def _reach(found: Preparation) -> dict[str, list[str]]:
    """The range of each standard today: a later change of it moves no point to another one."""
    return {
        str(each.calibration.pk): [
            "" if end is None else str(end)
            for end in (each.standard.range_min, each.standard.range_max)
        ]
        for each in found.chosen
    }


def _supporting(worksheet: Worksheet, found: Preparation) -> list[StandardUse | PointStandard]:
    """Which event of which standard fills each slot and supports each point: frozen."""
    uses = StandardUse.objects.bulk_create(
        StandardUse(worksheet=worksheet, key=each.slot.key, calibration=each.calibration)
        for each in found.chosen
    )
    points = PointStandard.objects.bulk_create(
        PointStandard(
            worksheet=worksheet, section=section, row=row, key=key, calibration_id=calibration
        )
        for section, row, key, calibration in _supports(found)
    )
    return [*uses, *points]


def _wanted(how: Start) -> list[int]:
    named = [pk for ids in (how.slots or {}).values() for pk in ids]
    return [*how.standards, *named]


def _supports(found: Preparation) -> Iterator[tuple[str, int, str, int]]:
    assert found.definition is not None
    assert found.plan is not None
    certificates = [certified(each.slot.key, each.calibration) for each in found.chosen]
    return supports(found.definition, found.plan, certificates)


def _standards(job: Job, ids: Sequence[int]) -> list[Any]:
    found = {standard.pk: standard for standard in standards_near(job.centre, ids)}
    unknown = [pk for pk in ids if pk not in found]
    if unknown:
        raise InvalidInput(
            *(
                Fault("standards", _("Trung tâm không có chuẩn này."), found=str(pk))
                for pk in unknown
            )
        )
    return [found[pk] for pk in dict.fromkeys(ids)]


@transaction.atomic
def submit(*, job_id: int, by: User, at: datetime) -> Job:
    """Hand the work in for review: everything required is there, and the results are stored."""
    job = locked(job_id)
    before, after = advance(job, "submit", JOB_MOVES)
    sheet = sheet_of(job)
    if job.technician_id != by.pk:
        raise Refused(
            _("Chỉ người thực hiện (%(name)s) nộp được phiếu này.") % {"name": job.technician},
            code="not_the_technician",
        )
    evaluation = evaluate(work_of(job, sheet, sheet.readings.all()))
    _insist_whole(job, sheet, evaluation)
    job.performed_on = performed_on(sheet, day_of(at))
    insist(recheck(job, sheet, job.performed_on))
    _insist_decided(evaluation)
    _insist_uncertainty(job, evaluation)
    store_results(sheet, evaluation)
    job.outcome, job.submitted_at = evaluation.verdict, at
    job.save(update_fields=["state", "outcome", "submitted_at", "performed_on"])
    changes = {
        "state": (before, after),
        "outcome": (None, job.outcome),
        "performed_on": (None, job.performed_on),
    }
    record(subject=job, verb="job.submit", by=by, at=at, chain=job.centre.code, changes=changes)
    return job


def performed_on(sheet: Worksheet, today: date) -> date:
    """The day of the newest reading, by the device's clock kept between start and submission."""
    taken = [reading.taken_at for reading in sheet.readings.all()]
    newest = timezone.localdate(max(taken, default=sheet.started_at))
    return min(max(newest, timezone.localdate(sheet.started_at)), today)


def _insist_whole(job: Job, sheet: Worksheet, evaluation: Evaluation) -> None:
    """Refuse what is incomplete, cell by cell."""
    faults = [
        Fault(
            name_of(cell),
            _("Còn thiếu: %(cell)s.") % {"cell": cell_words(describe(cell, job))},
            code="missing",
        )
        for cell in evaluation.missing
    ]
    faults += [
        Fault(
            name_of((each.section, each.row, each.column, each.repeat)),
            _("Người soát lại đã trả lại ô này: %(comment)s") % {"comment": each.comment},
            code="returned",
        )
        for each in sheet.returns.filter(settled_by__isnull=True)
    ]
    faults += [
        _outside(finding)
        for finding in evaluation.climate
        if finding.blocking or not finding.reason
    ]
    if faults:
        raise Refused(
            _("Chưa nộp được: biên bản còn thiếu hoặc chưa đạt điều kiện."),
            code="incomplete",
            faults=tuple(faults),
        )


def _outside(finding: ClimateFinding) -> Fault:
    if finding.blocking:
        message, code = _("%(name)s nằm ngoài điều kiện của quy trình."), "environment"
    else:
        message = _("%(name)s nằm ngoài điều kiện của quy trình: hãy ghi lại kèm lý do.")
        code = "environment_reason"
    return Fault(
        f"environment.0.{finding.key}.0", message % {"name": words(finding.label)}, code=code,
        found=finding.found, allowed=finding.allowed,
    )  # fmt: skip


def _insist_decided(evaluation: Evaluation) -> None:
    """A rule that cannot be told is no pass."""
    if evaluation.verdict:
        return
    raise Refused(
        _("Chưa nộp được: có điểm chưa kết luận được."),
        code="undecided",
        faults=tuple(
            Fault(f"{point.section}.{point.row}", words(rule["label"]), code="undecided")
            for point in evaluation.undecided
            for rule in point.acceptance
            if rule["met"] is None
        ),
    )


def _insist_uncertainty(job: Job, evaluation: Evaluation) -> None:
    """A calibration certificate states U at every point (ISO/IEC 17025:2017, 7.8.4.1 a)."""
    if job.service != Service.CALIBRATION or evaluation.verdict == "fail":
        return
    without = [point for point in evaluation.points if "missing" in point.budget]
    if without:
        message = _("Không tính được độ không đảm bảo đo: %(reason)s.")
        raise Refused(
            _("Chưa nộp được: hiệu chuẩn cần độ không đảm bảo đo ở mọi điểm."),
            code="no_uncertainty",
            faults=tuple(
                Fault(
                    f"{point.section}.{point.row}",
                    message % {"reason": point.budget.get("reason", "")},
                    code="no_uncertainty",
                )
                for point in without
            ),
        )


def store_results(sheet: Worksheet, evaluation: Evaluation) -> None:
    """Replace the stored results of a worksheet as a whole."""
    sheet.results.all().delete()
    Result.objects.bulk_create(rows_for(sheet, evaluation))
