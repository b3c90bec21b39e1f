"""A worksheet as the rules of review read it: plain data, of this work and of the one before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from calibration.sections import FIXED, LEFT, Section

Cell = tuple[str, int, str, int]


@dataclass(frozen=True)
class Taken:
    """One reading with its two clocks."""

    cell: Cell
    digits: str
    unit: str
    taken_at: datetime
    received_at: datetime
    device: str = ""
    supersedes: bool = False
    superseded: bool = False
    reason: str = ""

    @property
    def measured(self) -> bool:
        """Whether it is a number in a table: no check, no condition, no words."""
        return self.cell[0] not in FIXED and bool(self.unit)


@dataclass(frozen=True)
class Point:
    """One result. `share` is the part of the limit that the judged columns use."""

    section: str
    row: int
    unit: str
    reference: Decimal | None
    error: Decimal | None
    expanded: Decimal | None
    limit: Decimal | None
    share: Decimal | None = None
    error_unit: str = ""
    cmc: str = ""
    words: str = ""  # the point as people name it: "4 bar", "Qmax"

    @property
    def place(self) -> Section:
        """Table, channel, phase."""
        return Section.parse(self.section)


@dataclass(frozen=True)
class Condition:
    """A quantity of the environment as observed, beside what the procedure allows."""

    label: Mapping[str, str]
    value: Decimal
    shown: str
    least: Decimal | None
    most: Decimal | None
    allowed: str
    reason: str = ""


@dataclass(frozen=True)
class Used:
    """A standard that supported the work."""

    code: str
    valid_until: date
    doubted: bool


@dataclass(frozen=True)
class Past:
    """The work approved before on the same instrument."""

    job: int
    on: date
    points: tuple[Point, ...]
    readings: tuple[Taken, ...] = ()
    certificate: str = ""


@dataclass(frozen=True)
class Record:
    """Everything that can be unusual about one job."""

    failed: bool = False
    on: date | None = None  # the day of the work
    started_at: datetime | None = None
    points: Sequence[Point] = ()
    readings: Sequence[Taken] = ()
    climate: Sequence[Condition] = ()
    standards: Sequence[Used] = ()
    adjusted: str = ""  # what was adjusted, in the technician's words
    first: bool = False  # first calibration, no as-found
    outside: Mapping[str, str] = field(default_factory=dict)  # why it is not accredited
    files: Sequence[str] = ()  # captions or names of photos and files
    returned: int = 0  # cells given back before
    past: Past | None = None

    @property
    def as_found(self) -> tuple[Point, ...]:
        """What was measured first."""
        return tuple(point for point in self.points if point.place.phase != LEFT)

    @property
    def deciding(self) -> tuple[Point, ...]:
        """What the verdict rests on: the points after an adjustment, where there was one."""
        left = tuple(point for point in self.points if point.place.phase == LEFT)
        return left or self.as_found


@dataclass(frozen=True)
class Finding:
    """One unusual thing: its kind, how much it matters, and the facts its sentence is made of."""

    kind: str
    rank: int
    facts: Mapping[str, str] = field(default_factory=dict)
