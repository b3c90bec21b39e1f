"""Histories of calibrations: when, and what was found. Days come from dates, or are given."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from metrology.bounds import finite, out_of_range
from metrology.errors import Code, MetrologyError
from metrology.statistics.sums import require

Moment = date | float

_STEPS = 1000
_HALVINGS = 100


class Calibration(NamedTuple):
    """A calibration: its date (or day) and whether the instrument was found in tolerance."""

    on: Moment
    in_tolerance: bool


class Service(NamedTuple):
    """A calibration: its date (or day), the value found and, if adjusted, the value left."""

    on: Moment
    found: float
    left: float | None = None


class Elapsed(NamedTuple):
    """Deviations against the time they took: days since the last calibration, and the change."""

    days: list[float]
    deviations: list[float]


def days_of(moments: Sequence[Moment]) -> list[float]:
    """Give the days of dates (or of days given as numbers), which must increase.

    Raises `out_of_range` naming the place, such as “on[3]”, for one that does not come after the
    one before or is of the other kind; `not_a_number`.
    """
    days = [_day(i, moment) for i, moment in enumerate(moments, 1)]
    for i in range(1, len(days)):
        if isinstance(moments[i], date) != isinstance(moments[0], date):
            raise out_of_range(f"on[{i + 1}]", moments[i], type(moments[0]).__name__)
        if not days[i] > days[i - 1]:
            raise out_of_range(f"on[{i + 1}]", moments[i], f"> {moments[i - 1]}")
    return days


def deviations(history: Sequence[Service]) -> Elapsed:
    """Give each change since the calibration before: value found less value left then.

    In days and the unit of the values. Raises `too_few_values` below two.
    """
    require(history, 2, "history")
    days = days_of([each.on for each in history])
    left = [each.found if each.left is None else each.left for each in history]
    changes = [history[i].found - left[i - 1] for i in range(1, len(history))]
    return Elapsed([b - a for a, b in pairwise(days)], changes)


def verdicts(passed: Sequence[bool | int]) -> list[bool]:
    """Take a list of passed (1, True) and failed (0, False); anything else is `unknown_name`."""
    for i, each in enumerate(passed, 1):
        if each not in (0, 1):
            raise MetrologyError(
                Code.UNKNOWN_NAME,
                name=f"passed[{i}]",
                found=f"passed[{i}] = {each}",
                allowed="0, 1",
            )
    return [bool(each) for each in passed]


def first_time(slack: Callable[[float], float], horizon: float) -> float | None:
    """Give the first time from 0 on at which `slack` is no longer positive, within the horizon.

    Looked for in a thousand steps and then halved to the last digit: an excursion shorter than a
    thousandth of the horizon can be missed. None when it stays positive.
    """
    if slack(0.0) <= 0:
        return 0.0
    low = 0.0
    for step in range(1, _STEPS + 1):
        high = horizon * step / _STEPS
        if slack(high) <= 0:
            return _halve(slack, low, high)
        low = high
    return None


def _halve(slack: Callable[[float], float], low: float, high: float) -> float:
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if slack(middle) > 0 else (low, middle)
    return high


def require_limits(lower: float | None, upper: float | None) -> None:
    """Refuse limits that are both missing (`missing_value`), not numbers, or not in order."""
    if lower is None and upper is None:
        raise MetrologyError(Code.MISSING_VALUE, name="lower, upper")
    for name, limit in (("lower", lower), ("upper", upper)):
        if limit is not None:
            finite(name, limit)
    if lower is not None and upper is not None and not lower < upper:
        raise out_of_range("lower", lower, f"< {upper}")


def _day(i: int, moment: Moment) -> float:
    day = float(moment.toordinal()) if isinstance(moment, date) else float(moment)
    return finite(f"on[{i}]", day)
