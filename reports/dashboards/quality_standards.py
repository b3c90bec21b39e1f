"""Whether standards were calibrated in time, and checked between calibrations; the late ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from instruments.models import IntermediateCheck, Standard, StandardCalibration
from instruments.models.standards import not_corrected
from planning.rates import Rate
from reports.indicators.question import Question


@dataclass(frozen=True)
class Recalibration:
    """A calibration that ran out in the period: its last day, and the day of the next one."""

    standard: Standard
    due_on: date
    next_on: date | None
    days: int  # on which none was in force; 0 where the next came in time

    @property
    def in_time(self) -> bool:
        """Whether the next calibration came before a day without one."""
        return self.days == 0


@dataclass(frozen=True)
class Checking:
    """A standard that is checked between calibrations: the middle of its validity, the check."""

    standard: Standard
    due_on: date
    checked_on: date | None  # the first since the calibration in force
    days: int

    @property
    def in_time(self) -> bool:
        """Whether a check came by the middle of the validity."""
        return self.days == 0


@dataclass(frozen=True)
class Adherence:
    """How many were in time, and those that were late, the latest first."""

    every: Sequence[Recalibration] | Sequence[Checking]

    @property
    def in_time(self) -> list[Recalibration | Checking]:
        """Those in time."""
        return [one for one in self.every if one.in_time]

    @property
    def late(self) -> list[Recalibration | Checking]:
        """Those that were not, or are not yet."""
        found = [one for one in self.every if not one.in_time]
        return sorted(found, key=lambda one: (-one.days, one.standard.code))

    @property
    def rate(self) -> Rate:
        """From the two numbers; “–” where nothing was due."""
        return Rate(len(self.in_time), len(self.every))


def kept_standards(asked: Question) -> list[Standard]:
    """Standards in use with their calibrations and checks, in five queries."""
    events = StandardCalibration.objects.prefetch_related("doubts")
    checks = IntermediateCheck.objects.only("pk", "standard", "on", "corrects")
    rows = Standard.objects.filter(centre__path__startswith=asked.centre.path, out_of_use=False)
    return list(
        rows.select_related("centre")
        .prefetch_related(
            Prefetch("calibrations", queryset=events),
            Prefetch("checks", queryset=checks),
            "control_limits",
        )
        .order_by("centre", "code", "pk")
    )


def recalibrations(asked: Question) -> Adherence:
    """Of the calibrations whose last day lies in the period. One that still holds is not judged."""
    found = [
        one for standard in asked.rows(kept_standards) for one in _recalibrations(standard, asked)
    ]
    return Adherence(found)


def _recalibrations(standard: Standard, asked: Question) -> list[Recalibration]:
    events = [event for event in reversed(standard.events()) if event.on <= asked.cut_off]
    found = []
    for event, later in zip(events, [*events[1:], None], strict=True):
        due, following = event.valid_until, later.on if later else None
        if not asked.start <= due <= asked.until or (following is None and due >= asked.cut_off):
            continue
        days = (following - due).days - 1 if following else (asked.cut_off - due).days
        found.append(Recalibration(standard, due, following, max(0, days)))
    return found


def checkings(asked: Question) -> Adherence:
    """Of the standards that are checked at all and whose calibration is in force on the cut-off.

    No schedule of checks is kept. One is asked for by the middle of the validity; before that,
    a standard without a check is not judged.
    """
    rows = (_checking(standard, asked.cut_off) for standard in asked.rows(kept_standards))
    return Adherence([one for one in rows if one is not None])


def _checking(standard: Standard, day: date) -> Checking | None:
    event = standard.calibration_on(day)
    checks = not_corrected(list(standard.checks.all()))
    if event is None or not (checks or standard.control_limits.all()):
        return None
    due = event.on + (event.valid_until - event.on) / 2
    first = min((one.on for one in checks if event.on <= one.on <= day), default=None)
    if first is None and day <= due:
        return None
    return Checking(standard, due, first, max(0, ((first or day) - due).days))
