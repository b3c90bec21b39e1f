"""The geometry of the workbench's charts; templates draw them as SVG, without style or script."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from calibration.workbench.numbers import grouped
from common.axes import Scale, Tick, nice, place_of
from metrology.figures import at_place, significant
from metrology.montecarlo.curves import normal_density

WIDTH, HEIGHT = 640, 320
LEFT, RIGHT, TOP, BOTTOM = 68, 628, 14, 262
_CURVE = 120  # points of the normal curve
_LONGEST_LABEL = 12
_PEAK = 1.06  # the axis goes a little beyond what is drawn


class Span(NamedTuple):
    """A coverage interval: both ends, its middle, the height it is drawn at."""

    low: str
    high: str
    y: str


@dataclass(frozen=True)
class Histogram:
    """A histogram with the normal curve and two intervals; all places in the view box, as text."""

    bars: str  # a path: the outline of the histogram
    curve: str  # a path; "" where u is zero
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    power: str  # what the x labels are to be added to, "" when they are whole
    first_order: Span | None
    monte_carlo: Span
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    bottom: int = BOTTOM


@dataclass(frozen=True)
class Drawn:
    """What a histogram is made of, in the unit of the output.

    `edges` has one number more than `density`; `value` and `u` make the normal curve;
    `first_order` and `monte_carlo` are coverage intervals.
    """

    edges: Sequence[float]
    density: Sequence[float]
    value: float
    u: float
    first_order: tuple[float, float] | None
    monte_carlo: tuple[float, float]


def histogram(drawn: Drawn, lang: str) -> Histogram | None:
    """Draw it; None where the draws have no width."""
    if not drawn.density or not drawn.edges[-1] > drawn.edges[0]:
        return None
    ends = [*(drawn.first_order or ()), *drawn.monte_carlo]
    low, high = min(drawn.edges[0], *ends), max(drawn.edges[-1], *ends)
    peak = max(drawn.density)
    if drawn.u:
        peak = max(peak, 1 / drawn.u / math.sqrt(2 * math.pi))
    x = Scale(low, high, LEFT, RIGHT)
    y = Scale(0, peak * _PEAK, BOTTOM, TOP)
    offset, x_ticks = _x_ticks(x, lang)
    return Histogram(
        bars=_outline(drawn, x, y),
        curve=_curve(drawn, x, y) if drawn.u else "",
        x_ticks=x_ticks,
        y_ticks=_y_ticks(y, peak, lang),
        power=offset,
        first_order=_span(drawn.first_order, x, BOTTOM + 8) if drawn.first_order else None,
        monte_carlo=_span(drawn.monte_carlo, x, BOTTOM + 16),
    )


def _span(ends: tuple[float, float], x: Scale, at: float) -> Span:
    return Span(x(ends[0]), x(ends[1]), f"{at:.1f}")


def _outline(drawn: Drawn, x: Scale, y: Scale) -> str:
    steps = [f"M{x(drawn.edges[0])} {BOTTOM}"]
    for i, height in enumerate(drawn.density):
        steps.append(f"V{y(height)}H{x(drawn.edges[i + 1])}")
    return "".join([*steps, f"V{BOTTOM}Z"])


def _curve(drawn: Drawn, x: Scale, y: Scale) -> str:
    places = [x.low + (x.high - x.low) * i / _CURVE for i in range(_CURVE + 1)]
    heights = normal_density(places, drawn.value, drawn.u)
    return "M" + "L".join(f"{x(a)} {y(h)}" for a, h in zip(places, heights, strict=True))


def _y_ticks(y: Scale, peak: float, lang: str) -> tuple[Tick, ...]:
    marks = [at for at in nice(0, peak, 4) if at]
    place = min(0, place_of(marks))
    plain = place > -_LONGEST_LABEL // 2 and peak < 10**_LONGEST_LABEL
    words = [at_place(at, place, lang) if plain else significant(at, 2, lang) for at in marks]
    return tuple(Tick(y(at), word) for at, word in zip(marks, words, strict=True))


def _x_ticks(x: Scale, lang: str) -> tuple[str, tuple[Tick, ...]]:
    """Ticks at round numbers; long labels become a common offset and what is added to it."""
    marks = nice(x.low, x.high)
    place = min(0, place_of(marks))
    words = [at_place(mark, place, lang) for mark in marks]
    if max(len(each) for each in words) <= _LONGEST_LABEL and place > -_LONGEST_LABEL:
        return "", tuple(Tick(x(m), grouped(w)) for m, w in zip(marks, words, strict=True))
    if abs(x.high + x.low) < 20 * (x.high - x.low):  # small numbers, not close ones
        return "", tuple(Tick(x(mark), significant(mark, 3, lang)) for mark in marks)
    base = marks[len(marks) // 2]
    shown = tuple(Tick(x(m), _signed(m - base, lang)) for m in marks)
    return grouped(significant(base, 12, lang)), shown


def _signed(value: float, lang: str) -> str:
    words = significant(float(f"{value:.6g}"), 2, lang)
    return f"+{words}" if value > 0 else words
