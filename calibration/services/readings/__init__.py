"""Recording readings: of one job all or none, over many jobs each by itself; twice is once."""

from calibration.services.readings.many_jobs import MOST_READINGS, Item, record_items
from calibration.services.readings.one_job import (
    MOST,
    Recorded,
    parsed,
    record_batch,
    record_readings,
)
from calibration.services.readings.taking import Answer, Held, ReadingIn, Status

__all__ = [
    "MOST",
    "MOST_READINGS",
    "Answer",
    "Held",
    "Item",
    "ReadingIn",
    "Recorded",
    "Status",
    "parsed",
    "record_batch",
    "record_items",
    "record_readings",
]
