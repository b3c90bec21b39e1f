"""Stickers of the demo: two batches, handed to the two who measure, one spoilt."""

from datetime import date, datetime

from django.db.models import QuerySet

from calibration.models import Job
from calibration.states import Outcome, Service
from certificates.models import Sticker
from certificates.states import StickerSize, StickerState
from certificates.stickers import services, taking
from reports.demo.calendar import later, moment
from reports.demo.deeds import Desk

SPOILT = 148


def code(service: Service, today: date) -> str:
    """The series of the year: "26V" for verification, "26C" for calibration."""
    return f"{today:%y}{'V' if service == Service.VERIFICATION else 'C'}"


def hand_out(desk: Desk, today: date) -> None:
    """Receive the year's batches and issue them, before the work of these days began.

    Pieces are never deleted: when the demo is made once more, what is left of them is used.
    """
    house, at = desk.house, moment(later(today, -33), 8)
    if _there(desk, code(Service.VERIFICATION, today)).exists():
        return
    for service, size, last in (
        (Service.VERIFICATION, StickerSize.SMALL, 500),
        (Service.CALIBRATION, StickerSize.LARGE, 200),
    ):
        new = services.NewSeries(
            service=service, code=code(service, today), first=1, last=last, size=size,
            received_on=at.date(), note="Nhà in Ví Dụ, phiếu nhập 03/VP",
        )  # fmt: skip
        services.receive_series(centre=house.hue, new=new, by=house.quality, at=at)
    at = moment(later(today, -32), 9)
    for service, person, first, last in (
        (Service.VERIFICATION, house.technician, 1, 150),
        (Service.VERIFICATION, house.approver, 151, 200),
        (Service.CALIBRATION, house.technician, 1, 50),
    ):
        services.issue(
            centre=house.hue, code=code(service, today), first=first, last=last, to=person,
            by=house.quality, at=at,
        )  # fmt: skip


def _there(desk: Desk, series: str) -> QuerySet[Sticker]:
    return Sticker.objects.filter(centre=desk.house.hue, series__code=series)


def on_calibration(desk: Desk, job: Job, today: date, at: datetime) -> None:
    """The technician sticks their next calibration sticker on what was calibrated."""
    held = _there(desk, code(Service.CALIBRATION, today)).filter(
        holder=desk.house.technician, state=StickerState.ISSUED
    )
    shown = held.order_by("number").values_list("shown", flat=True)[0]
    taking.choose(job_id=job.pk, numbers=[shown], by=desk.house.technician, at=at)


def without(desk: Desk, job: Job, at: datetime) -> None:
    """No sticker for work of years ago: what is in hand when the demo is made again came later."""
    job.refresh_from_db(fields=["outcome"])
    held = Sticker.objects.filter(centre=desk.house.hue, state=StickerState.ISSUED)
    if job.outcome != Outcome.FAIL and held.exists():
        taking.choose(job_id=job.pk, numbers=[], none=True, by=desk.house.technician, at=at)


def spoil(desk: Desk, today: date, at: datetime) -> None:
    """One is spoilt and reported, two go back to the store."""
    technician = desk.house.technician
    series = code(Service.VERIFICATION, today)
    if not _there(desk, series).filter(number=SPOILT, state=StickerState.ISSUED).exists():
        return
    services.report_damage(
        centre=desk.house.hue, code=series, first=SPOILT, last=SPOILT,
        why="Rách khi bóc khỏi đế.", by=technician, at=at,
    )  # fmt: skip
    services.give_back(
        centre=desk.house.hue, code=series, first=SPOILT + 1, last=SPOILT + 2,
        why="Chuyển sang tổ khác.", by=technician, at=at,
    )  # fmt: skip
