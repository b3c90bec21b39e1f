"""What the pages and the API ask: found instruments, the standards' state on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from accounts.models import Customer
from accounts.people import Person
from accounts.permissions import Can
from common.text import fold
from instruments.cycles import cycle_on
from instruments.models import (
    CalibrationDoubt,
    Instrument,
    InstrumentRows,
    InstrumentType,
    Standard,
    StandardCalibration,
    StandardRows,
    VerificationCycle,
)
from instruments.states import StandardState

SOON_DAYS = 30
WATCH_DAYS = 60


@dataclass(frozen=True)
class StandardToday:
    """A standard with the calibration that counts on a day and what follows from it."""

    standard: Standard
    newest: StandardCalibration | None
    state: StandardState
    days_left: int | None
    why: str  # the sentence that forbids its use; "" where it may be used

    @property
    def days_over(self) -> int:
        """How many days it is overdue."""
        return max(0, -(self.days_left or 0))


@dataclass(frozen=True)
class TypeToday:
    """A kind of instrument with its cycle on a day, and the unverified one beside it."""

    kind: InstrumentType
    cycle: VerificationCycle | None
    unverified: VerificationCycle | None


def is_inside(person: Person) -> bool:
    """Whether the person works in a centre; else they see their own company's instruments."""
    return bool(person.centres(Can.SEE_INSTRUMENTS).exists())


def instruments_seen(person: Person) -> InstrumentRows:
    """The instruments a person sees, newest first, with what a list shows of each."""
    rows = Instrument.objects.visible_to(person).select_related("type", "customer__centre", "site")
    return rows.order_by("-pk")


def types_seen(person: Person) -> list[InstrumentType]:
    """The kinds that occur among the instruments a person sees."""
    seen = Instrument.objects.visible_to(person).order_by().values("type")
    return list(InstrumentType.objects.filter(pk__in=seen))


def owners_seen(person: Person) -> list[tuple[int, str]]:
    """The customers whose instruments a person sees."""
    seen = Instrument.objects.visible_to(person).order_by().values("customer")
    return list(Customer.objects.filter(pk__in=seen).values_list("pk", "name"))


def types_on(day: date, text: str = "") -> list[TypeToday]:
    """Kinds that hold `text`, each with its cycle on `day`."""
    kinds = InstrumentType.objects.search(text).prefetch_related("cycles")
    return [
        TypeToday(
            kind,
            cycle_on(kind, day),
            next((cycle for cycle in kind.cycles.all() if not cycle.confirmed), None),
        )
        for kind in kinds
    ]


def standards_with_calibrations(rows: StandardRows) -> StandardRows:
    """`rows` with their calibrations, in two queries."""
    found: StandardRows = rows.select_related("centre").prefetch_related("calibrations__doubts")
    return found


def matches(standard: Standard, text: str) -> bool:
    """Whether every word of `text` stands in what names the standard, tone marks aside."""
    whole = fold(f"{standard.code} {standard.name_vi} {standard.name_en} {standard.serial}")
    return all(word in whole for word in fold(text).split())


def with_values(rows: StandardRows) -> StandardRows:
    """`rows` with their calibrations and the values of each, newest first."""
    newest = (
        StandardCalibration.objects.select_related("by")
        .order_by("-on", "-pk")
        .prefetch_related("values", "doubts__by")
    )
    found: StandardRows = rows.select_related("centre").prefetch_related(
        Prefetch("calibrations", queryset=newest.prefetch_related("values", "doubts__by"))
    )
    return found


def with_upkeep(rows: StandardRows) -> StandardRows:
    """`with_values`, and the intermediate checks with what was agreed about them."""
    found: StandardRows = with_values(rows).prefetch_related("checks__by", "control_limits")
    return found


@dataclass(frozen=True)
class Link:
    """One event of a standard's chain: what corrects it, who doubts it."""

    event: StandardCalibration
    correction: StandardCalibration | None
    doubts: list[CalibrationDoubt]


def chain(standard: Standard) -> list[Link]:
    """Every event, newest first, each with its correction and doubts. Reads prefetched rows."""
    every = sorted(standard.calibrations.all(), key=lambda one: (one.on, one.pk), reverse=True)
    corrections = {event.corrects_id: event for event in every}
    return [Link(event, corrections.get(event.pk), list(event.doubts.all())) for event in every]


def standing(standard: Standard, day: date, soon: int = SOON_DAYS) -> StandardToday:
    """The state of a standard on `day`; reads prefetched calibrations when there are some."""
    newest = standard.newest_on(day)
    left = None if newest is None else (newest.valid_until - day).days
    _event, state, why = standard.standing(day)
    if state == StandardState.VALID and left is not None and left <= soon:
        state = StandardState.DUE
    return StandardToday(standard, newest, state, left, why)


@dataclass(frozen=True)
class Watch:
    """What the quality officer looks at first: worst first."""

    doubted: list[StandardToday]
    overdue: list[StandardToday]
    uncalibrated: list[StandardToday]
    due: list[StandardToday]
    out_of_use: list[StandardToday]
    valid: int


def watch(standards: Iterable[Standard], day: date) -> Watch:
    """Sort the standards by what they need on `day`."""
    found = [standing(standard, day, WATCH_DAYS) for standard in standards]
    by_state: dict[StandardState, list[StandardToday]] = {state: [] for state in StandardState}
    for one in sorted(found, key=lambda each: each.days_left or 0):
        by_state[one.state].append(one)
    return Watch(
        doubted=by_state[StandardState.DOUBTED],
        overdue=by_state[StandardState.OVERDUE],
        uncalibrated=by_state[StandardState.UNCALIBRATED],
        due=by_state[StandardState.DUE],
        out_of_use=by_state[StandardState.OUT_OF_USE],
        valid=len(by_state[StandardState.VALID]),
    )
