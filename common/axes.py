"""Axes of charts: a scale, marks at round numbers, the decimal place that tells them apart."""

import math
from collections.abc import Sequence
from typing import NamedTuple

TICKS = 5
_NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
_MOST = 3  # times the marks that were asked for
_HALF = 0.1


class Tick(NamedTuple):
    """A mark of an axis: its place and its words."""

    at: str
    words: str


class Scale(NamedTuple):
    """From values (low to high) to places in the view box (start to end), as text."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> str:
        part = (value - self.low) / (self.high - self.low)
        return f"{self.start + max(0.0, min(1.0, part)) * (self.end - self.start):.1f}"


def nice(low: float, high: float, count: int = TICKS) -> list[float]:
    """Round numbers from low to high, about `count` of them; `low` must be less than `high`."""
    raw = (high - low) / count
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(nice * power for nice in _NICE if nice * power >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [i * step for i in range(first, last + 1)][: _MOST * count] or [low]


def place_of(marks: Sequence[float]) -> int:
    """The decimal place that tells the marks apart."""
    step = marks[1] - marks[0] if len(marks) > 1 else abs(marks[0]) or 1.0
    power = math.floor(math.log10(step) + 1e-9)
    return power if abs(step / 10.0**power - 2.5) > _HALF else power - 1  # 2.5 needs one more
