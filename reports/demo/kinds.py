"""Kinds of instrument whose procedures came into force lately: work for the tablet of today."""

from datetime import date, datetime

from calibration.models import Job, ProcedureVersion
from calibration.services import (
    agree_conformity,
    assign_jobs,
    confirm_all,
    make_batch,
    put_in_force,
)
from calibration.states import ProcedureState
from reports.demo.calendar import later, moment
from reports.demo.deeds import Desk, Ordered, draft, jobs_of, sign_it
from reports.demo.instruments import Build
from reports.demo.standards import UNCHECKED

LATELY = ("fuel-dispenser", "water-meter", "micrometer", "digital-multimeter")
PUMP = Build(
    "Tân Trụ Bơm", "TB-2K", "5 L/min", "40 L/min", "0.01 L", "0.5",
    facts={"q_min": "5 L/min", "q_max": "40 L/min", "v_min": "5 L", "product": "RON 95-III",
           "nozzles": "2", "unit_price": "21500 VND/L"},
)  # fmt: skip
METER = Build(
    "Thủy Kế Việt", "TK-15", "31.25 L/h", "3125 L/h", "0.02 L", "2",
    facts={"dn": "15 mm", "q3": "2.5 m3/h", "r": "80", "meter_type": "mechanical"},
)  # fmt: skip
MICROMETER = Build("Thước Việt", "PM-25", "0 mm", "25 mm", "0.01 mm")
A_BENCH_OF = 12


def play_kinds(desk: Desk, now: datetime, series: str) -> None:
    """Three procedures since last month; a pump, a bench of water meters, two micrometers."""
    since = later(now.date(), -22)
    _in_force(desk, since)
    _work(desk, now, series)


def _in_force(desk: Desk, since: date) -> None:
    at, by = moment(since, 8), desk.house.quality
    rows = ProcedureVersion.objects.filter(
        centre=desk.house.hue, code__in=LATELY, version=1, state=ProcedureState.DRAFT
    )
    for version in rows:
        confirm_all(version_id=version.pk, source=UNCHECKED, by=by, at=at)
        put_in_force(version_id=version.pk, valid_from=since, by=by, at=at)


def _work(desk: Desk, now: datetime, series: str) -> None:
    signed = min(moment(later(now.date(), -2), 8), now)
    lines = {
        "SB": (Ordered("KD-CXD", 1, build=PUMP), Ordered("HC-PM", 2, build=MICROMETER)),
        "NGB": (Ordered("KD-NL", A_BENCH_OF, build=METER),),
    }
    for client, ordered in lines.items():
        made = draft(desk, client, ordered, signed, series=f"{series}-{client}K")
        sign_it(desk, made, signed, due_on=later(now.date(), 3))
        jobs = [job for _code, job in jobs_of(made)]
        _give(desk, jobs, signed)
        if client == "NGB":
            make_batch(
                centre=desk.house.hue, name="Mẻ đồng hồ nước Ngự Bình",
                job_ids=[job.pk for job in jobs], by=desk.house.technician, at=signed,
            )  # fmt: skip


def _give(desk: Desk, jobs: list[Job], at: datetime) -> None:
    for job in jobs:
        if job.service == "calibration":
            agree_conformity(job_id=job.pk, rule="simple", by=desk.house.officer, at=at)
    assign_jobs(
        job_ids=[job.pk for job in jobs], technician=desk.house.technician,
        by=desk.house.officer, at=at,
    )  # fmt: skip
