"""What the flows of stickers begin with; see `making`."""

from collections.abc import Callable
from typing import Any

FIFTY = 50


def fifty() -> dict[str, Any]:
    """Fifty gauges that wait for approval, and seventy stickers in the technician's hand."""
    from django.utils import timezone

    from tests.factories import calibration, stickers

    now = timezone.now()
    lab = calibration.lab("HUE", at=now)
    stickers.series(lab.centre, lab.quality, last=100, at=now)
    stickers.in_hand(lab.centre, lab.quality, lab.technician, 11, 80, at=now)
    jobs = [calibration.measured_job(lab, now=now).pk for _ in range(FIFTY)]
    return {"approver": lab.approver.email, "jobs": jobs}


FRESH: dict[str, Callable[[], dict[str, Any]]] = {"fifty": fifty}
