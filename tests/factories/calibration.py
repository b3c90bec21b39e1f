"""A laboratory at work, through the services: jobs open, started, measured, approved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from accounts.models import Centre, Customer, User
from accounts.permissions import Role
from calibration.models import Job, ProcedureVersion, Reading
from calibration.procedures.approval import is_placeholder
from calibration.services import (
    ReadingIn,
    approve,
    confirm_all,
    edit_draft,
    load_templates,
    open_job,
    put_in_force,
    record_paper_job,
    record_readings,
    start_work,
    submit,
)
from calibration.states import Service
from instruments.models import Instrument, Standard
from tests.factories import authority, instruments, people
from tests.factories.people import NOW

FROM = date(2020, 1, 1)
TEMPLATES = ("pressure-gauge", "scale-platform")  # what most tests measure
UNCHECKED = "dữ liệu thử: chưa đối chiếu"
# Increasing, decreasing: the worked example of the procedure, class 1.6, 0…10 bar.
GAUGE = (
    ("0.00", "0.00"),
    ("2.05", "2.10"),
    ("4.05", "4.15"),
    ("6.10", "6.15"),
    ("8.05", "8.10"),
    ("10.00", "10.00"),
)
BAD_GAUGE = (*GAUGE[:3], ("6.10", "6.35"), *GAUGE[4:])
SCALE = (
    ("0.50", "0.50"),
    ("2.50", "2.50"),
    ("7.50", "7.50"),
    ("10.00", "10.05"),
    ("15.05", "15.05"),
)


@dataclass(frozen=True)
class Lab:
    """A centre with its people, its procedures in force and its standards in force."""

    centre: Centre
    technician: User
    approver: User
    quality: User
    officer: User
    customer: Customer
    gauge: Standard
    weights: Standard


def numbered(version: ProcedureVersion, number: str, by: Any, at: datetime) -> ProcedureVersion:
    """A draft with the number of its document written in."""
    content = version.content
    data = {**content, "documents": {**content["documents"], version.service: number}}
    return edit_draft(version_id=version.pk, data=data, base=version.digest, by=by, at=at)


def with_a_number(version: ProcedureVersion, by: Any, at: datetime) -> ProcedureVersion:
    """A template's draft; one whose number is still to be looked up gets one of the house."""
    if not is_placeholder(version.number):
        return version
    return numbered(version, "QT-KĐ 05:2026", by, at)


def lab(code: str = "", *, parent: Centre | None = None, at: datetime = NOW) -> Lab:
    """A whole laboratory. `at` is the moment around which its standards are calibrated."""
    centre = people.centre(code, parent=parent)
    quality = people.person(Role.QUALITY_OFFICER, centre, "Phan Thị Chuẩn")
    for kind in ("pressure-gauge", "platform-scale", "counter-scale", "spring-dial-scale"):
        instruments.kind(kind)
    for version in load_templates(centre, quality, at, codes=TEMPLATES):
        confirm_all(version_id=version.pk, source=UNCHECKED, by=quality, at=at)
        put_in_force(version_id=version.pk, valid_from=FROM, by=quality, at=at)
    authority.allow(centre)
    return Lab(
        centre=centre,
        technician=people.person(Role.TECHNICIAN, centre, "Trần Thị Thử"),
        approver=people.person(Role.APPROVER, centre, "Lê Minh Họa"),
        quality=quality,
        officer=people.person(Role.CONTRACT_OFFICER, centre, "Đỗ Văn Hợp"),
        customer=people.customer(centre),
        gauge=reference_gauge(centre, at),
        weights=standard_weights(centre, at),
    )


def reference_gauge(centre: Centre, at: datetime = NOW, **facts: Any) -> Standard:
    """A reference gauge 0…60 bar: U = 0.01 bar (k = 2) everywhere, no deviation."""
    made = instruments.standard(centre, **facts)
    q = instruments.q
    instruments.calibration(
        made,
        at.date() - timedelta(days=100),
        values=[(q(f"{n} bar"), q(f"{n} bar"), q("0.01 bar"), "2") for n in (0, 10, 60)],
    )
    return made


