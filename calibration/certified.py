"""What the certificates of standards say at a point: values, corrections, U, in a row's unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from calibration.definition import STANDARD_NAMES, Slot
from metrology.quantities.quantity import Quantity
from metrology.quantities.units import UNITS, Unit, base_quantity, convert, difference_unit


@dataclass(frozen=True)
class CertifiedValue:
    """One line of a standard's certificate, in the worksheet's unit."""

    nominal: Decimal
    value: Decimal
    expanded: Decimal
    k: Decimal

    @property
    def u(self) -> Decimal:
        """The standard uncertainty."""
        return self.expanded / self.k

    @property
    def deviation(self) -> Decimal:
        """Value found minus nominal value."""
        return self.value - self.nominal


@dataclass(frozen=True)
class CertifiedLine:
    """One line of a standard's certificate as it is written there."""

    nominal: Quantity
    value: Quantity
    expanded: Quantity
    k: Decimal


@dataclass(frozen=True)
class StandardFacts:
    """What a calibration event of a standard says, in one unit."""

    key: str  # the slot it fills
    calibration: int
    code: str
    certificate: str
    low: Decimal | None
    high: Decimal | None
    values: tuple[CertifiedValue, ...]

    def covers(self, reference: Decimal) -> bool:
        """Whether the point lies in the standard's own range."""
        above = self.low is None or self.low <= reference
        return above and (self.high is None or reference <= self.high)

    def calibrated_at(self, reference: Decimal, quantity: str) -> bool:
        """Whether its certificate says something about the point; see `span_of`."""
        span = span_of([value.nominal for value in self.values], quantity)
        return span is None or span[0] <= reference <= span[1]

    def within(self, _low: str, _high: str) -> "StandardFacts":
        """Itself: its ends are what they are."""
        return self

    def in_unit(self, _unit: str) -> "StandardFacts":
        """Itself: its numbers are in the unit asked for already."""
        return self


@dataclass(frozen=True)
class Certified:
    """A calibration event as it is on record; `in_unit` gives its numbers in a row's unit."""

    key: str
    calibration: int
    code: str
    certificate: str
    low: Quantity | None
    high: Quantity | None
    lines: tuple[CertifiedLine, ...]

    def within(self, low: str, high: str) -> "Certified":
        """The same with these ends of the standard's range ("" for none)."""
        ends = [Quantity.parse(end) if end else None for end in (low, high)]
        return self if ends == [self.low, self.high] else replace(self, low=ends[0], high=ends[1])

    @cached_property
    def _known(self) -> dict[str, StandardFacts | None]:
        return {}

    def in_unit(self, code: str) -> StandardFacts | None:
        """Its numbers in a unit; None where it says nothing of that quantity."""
        if code not in self._known:
            self._known[code] = self._converted(UNITS[code])
        return self._known[code]

    def _converted(self, unit: Unit) -> StandardFacts | None:
        lines = [line for line in self.lines if _alike(line.nominal.unit, unit)]
        ends = [end for end in (self.low, self.high) if end is not None]
        if not lines and not any(_alike(end.unit, unit) for end in ends):
            return None
        return StandardFacts(
            key=self.key,
            calibration=self.calibration,
            code=self.code,
            certificate=self.certificate,
            low=_end(self.low, unit),
            high=_end(self.high, unit),
            values=tuple(_certified(line, unit) for line in lines),
        )


def _alike(one: Unit, other: Unit) -> bool:
    return base_quantity(one.quantity) == base_quantity(other.quantity)


def _end(value: Quantity | None, unit: Unit) -> Decimal | None:
    return value.to(unit) if value is not None and _alike(value.unit, unit) else None


def _certified(line: CertifiedLine, unit: Unit) -> CertifiedValue:
    """An uncertainty in °C is a difference, never a point on the scale."""
    expanded = line.expanded
    return CertifiedValue(
        nominal=line.nominal.to(unit),
        value=line.value.to(unit),
        expanded=convert(expanded.value, difference_unit(expanded.unit), difference_unit(unit)),
        k=line.k,
    )


AnyStandard = StandardFacts | Certified


def span_of(nominals: Sequence[Decimal], quantity: str) -> tuple[Decimal, Decimal] | None:
    """From where to where a certificate reaches; None without values.

    Zero belongs to it: a gauge at zero is open to the air, a scale is empty, no standard needed.
    Not so for temperatures, whose zero is a point like any other.
    """
    if not nominals:
        return None
    zero = () if base_quantity(quantity) == "temperature" else (Decimal(0),)
    ends = [*nominals, *zero]
    return min(ends), max(ends)


@dataclass(frozen=True)
class Support:
    """What a standard gives at a point: U with its k, the size of its deviation, its correction.

    The correction is what it truly is less what it is called; the deviation is never less in size.
    """

    standard: StandardFacts
    expanded: Decimal
    k: Decimal
    deviation: Decimal
    correction: Decimal | None = None


def support_of_row(
    slot: Slot, point: Mapping[str, Any], unit: str, standards: Sequence[AnyStandard]
) -> Support | None:
    """The standard that supports a row of a plan, in the unit the slot's standards speak of."""
    unit = unit if same_quantity(slot, unit) else ""
    mine = [each for each in standards if each.key == slot.key]
    found = [facts for each in mine if (facts := each.in_unit(unit or _own_unit(each)))]
    # A thermometer beside a vessel has no point of its own: its largest U stands for it.
    reference = Decimal(point["reference"]) if unit and point["reference"] else None
    return support_at(slot, reference, found)


