"""The geometry of drift and control charts; a template draws them as SVG, without script.

What is told is told by shape and words, never by colour alone: the charts print in grey.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.axes import Scale, Tick, nice, place_of
from instruments.upkeep.checks import Series
from instruments.upkeep.drift import PointDrift, shown
from metrology.figures import at_place

WIDTH, HEIGHT = 720, 330
LEFT, RIGHT, TOP, BOTTOM = 84, 610, 16, 274
_ROOM = 0.06  # beyond what is drawn
_APART = 18  # between the words of two lines
_MOST_YEARS, _MOST_MARKS = 7, 5


class Mark(NamedTuple):
    """A value: its place, the ends of its U ("" without), what it is and what it says."""

    x: str
    y: str
    low: str
    high: str
    kind: str  # found, doubted, expected, fine, watch, grave
    title: str


class Level(NamedTuple):
    """A horizontal line with words at its end; `words_at` keeps words from lying on each other."""

    y: str
    words_at: str
    words: str
    kind: str  # limit, action, warning, mean, zero


@dataclass(frozen=True)
class Chart:
    """All places in the view box, as text."""

    marks: tuple[Mark, ...]
    line: str  # a path; "" without
    levels: tuple[Level, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    y_words: str
    title: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    bottom: int = BOTTOM


def drift_picture(point: PointDrift) -> Chart:
    """Corrections ± U over the years with the line, what it expects, and the limits."""
    lang = get_language() or "vi"
    values = [(float(each.value.correction), float(each.value.expanded)) for each in point.found]
    ends = [end for value, u in values for end in (value - u, value + u)]
    ends += [end for each in point.expected for end in
             (each.correction - each.expanded, each.correction + each.expanded)]  # fmt: skip
    levels = [(0.0, "0", "zero")]
    if point.limit:
        limit = float(point.limit)
        levels += [(limit, _("giới hạn"), "limit"), (-limit, _("giới hạn"), "limit")]
    y, y_ticks = _vertical([*ends, *(at for at, _words, _kind in levels)], lang)
    days = [each.event.on for each in point.found] + [each.on for each in point.expected]
    x = Scale(*_widened(min(days), max(days)), LEFT, RIGHT)
    marks = [
        Mark(
            x(each.event.on.toordinal()), y(value), y(value - u), y(value + u),
            "found" if each.counts else "doubted", date_format(each.event.on, "d/m/Y"),
        )
        for each, (value, u) in zip(point.found, values, strict=True)
    ] + [
        Mark(
            x(each.on.toordinal()), y(each.correction), y(each.correction - each.expanded),
            y(each.correction + each.expanded), "expected", date_format(each.on, "d/m/Y"),
        )
        for each in point.expected
    ]  # fmt: skip
    return Chart(
        marks=tuple(marks),
        line=_line(point, x, y),
        levels=_levels(levels, y),
        x_ticks=_dates(x),
        y_ticks=y_ticks,
        y_words=_("hiệu chính / %(unit)s") % {"unit": point.unit.symbol},
        title=point.finding,
    )


def control_picture(series: Series) -> Chart | None:
    """Values found, one after the other, with the lines that judge them; None without checks."""
    if not series.checked:
        return None
    lang = get_language() or "vi"
    levels = _control_levels(series)
    values = [float(each.value) for each in series.checked]
    y, y_ticks = _vertical([*values, *(at for at, _words, _kind in levels)], lang)
    x = Scale(0.5, len(values) + 0.5, LEFT, RIGHT)
    places = [x(i) for i in range(1, len(values) + 1)]
    marks = [
        Mark(place, y(value), "", "", _kind_of(each.grave, each.rules),
             date_format(each.check.on, "d/m/Y"))
        for place, value, each in zip(places, values, series.checked, strict=True)
    ]  # fmt: skip
    step = max(1, math.ceil(len(values) / _MOST_MARKS))
    ticks = tuple(
        Tick(mark.x, date_format(each.check.on, "d/m/y"))
        for mark, each in zip(marks[::step], series.checked[::step], strict=True)
    )
    return Chart(
        marks=tuple(marks),
        line="M" + "L".join(f"{mark.x} {mark.y}" for mark in marks),
        levels=_levels(levels, y),
        x_ticks=ticks,
        y_ticks=y_ticks,
        y_words=_("giá trị tìm thấy / %(unit)s") % {"unit": shown(series.point).split(" ", 1)[1]},
        title=series.finding,
    )


def _kind_of(grave: bool, rules: Sequence[str]) -> str:  # noqa: FBT001
    return "grave" if grave else "watch" if rules else "fine"


def _control_levels(series: Series) -> list[tuple[float, str, str]]:
    found = []
    if (lines := series.chart.lines) is not None:
        found.append((float(lines.mean), _("giá trị trung bình"), "mean"))
        for sign, end in (("−", 0), ("+", 1)):
            found.append((float(lines.warning[end]), f"{sign}2s", "warning"))
            found.append((float(lines.action[end]), f"{sign}3s", "action"))
    agreed = [limit for limit in (series.lower, series.upper) if limit is not None]
    return [*found, *((float(limit), _("giới hạn"), "limit") for limit in agreed)]


def _levels(levels: Sequence[tuple[float, str, str]], y: Scale) -> tuple[Level, ...]:
    """From the top down, words kept apart."""
    made: list[Level] = []
    words_at = -math.inf
    for at, words, kind in sorted(levels, key=lambda each: -each[0]):
        place = y(at)
        words_at = max(float(place), words_at + _APART)
        made.append(Level(place, f"{words_at:.1f}", words, kind))
    return tuple(made)


def _line(point: PointDrift, x: Scale, y: Scale) -> str:
    """From the first event that counts to the last day expected."""
    if point.line is None:
        return ""
    last = point.reckoned[-1].event.on
    ends = [point.reckoned[0].event.on, max(each.on for each in point.expected)]
    places = [(x(on.toordinal()), y(point.line.at((on - last).days)[0])) for on in ends]
    return "M" + "L".join(f"{a} {b}" for a, b in places)


def _widened(first: date, last: date) -> tuple[float, float]:
    room = max(30.0, (last - first).days * _ROOM)
    return first.toordinal() - room, last.toordinal() + room


def _dates(x: Scale) -> tuple[Tick, ...]:
    """The first days of years; of quarters where there are too few."""
    first = date.fromordinal(math.floor(x.low)) + timedelta(days=1)
    last = date.fromordinal(math.floor(x.high))
    years = [date(year, 1, 1) for year in range(first.year, last.year + 1)]
    marks = [day for day in years if first <= day <= last]
    if len(marks) < 2:  # noqa: PLR2004
        quarters = [date(year.year, month, 1) for year in years for month in (1, 4, 7, 10)]
        marks = [day for day in quarters if first <= day <= last]
    step = max(1, math.ceil(len(marks) / _MOST_YEARS))
    plain = all((day.month, day.day) == (1, 1) for day in marks)
    words = [str(day.year) if plain else date_format(day, "m/Y") for day in marks]
    return tuple(Tick(x(day.toordinal()), word) for day, word in zip(marks, words, strict=True))[
        ::step
    ]


def _vertical(values: Sequence[float], lang: str) -> tuple[Scale, tuple[Tick, ...]]:
    low, high = min(values), max(values)
    room = (high - low or abs(high) or 1.0) * _ROOM
    y = Scale(low - room, high + room, BOTTOM, TOP)
    marks = nice(y.low, y.high)
    place = min(0, place_of(marks))
    return y, tuple(Tick(y(at), at_place(at, place, lang).replace("-", "−")) for at in marks)
