"""A Shewhart chart of intermediate checks: mean and s of the first n, warning and action lines.

Lines at ±2s and ±3s about the mean of the first checks; the rules are those of the Western Electric
handbook. Agreed limits stand beside them and are not computed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from metrology.bounds import finite, out_of_range
from metrology.decimals import CONTEXT
from metrology.statistics.type_a import type_a
from metrology.wording import Wording

LEAST_FIRST = 3  # below it s says nothing
WARNING, ACTION = 2, 3
RUN = 8
_OF_THREE = 2

_WESTERN = "Western Electric, Statistical Quality Control Handbook (1956)"
RULES: Mapping[str, Wording] = {
    "limits": Wording(
        "Giá trị nằm ngoài giới hạn đã thỏa thuận.",
        "The value lies outside the agreed limits.",
        "ISO/IEC 17025:2017, 6.4.10",
    ),
    "action": Wording(
        "Một điểm vượt đường hành động, ±3s quanh giá trị trung bình.",
        "One point beyond the action line, ±3s about the mean.",
        f"{_WESTERN}, rule 1",
    ),
    "two_of_three": Wording(
        "Hai trong ba điểm liên tiếp vượt đường cảnh báo, ±2s, về cùng một phía.",
        "Two of three points in a row beyond the warning line, ±2s, on the same side.",
        f"{_WESTERN}, rule 2",
    ),
    "run": Wording(
        "Tám điểm liên tiếp nằm cùng một phía của giá trị trung bình.",
        "Eight points in a row on the same side of the mean.",
        f"{_WESTERN}, rule 4",
    ),
    "warning": Wording(
        "Một điểm vượt đường cảnh báo, ±2s: theo dõi lần kiểm tra tới.",
        "One point beyond the warning line, ±2s: watch the next check.",
        _WESTERN,
    ),
}


class Lines(NamedTuple):
    """Mean and s of the first checks, with the lines they give, in the unit of the values."""

    mean: Decimal
    s: Decimal
    warning: tuple[Decimal, Decimal]
    action: tuple[Decimal, Decimal]


@dataclass(frozen=True)
class ControlChart:
    """A control chart: for each value the keys of `RULES` that it breaks, gravest first.

    `lines` is None while there are fewer than `first` values, and where those are all equal: then
    the resolution hides the scatter and only agreed limits can judge.
    """

    first: int
    lines: Lines | None
    signals: tuple[tuple[str, ...], ...]


def control_chart(
    values: Sequence[Decimal],
    *,
    first: int,
    lower: Decimal | None = None,
    upper: Decimal | None = None,
) -> ControlChart:
    """Chart values in order of time, against the lines of the first `first` and agreed limits.

    Raises `out_of_range` for `first` below three or limits not in order, `not_a_number`.
    """
    if first < LEAST_FIRST:
        raise out_of_range("first", first, f"≥ {LEAST_FIRST}")
    for i, value in enumerate(values, 1):
        finite(f"x[{i}]", value)
    if lower is not None and upper is not None and not lower < upper:
        raise out_of_range("lower", lower, f"< {upper}")
    lines = _lines(values[:first]) if len(values) >= first else None
    signals = []
    for i, value in enumerate(values):
        found = ["limits"] if _outside(value, (lower, upper)) else []
        found += _broken(values[: i + 1], lines) if lines is not None else []
        signals.append(tuple(found))
    return ControlChart(first, lines, tuple(signals))


def _lines(values: Sequence[Decimal]) -> Lines | None:
    found = type_a(values)
    if not found.s:
        return None
    reach = {k: CONTEXT.multiply(found.s, Decimal(k)) for k in (WARNING, ACTION)}
    warning, action = (
        (CONTEXT.subtract(found.mean, reach[k]), CONTEXT.add(found.mean, reach[k]))
        for k in (WARNING, ACTION)
    )
    return Lines(found.mean, found.s, warning, action)


def _broken(values: Sequence[Decimal], lines: Lines) -> list[str]:
    """The rules that the last value breaks, with those before it."""
    last, found = values[-1], []
    if _outside(last, lines.action):
        found.append("action")
    sides = [_side(value, lines.warning) for value in values[-3:]]
    if sides[-1] and sides.count(sides[-1]) >= _OF_THREE:
        found.append("two_of_three")
    ways = {_side(value, (lines.mean, lines.mean)) for value in values[-RUN:]}
    if len(values) >= RUN and len(ways) == 1 and 0 not in ways:
        found.append("run")
    if sides[-1] and not found:
        found.append("warning")
    return found


def _side(value: Decimal, bounds: tuple[Decimal, Decimal]) -> int:
    return (value > bounds[1]) - (value < bounds[0])


def _outside(value: Decimal, bounds: tuple[Decimal | None, Decimal | None]) -> bool:
    low, high = bounds
    return (low is not None and value < low) or (high is not None and value > high)
