"""The drift of a standard between its calibration events, one nominal value at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from instruments.models import Standard, StandardCalibration
from instruments.upkeep.interpolation import Certified, certified
from instruments.words import in_words
from metrology.figures import beside, significant
from metrology.intervals.drift_chart import (
    RECOMMENDATIONS,
    ChartPoint,
    DriftChart,
    Outlook,
    drift_chart,
    outlook,
)
from metrology.quantities.quantity import Quantity
from metrology.quantities.units import Unit

DAYS_A_MONTH = 30.4375


@dataclass(frozen=True)
class Found:
    """What one event says at the nominal value; one in doubt is shown and not reckoned with."""

    event: StandardCalibration
    value: Certified
    counts: bool


@dataclass(frozen=True)
class Expected:
    """What the line expects on a day: correction and U."""

    on: date
    correction: float
    expanded: float


@dataclass(frozen=True)
class PointDrift:
    """The history of one nominal value, in order of time; numbers in `unit`."""

    nominal: Quantity
    unit: Unit
    found: tuple[Found, ...]
    limit: Decimal | None
    line: Outlook | None
    chart: DriftChart | None
    expected: tuple[Expected, ...]  # today, and when the next calibration is due

    @property
    def key(self) -> str:
        """How an address names it."""
        return str(self.nominal)

    @property
    def reckoned(self) -> tuple[Found, ...]:
        """The events that count."""
        return tuple(each for each in self.found if each.counts)

    @property
    def finding(self) -> str:
        """One sentence: whether it drifts and how much."""
        lang, place = get_language() or "vi", shown(self.nominal)
        if self.line is None:
            return _("Hiệu chính tại %(point)s: chưa đủ ba lần hiệu chuẩn để thấy độ trôi.") % {
                "point": place
            }
        drift, u = self.line.drift_per_year, self.line.u_drift_per_year
        facts = {"point": place, "drift": signed(beside(drift, u, lang)), "unit": self.unit.symbol}
        if self.line.significant:
            return _("Hiệu chính tại %(point)s trôi %(drift)s %(unit)s mỗi năm.") % facts
        return _("Hiệu chính tại %(point)s không trôi rõ rệt: %(drift)s %(unit)s mỗi năm.") % {
            **facts,
            "drift": significant(drift, 2, lang),
        }

    @property
    def advice(self) -> str:
        """What the control chart method says of the present interval; "" without limits."""
        return in_words(RECOMMENDATIONS[self.chart.reason]) if self.chart else ""


def drifts(standard: Standard, day: date) -> list[PointDrift]:
    """The points that two events or more certify, as certified by `day`; the first quantity first.

    Events that another corrects are left out. Reads prefetched rows when there are some.
    """
    events = _one_a_day([event for event in standard.events() if event.on <= day])
    if len(events) < 2:  # noqa: PLR2004
        return []
    newest = events[-1]
    days = interval_days(standard, newest)
    made = []
    for quantity in standard.quantities:
        units = {line.nominal.unit for line in newest.values_of(quantity)}
        for unit in sorted(units, key=lambda each: each.code):
            made += _of_unit(standard, events, unit, days, day)
    return made


def interval_days(standard: Standard, newest: StandardCalibration) -> float:
    """The present interval in days: as decided, else as the newest event is valid."""
    if standard.interval_months:
        return standard.interval_months * DAYS_A_MONTH
    return float(max(1, (newest.valid_until - newest.on).days))


def _one_a_day(events: Sequence[StandardCalibration]) -> list[StandardCalibration]:
    """In order of time; of two on one day the one recorded last."""
    return list({event.on: event for event in reversed(events)}.values())


def _of_unit(
    standard: Standard, events: Sequence[StandardCalibration], unit: Unit, days: float, day: date
) -> list[PointDrift]:
    by_nominal: dict[Decimal, list[Found]] = {}
    for event in events:
        for value in certified(event.values_of(unit.quantity), unit):
            found = Found(event, value, counts=not event.doubts.all())
            by_nominal.setdefault(value.nominal, []).append(found)
    newest = {
        line.nominal.to(unit): line.nominal
        for line in events[-1].values_of(unit.quantity)
        if line.nominal.unit == unit
    }
    return [
        _point(standard, newest[nominal], by_nominal[nominal], days, day)
        for nominal in sorted(newest)
        if len(by_nominal[nominal]) > 1
    ]


def _point(
    standard: Standard, nominal: Quantity, found: Sequence[Found], days: float, day: date
) -> PointDrift:
    unit = found[0].value.unit
    mpe = standard.mpe_of(nominal.unit.quantity)
    limit = None if mpe is None else mpe.to(unit)
    history = [
        ChartPoint(each.event.on, float(each.value.correction), float(each.value.expanded))
        for each in found
        if each.counts
    ]
    line = outlook(history) if history else None
    chart = None
    if line is not None and limit:
        low, high = -float(limit), float(limit)
        chart = drift_chart(history, interval_days=days, lower=low, upper=high)
    expected = _expected(line, history, days, day) if line is not None else ()
    return PointDrift(nominal, unit, tuple(found), limit, line, chart, expected)


def _expected(
    line: Outlook, history: Sequence[ChartPoint], days: float, day: date
) -> tuple[Expected, ...]:
    last = history[-1].on
    assert isinstance(last, date)
    due = date.fromordinal(last.toordinal() + round(days))
    return tuple(Expected(on, *line.at((on - last).days)) for on in sorted({day, due}))


def shown(value: Quantity) -> str:
    """A quantity in the reader's language."""
    from common.templatetags.show import pretty

    return pretty(value)


def signed(text: str) -> str:
    """A change says its sign."""
    return text if text.startswith("-") or not text.strip("0.,") else f"+{text}"