def standard_weights(centre: Centre, at: datetime = NOW) -> Standard:
    """A set of weights 1…20 kg: U = 50 mg for each kilogram (k = 2), no deviation."""
    q = instruments.q
    made = instruments.standard(
        centre,
        name_vi="Bộ quả cân chuẩn M1",
        name_en="Set of weights M1",
        quantity="mass",
        range_min=q("0.1 kg"),
        range_max=q("20 kg"),
        mpe=q("1 g"),
    )
    values = [(q(f"{n} kg"), q(f"{n} kg"), q(f"{n * 50} mg"), "2") for n in (1, 2, 5, 10, 20)]
    instruments.calibration(made, at.date() - timedelta(days=100), values=values)
    return made


def scale(customer: Customer, **facts: Any) -> Instrument:
    """A spring dial scale: Max 15 kg, e = 50 g, class IIII, as in a real record."""
    q = instruments.q
    given = {
        "range_min": q("0.5 kg"),
        "range_max": q("15 kg"),
        "resolution": q("50 g"),
        "accuracy": "IIII",
        "facts": {"e": "50 g", "supports": "4"},
    }
    return instruments.instrument(customer, "spring-dial-scale", **{**given, **facts})


def gauge_job(
    at: Lab, *, service: str = Service.VERIFICATION, now: datetime = NOW, **more: Any
) -> Job:
    """An open job for a pressure gauge 0…10 bar, class 1.6."""
    thing = more.pop("instrument", None) or instruments.instrument(at.customer)
    return _job(at, thing, service, now, more)


def scale_job(at: Lab, *, now: datetime = NOW, **more: Any) -> Job:
    """An open job for a scale of 15 kg."""
    thing = more.pop("instrument", None) or scale(at.customer)
    return _job(at, thing, Service.VERIFICATION, now, more)


def _job(at: Lab, thing: Instrument, service: str, now: datetime, more: dict[str, Any]) -> Job:
    given: dict[str, Any] = {
        "centre": at.centre,
        "customer": at.customer,
        "instrument": thing,
        "service": service,
        "due_on": now.date() + timedelta(days=7),
    }
    return open_job(by=at.officer, at=now, **{**given, **more})


def start(at: Lab, job: Job, *, now: datetime = NOW) -> Job:
    """Start the work with the standard that fits."""
    standard = at.gauge if job.instrument and "gauge" in job.instrument.type.code else at.weights
    start_work(job_id=job.pk, standards=[standard.pk], by=at.technician, at=now)
    job.refresh_from_db()
    return job


def reading(
    section: str,
    column: str,
    value: str,
    unit: str = "",
    *,
    row: int = 0,
    repeat: int = 0,
    taken_at: datetime = NOW,
    pk: UUID | None = None,
    supersedes: UUID | None = None,
    reason: str = "",
) -> ReadingIn:
    """A reading as a device sends it."""
    return ReadingIn(
        id=pk or uuid4(),
        section=section,
        row=row,
        column=column,
        repeat=repeat,
        value=value,
        unit=unit,
        taken_at=taken_at,
        supersedes=supersedes,
        reason=reason,
    )


def conditions(*, now: datetime = NOW, external: str = "pass") -> list[ReadingIn]:
    """Temperature and the two checks."""
    return [
        reading("environment", "temperature", "21.5", "degC", taken_at=now),
        reading("checks", "external", external, taken_at=now),
        reading("checks", "technical", "pass", taken_at=now),
    ]


def up_and_down(
    rows: Iterable[Sequence[str]], unit: str = "bar", *, now: datetime = NOW
) -> list[ReadingIn]:
    """The table "accuracy": increasing, then decreasing."""
    found = list(rows)
    return [
        reading("accuracy", column, pair[i], unit, row=row, taken_at=now)
        for i, column in enumerate(("up", "down"))
        for row, pair in enumerate(found)
    ]


