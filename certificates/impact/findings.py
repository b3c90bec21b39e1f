"""What is asked of a wrong event, and what is found of a point and of a job: plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from calibration.models import Job
from certificates.models import Certificate
from certificates.states import Effect
from instruments.models import StandardCalibration

WORST_FIRST = (Effect.FLIPS, Effect.BEYOND, Effect.UNKNOWN, Effect.WITHIN)

# Why the effect on a point cannot be told.
NO_VALUES = "no_values"  # doubted: nobody knows what is true
NOT_IN_METHOD = "not_in_method"  # no formula says how the standard's value enters the result
NOT_COVERED = "not_covered"  # the correction says nothing of this point
NOT_COMPUTED = "not_computed"  # what was stated cannot be computed with the correction
NO_U = "no_uncertainty"  # an error moved, and no U says whether that is much


@dataclass(frozen=True)
class Suspect:
    """An event that is wrong; the one that says what is true, if known; the first wrong day."""

    event: StandardCalibration
    corrected: StandardCalibration | None = None
    since: date | None = None


@dataclass(frozen=True)
class Told:
    """What is said of a point: exact decimals as text, "" for none."""

    error: str = ""
    expanded: str = ""
    verdict: str = ""


@dataclass(frozen=True)
class Point:
    """A touched point: as it was stated, as it is with the correction, and what that means.

    `change` is the new error less the old; error, limit and U are in `error_unit`.
    """

    section: str
    row: int
    place: Mapping[str, str]  # in words, {vi, en}
    reference: str
    unit: str
    error_unit: str
    limit: str
    old: Told
    new: Told
    change: str
    effect: Effect
    why: str = ""  # of an unknown effect


@dataclass(frozen=True)
class TouchedJob:
    """A job that leaned on the event, with its touched points in order."""

    worksheet: int
    job: Job
    certificate: Certificate | None
    points: Sequence[Point] = field(default_factory=tuple)

    @property
    def counts(self) -> dict[Effect, int]:
        """How many points of each class."""
        found = dict.fromkeys(WORST_FIRST, 0)
        for point in self.points:
            found[point.effect] += 1
        return found

    @property
    def worst(self) -> str:
        """The worst class that occurs; "" without points."""
        return next((str(each) for each in WORST_FIRST if self.counts[each]), "")
