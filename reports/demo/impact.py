"""A mistake found long after: the certificate of 2021 of a gauge was typed in wrong at 10 bar."""

from datetime import datetime
from decimal import Decimal

from certificates.impact.services import open_case
from instruments.models import StandardCalibration
from instruments.services import correct_calibration
from metrology.quantities.quantity import Quantity
from reports.demo.deeds import Desk
from reports.demo.standards import FIRST

STANDARD, POINT, OFFSET = "CA-01", Quantity.parse("10 bar"), Decimal("0.130")
WHY = "Soát lại hồ sơ: giá trị tại 10 bar trên giấy chứng nhận năm 2021 bị gõ thiếu 0,130 bar."


def wrong_calibration(desk: Desk, at: datetime) -> None:
    """Correct the event that the gauges of the quarter leaned on, and open its case."""
    standard = desk.standards[STANDARD]
    event = standard.calibrations.filter(on=FIRST[0], corrects__isnull=True).get()
    if StandardCalibration.objects.filter(corrects=event).exists():
        return
    by = desk.house.quality
    values = [
        (line.nominal, _right(line.nominal, line.value), line.expanded, line.k)
        for line in event.values.all()
    ]
    correct_calibration(event_id=event.pk, why=WHY, values=values, by=by, at=at)
    open_case(event_id=event.pk, by=by, at=at)


def _right(nominal: Quantity, typed: Quantity) -> Quantity:
    if nominal != POINT:
        return typed
    return Quantity(format(typed.value + OFFSET, "f"), typed.unit)