def same_quantity(slot: Slot, unit: str) -> bool:
    """Whether the slot's standards speak of a unit (its code)."""
    return base_quantity(slot.quantity) == base_quantity(UNITS[unit].quantity)


def _own_unit(standard: AnyStandard) -> str:
    """The unit of its first certified value: what a slot of another quantity speaks in."""
    lines = getattr(standard, "lines", ())
    return lines[0].nominal.unit.code if lines else ""


def support_at(
    slot: Slot, reference: Decimal | None, standards: Sequence[StandardFacts]
) -> Support | None:
    """The standard that supports a point: of those that reach it, the one with the smallest u."""
    fitting = [s for s in standards if s.key == slot.key]
    if reference is None:
        found = [support for each in fitting if (support := _largest(each, each.values))]
        return min(found, key=lambda support: support.expanded / support.k, default=None)
    fitting = [s for s in fitting if slot.combinable or s.covers(reference)]
    if slot.uncertainty == "interpolated":
        fitting = [s for s in fitting if s.calibrated_at(reference, slot.quantity)] or fitting
    found = [support for each in fitting if (support := _value_at(slot, reference, each))]
    return min(found, key=lambda support: support.expanded / support.k, default=None)


def _value_at(slot: Slot, reference: Decimal, standard: StandardFacts) -> Support | None:
    if not standard.values:
        return None
    if slot.uncertainty == "proportional":
        return _proportional(reference, standard, standard.values)
    values = _one_each(standard.values)
    pieces = sum(value.nominal == reference for value in standard.values)
    if slot.combinable and not pieces:
        return _largest(standard, values)  # nobody says which pieces were put together
    inside = values[0].nominal <= reference <= values[-1].nominal
    single = pieces == 1 or not slot.combinable  # of 2 g and 2* g it is not told which was used
    correction = _correction_at(reference, standard.values) if single else None
    if slot.uncertainty == "interpolated" and inside:
        found = _interpolated(reference, standard, values)
        deviation = max(found.deviation, abs(correction or Decimal(0)))
        return replace(found, deviation=deviation, correction=correction)
    largest = _largest(standard, values)
    return None if largest is None else replace(largest, correction=correction)


def _largest(standard: StandardFacts, values: Sequence[CertifiedValue]) -> Support | None:
    if not values:
        return None
    worst = max(values, key=lambda value: value.u)
    deviation = max(abs(value.deviation) for value in values)
    return Support(standard, worst.expanded, worst.k, deviation)


def _correction_at(reference: Decimal, values: Sequence[CertifiedValue]) -> Decimal | None:
    """The signed correction at a point: the mean of both runs, in a straight line between points.

    Beyond the certified points there is none to give.
    """
    runs: dict[Decimal, list[Decimal]] = {}
    for value in values:
        runs.setdefault(value.nominal, []).append(value.deviation)
    points = [(at, sum(found, Decimal(0)) / len(found)) for at, found in sorted(runs.items())]
    if not points or not points[0][0] <= reference <= points[-1][0]:
        return None
    above = next(i for i, (at, _found) in enumerate(points) if at >= reference)
    high, correction = points[above]
    if high == reference:
        return correction
    low, before = points[above - 1]
    return before + (correction - before) * (reference - low) / (high - low)


def _one_each(values: Sequence[CertifiedValue]) -> list[CertifiedValue]:
    """One value for each nominal, ascending: of the increasing and the decreasing run the worse."""
    found: dict[Decimal, CertifiedValue] = {}
    for value in values:
        known = found.setdefault(value.nominal, value)
        widest = max(known, value, key=lambda each: each.u)
        farthest = max(known, value, key=lambda each: abs(each.deviation))
        found[value.nominal] = replace(widest, value=farthest.value)
    return [found[nominal] for nominal in sorted(found)]


def _interpolated(
    reference: Decimal, standard: StandardFacts, values: Sequence[CertifiedValue]
) -> Support:
    """Between two certified values everything runs in a straight line."""
    above = next(value for value in values if value.nominal >= reference)
    if above.nominal == reference:
        return Support(standard, above.expanded, above.k, abs(above.deviation))
    below = next(value for value in reversed(values) if value.nominal < reference)
    part = (reference - below.nominal) / (above.nominal - below.nominal)
    deviation = abs(below.deviation + part * (above.deviation - below.deviation))
    if below.k == above.k:
        expanded = below.expanded + part * (above.expanded - below.expanded)
        return Support(standard, expanded, above.k, deviation)
    return Support(standard, below.u + part * (above.u - below.u), Decimal(1), deviation)


def _proportional(
    reference: Decimal, standard: StandardFacts, values: Sequence[CertifiedValue]
) -> Support | None:
    """A load made of many pieces: the largest relative U of the set, fully correlated."""
    sized = [value for value in values if value.nominal != 0]
    if not sized:
        return None
    worst = max(sized, key=lambda value: value.u / abs(value.nominal))
    share = max(abs(value.deviation / value.nominal) for value in sized)
    size = abs(reference)
    single = sum(value.nominal == reference for value in values) == 1
    correction = _correction_at(reference, values) if single else None
    expanded = size * worst.expanded / abs(worst.nominal)
    return Support(standard, expanded, worst.k, size * share, correction)


def names_of(support: Support | None) -> dict[str, Any]:
    """What formulas see of the standard of a point; all blank without one."""
    if support is None:
        return dict.fromkeys(STANDARD_NAMES)
    return {
        "U_std": support.expanded,
        "k_std": support.k,
        "dev_std": support.deviation,
        "corr_std": support.correction,
    }
