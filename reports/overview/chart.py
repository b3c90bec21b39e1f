"""Revenue by month as a drawing: bars of this year and last year, a mark for each plan.

Places are text for the view box. It is told in words by its title and in numbers by the table.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from common.templatetags.show import dong
from reports.overview.computing import Month

WIDTH, HEIGHT = 760, 326  # below the axis: two lines of a phone's large letters
LEFT, RIGHT, TOP, BOTTOM = 72, 750, 14, 262
_SLOT = (RIGHT - LEFT) / 12
_BAR = _SLOT * 0.34
_STEPS = (1, 2, 5)
UNITS = (1_000_000_000, 1_000_000, 1)  # đồng that one of the scale may stand for


@dataclass(frozen=True)
class Tick:
    """A line of the scale with its words."""

    at: str
    words: str


@dataclass(frozen=True)
class Chart:
    """Paths of each row of bars and of the plans; `unit` is how many đồng one of the scale is."""

    now: str
    then: str
    plan: str
    ticks: tuple[Tick, ...]
    names: tuple[Tick, ...]
    unit: int
    zero: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    bottom: int = BOTTOM


def chart(months: Sequence[Month]) -> Chart | None:
    """The drawing; None where there is nothing to draw."""
    values = [v for m in months for v in (m.now, m.then, m.plan or 0)]
    low, high = min(0, *values), max(0, *values)
    if low == high:
        return None
    step = nice_step(high - low)
    floor, ceiling = low // step * step, -(-high // step) * step
    scale = _Scale(floor, ceiling)
    unit = next(size for size in UNITS if step >= size)
    lines = range(floor, ceiling + 1, step)
    return Chart(
        now="".join(_bar(scale, n, _BAR, m.now) for n, m in enumerate(months)),
        then="".join(_bar(scale, n, 0, m.then) for n, m in enumerate(months)),
        plan="".join(_mark(scale, n, m.plan) for n, m in enumerate(months) if m.plan is not None),
        ticks=tuple(Tick(scale.at(value), dong(value // unit)) for value in lines),
        names=tuple(Tick(_x(n, _SLOT / 2), str(n + 1)) for n in range(len(months))),
        unit=unit,
        zero=scale.at(0),
    )


def nice_step(span: int) -> int:
    """The distance of the scale's lines: 1, 2 or 5 times a power of ten, at most six lines."""
    step = 1
    while True:
        for first in _STEPS:
            if span <= first * step * 5:
                return first * step
        step *= 10


@dataclass(frozen=True)
class _Scale:
    floor: int
    ceiling: int

    def at(self, value: int) -> str:
        """The height of a value; whole numbers are divided once."""
        share = (value - self.floor) / (self.ceiling - self.floor)
        return f"{BOTTOM - share * (BOTTOM - TOP):.1f}"


def _x(month: int, inside: float) -> str:
    return f"{LEFT + month * _SLOT + inside:.1f}"


def _bar(scale: _Scale, month: int, shift: float, value: int) -> str:
    if value == 0:
        return ""
    start = _SLOT * 0.16 + shift
    left, right, foot = _x(month, start), _x(month, start + _BAR), scale.at(0)
    return f"M{left} {foot}V{scale.at(value)}H{right}V{foot}Z"


def _mark(scale: _Scale, month: int, value: int | None) -> str:
    """A short line over the month, at its plan."""
    if value is None:
        return ""
    return f"M{_x(month, _SLOT * 0.08)} {scale.at(value)}H{_x(month, _SLOT * 0.92)}"
