"""The readings of one job: all of them or none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from calibration.cells import grid_of
from calibration.evaluation import Cell, Entry
from calibration.models import Job
from calibration.services.common import locked, sheet_of
from calibration.services.readings.keeping import keep, open_sheets
from calibration.services.readings.taking import (
    Answer,
    ReadingIn,
    Status,
    Taking,
    closed,
    entry_of,
)
from common.errors import Conflict, Fault, InvalidInput, Refused

MOST = 500


@dataclass(frozen=True)
class Recorded:
    """Which ids were new, and which were known with the same content."""

    accepted: tuple[UUID, ...] = ()
    known: tuple[UUID, ...] = ()


def record_readings(
    *, job_id: int, readings: Sequence[ReadingIn], by: User, at: datetime, locale: str = "en"
) -> int:
    """Add readings to the worksheet; says how many were new. See `record_batch`."""
    recorded = record_batch(job_id=job_id, readings=readings, by=by, at=at, locale=locale)
    return len(recorded.accepted)


@transaction.atomic
def record_batch(
    *, job_id: int, readings: Sequence[ReadingIn], by: User, at: datetime, locale: str = "en"
) -> Recorded:
    """Add readings, all or none. `locale` "vi" reads a decimal comma.

    The same id with the same content is known and changes nothing, in any state of the job. The
    same id with other content, or a second first reading of a cell, is a Conflict. Bad values are
    InvalidInput, each fault named `readings.3.value`.
    """
    if len(readings) > MOST:
        message = _("Mỗi lần gửi nhiều nhất %(most)s số chỉ.") % {"most": MOST}
        raise Refused(message, code="too_many")
    job = locked(job_id)
    sheet_of(job)
    sheets, there = open_sheets([job], [reading.id for reading in readings])
    taking = Taking(by=by, at=at, comma=locale.startswith("vi"), there=there)
    answers = [taking.take(sheets[job.pk], reading) for reading in readings]
    _insist(job, answers)
    try:
        with transaction.atomic():
            keep(sheets.values(), there, by=by, at=at)
    except IntegrityError as error:
        # Another job took one of these ids since we looked: its worksheet is not held by us.
        raise _clash() from error
    return Recorded(_ids(answers, Status.ACCEPTED), _ids(answers, Status.KNOWN))


def _ids(answers: Sequence[Answer], status: Status) -> tuple[UUID, ...]:
    return tuple(answer.id for answer in answers if answer.status == status)


def _insist(job: Job, answers: Sequence[Answer]) -> None:
    """Raise unless every one was accepted or known: first what is wrong, then what clashes."""
    refused, clashing = (
        [_named(i, found) for i, one in enumerate(answers) if one.status == status
         for found in one.faults]
        for status in (Status.REFUSED, Status.CONFLICT)
    )  # fmt: skip
    state = closed(job)
    if wrong := [found for found in refused if found.code != state.code]:
        raise InvalidInput(*wrong)
    if clashing:
        raise _clash(*clashing)
    if refused:
        raise Refused(state.message, code=state.code)


def _named(i: int, found: Fault) -> Fault:
    return replace(found, field=f"readings.{i}.{found.field}")


def _clash(*faults: Fault) -> Conflict:
    message = _("Có số chỉ trùng mã hoặc trùng ô nhưng khác nội dung.")
    return Conflict(message, faults=faults)


def parsed(*, job: Job, readings: Sequence[ReadingIn], locale: str = "en") -> dict[Cell, Entry]:
    """The readings as entries for a preview: same checks of cell, value and unit, nothing kept."""
    sheet = sheet_of(job)
    assert job.procedure is not None
    grid = grid_of(job.procedure.definition, sheet.plan)
    found, wrong = {}, []
    for i, reading in enumerate(readings):
        digits, unit, faults = entry_of(grid, reading, comma=locale.startswith("vi"))
        found[reading.cell] = Entry(digits, unit)
        wrong += [_named(i, each) for each in faults]
    if wrong:
        raise InvalidInput(*wrong)
    return found