def gauge_readings(
    rows: Iterable[Sequence[str]] = GAUGE, *, now: datetime = NOW
) -> list[ReadingIn]:
    """Everything a gauge job needs."""
    return [*conditions(now=now), *up_and_down(rows, now=now)]


def scale_readings(
    rows: Iterable[Sequence[str]] = SCALE, *, now: datetime = NOW
) -> list[ReadingIn]:
    """Everything a scale job needs."""
    ecc = ("5.00", "5.00", "5.05", "5.00", "5.00")
    return [
        *conditions(now=now),
        *up_and_down(rows, "kg", now=now),
        *(
            reading("repeatability", "r", value, "kg", repeat=i, taken_at=now)
            for i, value in enumerate(("7.50", "7.50", "7.55"))
        ),
        *(
            reading("eccentricity", "r", value, "kg", row=i, taken_at=now)
            for i, value in enumerate(ecc)
        ),
        *(reading("discrimination", "ok", "pass", row=i, taken_at=now) for i in range(3)),
    ]


def measuring_job(at: Lab, job: Job | None = None, *, now: datetime = NOW) -> Job:
    """A gauge job just started, nothing recorded yet."""
    return start(at, job or gauge_job(at, now=now), now=now)


def measured_job(
    at: Lab,
    job: Job | None = None,
    *,
    passes: bool = True,
    rows: Iterable[Sequence[str]] = (),
    now: datetime = NOW,
) -> Job:
    """A job handed in for review; a gauge job unless given."""
    job = start(at, job or gauge_job(at, now=now), now=now)
    is_gauge = job.procedure is not None and job.procedure.code == "pressure-gauge"
    rows = rows or (GAUGE if passes else BAD_GAUGE)
    keyed = gauge_readings(rows, now=now) if is_gauge else scale_readings(now=now)
    record_readings(job_id=job.pk, readings=keyed, by=at.technician, at=now)
    return submit(job_id=job.pk, by=at.technician, at=now)


def approved_job(at: Lab, job: Job | None = None, *, now: datetime = NOW, **more: Any) -> Job:
    """A job whose measurements are approved; without certificate (that room comes later)."""
    job = measured_job(at, job, now=now, **more)
    return approve(job_id=job.pk, by=at.approver, at=now)


def cell(job: Job, section: str, row: int, column: str, repeat: int = 0) -> Reading:
    """The reading that counts in a cell."""
    return Reading.objects.get(
        worksheet__job=job, section=section, row=row, column=column, repeat=repeat,
        superseded_by__isnull=True,
    )  # fmt: skip


def procedure(
    at: Lab, code: str = "pressure-gauge", service: str = "verification"
) -> ProcedureVersion:
    """The version in force."""
    return ProcedureVersion.objects.get(centre=at.centre, code=code, service=service)


def small_definition(code: str) -> dict[str, Any]:
    """The least that is a procedure: one reading at one point; its limit is from memory."""
    words = {"vi": "x", "en": "x"}
    return {
        "schema": 1, "code": code, "title": words, "confidence": "memory",
        "documents": {"testing": "1"}, "services": ["testing"], "instrument_types": [],
        "fields": [], "unit": {"code": "mm"}, "decision_rule": "simple", "coverage": "k2",
        "tables": [
            {"key": "t", "title": words, "points": {"expressions": ["1"]}, "reference": "ref",
             "columns": [{"key": "ref", "label": words, "role": "reference"},
                         {"key": "x", "label": words, "role": "reading"}],
             "error": "x - ref", "limit": {"type": "expr", "expr": "0.1"}},
        ],
    }  # fmt: skip


def paper_job(at: Lab, service: str = Service.CALIBRATION, *, now: datetime = NOW) -> Job:
    """Work whose worksheet is on paper, waiting for approval, nothing keyed in yet."""
    job = gauge_job(at, service=service, now=now)
    return record_paper_job(
        job_id=job.pk, performed_on=timezone.localdate(now), paper_record="BB-1",
        technician=at.technician, by=at.technician, at=now,
        outcome="pass" if service == Service.VERIFICATION else "reported",
    )  # fmt: skip
