"""The results of two times at the same points: how much they changed, and whether it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from calibration.numbers import text_of
from calibration.review.record import Point, Record

GRAVE = Decimal("0.5")  # of the limit: a change that could turn a verdict
NEARBY = Decimal("0.05")  # a measured reference is the same point within 5 %


@dataclass(frozen=True)
class Change:
    """One point now and the time before."""

    point: Point
    before: Point

    @property
    def delta(self) -> Decimal | None:
        """The error now minus the error then."""
        if self.point.error is None or self.before.error is None:
            return None
        return self.point.error - self.before.error

    @property
    def en(self) -> Decimal | None:
        """|change| over the root sum of squares of both U; None where one has none."""
        one, two = self.point.expanded, self.before.expanded
        if self.delta is None or not one or not two:
            return None
        return abs(self.delta) / (one * one + two * two).sqrt()

    @property
    def of_limit(self) -> Decimal | None:
        """The part of the limit that the change takes."""
        if self.delta is None or not self.point.limit:
            return None
        return abs(self.delta / self.point.limit)

    @property
    def counts(self) -> bool:
        """More than both uncertainties explain; without them, a good part of the limit."""
        return self.en > 1 if self.en is not None else self.grave

    @property
    def grave(self) -> bool:
        """Large beside the limit; without a limit, beside the uncertainties."""
        if self.of_limit is not None:
            return self.of_limit >= GRAVE
        return self.en is not None and self.en > 1

    @property
    def weight(self) -> Decimal:
        """What the worst of several is told by."""
        return max(self.of_limit or Decimal(0), (self.en or Decimal(0)) / 10)

    @property
    def difference(self) -> str:
        """The change in digits, with its sign."""
        if self.delta is None:
            return ""
        shown = text_of(self.delta)
        return f"+{shown}" if self.delta > 0 else shown

    @property
    def then(self) -> str:
        """The error the time before, in digits."""
        return text_of(self.before.error)

    @property
    def en_shown(self) -> str:
        """E_n with one decimal; blank where there is none."""
        return "" if self.en is None else format(self.en.quantize(Decimal("0.1")), "f")


def compare(now: Sequence[Point], then: Sequence[Point]) -> list[Change]:
    """Each point that has its like the time before, in the same unit."""
    found = []
    for point in now:
        before = _like(point, then)
        if before is not None:
            found.append(Change(point, before))
    return found


def changes(record: Record) -> dict[tuple[str, int], Change]:
    """What was found now beside the time before, by section and row."""
    if record.past is None:
        return {}
    found = compare(record.as_found, record.past.points)
    return {(change.point.section, change.point.row): change for change in found}


def _like(point: Point, then: Sequence[Point]) -> Point | None:
    """The same row of the same table and channel, else the only one at the same reference."""
    where = (point.place.table, point.place.channel, point.unit, point.error_unit)
    mine = [
        each
        for each in then
        if (each.place.table, each.place.channel, each.unit, each.error_unit) == where
    ]
    for each in mine:
        if each.row == point.row and _near(point.reference, each.reference):
            return each
    same = [each for each in mine if each.reference == point.reference is not None]
    return same[0] if len(same) == 1 else None


def _near(one: Decimal | None, two: Decimal | None) -> bool:
    if one is None or two is None:
        return one is two
    return abs(one - two) <= NEARBY * max(abs(one), abs(two))
