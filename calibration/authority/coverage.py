"""Whether lines of a scope reach the range of an instrument, and how a line reads."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from calibration.models import ScopeLine
from common.templatetags.show import digits, pretty
from instruments.models import Instrument
from metrology.errors import MetrologyError
from metrology.quantities.quantity import Quantity
from metrology.quantities.units import Unit

Reach = tuple[Decimal | None, Decimal | None]


def covering(lines: Sequence[ScopeLine], thing: Instrument) -> list[ScopeLine]:
    """The lines that together reach the whole range of the instrument; none: it is missed.

    A line without a range reaches all. An instrument that states one end lies where that end is;
    one that states none lies in no line with a range.
    """
    whole = [line for line in lines if line.range_min is None and line.range_max is None]
    if whole:
        return whole[:1]
    ends = [end for end in (thing.range_min, thing.range_max) if end is not None]
    if not ends:
        return []
    unit = ends[-1].unit
    try:
        low, high = ends[0].to(unit), ends[-1].to(unit)
    except MetrologyError:
        return []
    single = [line for line in lines if _reaches([_reach(line, unit)], low, high)]
    if single:
        return single[:1]
    mine = [(line, reach) for line in lines if (reach := _reach(line, unit)) is not None]
    touching = [(line, reach) for line, reach in mine if _touches(reach, low, high)]
    return (
        [line for line, _reach in touching]
        if _reaches([reach for _line, reach in touching], low, high)
        else []
    )


def _reach(line: ScopeLine, unit: Unit) -> Reach | None:
    """The line's range in `unit`; None where it is of another quantity."""
    try:
        return (
            None if line.range_min is None else line.range_min.to(unit),
            None if line.range_max is None else line.range_max.to(unit),
        )
    except MetrologyError:
        return None


def _touches(reach: Reach, low: Decimal, high: Decimal) -> bool:
    return (reach[0] is None or reach[0] <= high) and (reach[1] is None or low <= reach[1])


def _reaches(reaches: Iterable[Reach | None], low: Decimal, high: Decimal) -> bool:
    """Whether the ranges leave no gap from `low` to `high`."""
    known = [
        (low if a is None else a, high if b is None else b)
        for a, b in (reach for reach in reaches if reach is not None)
    ]
    there = None
    for start, end in sorted(known):
        if start > (low if there is None else there):
            break
        there = end if there is None else max(there, end)
    return there is not None and there >= high


def day_words(day: date | None) -> str:
    """A day as sentences write it."""
    return "–" if day is None else date_format(day, "d/m/Y")


def range_words(low: Quantity | None, high: Quantity | None) -> str:
    """`0…60 bar`; both units where they differ."""
    if low is None and high is None:
        return _("mọi phạm vi đo")
    if low is None or high is None:
        end = low or high
        assert end is not None
        return f"{'≥' if high is None else '≤'} {pretty(end)}"
    if low.unit == high.unit:
        return f"{digits(low.digits)}…{pretty(high)}"
    return f"{pretty(low)}…{pretty(high)}"


def lines_words(lines: Iterable[ScopeLine]) -> str:
    """The ranges of lines with their accuracy, as one text."""
    return "; ".join(
        range_words(line.range_min, line.range_max)
        + (f" ({line.accuracy})" if line.accuracy else "")
        for line in lines
    )
