"""A drift chart and its plain rule: values ± U against limits, and the line they follow.

The control chart method of ILAC-G24/OIML D 10: the drift of the last calibrations says when
value ± U will leave the limits, and that says whether to shorten, keep or extend the interval.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from metrology.bounds import finite, not_negative, positive
from metrology.intervals.histories import Moment, days_of, first_time, require_limits
from metrology.lines.fits import Fit
from metrology.lines.straight import fit_line
from metrology.statistics.probability import t_factor
from metrology.statistics.sums import require
from metrology.wording import Wording

DAYS_A_YEAR = 365.25
# The probability that k = 2 stands for.
COVERAGE_PROBABILITY = 0.9545
# A line through fewer says too little to change an interval by.
LEAST_TO_JUDGE = 4
EXTENSION = 1.5
HORIZON = 10

_CHART = "ILAC-G24/OIML D 10, control chart method"
RECOMMENDATIONS: Mapping[str, Wording] = {
    "outside": Wording(
        "Giá trị gần nhất ± U đã vượt giới hạn: rút ngắn chu kỳ và xem lại việc sử dụng.",
        "The last value ± U already leaves the limits: shorten the interval and review the use.",
        _CHART,
    ),
    "leaves_before_due": Wording(
        "Theo độ trôi, giá trị ± U sẽ vượt giới hạn trước kỳ hiệu chuẩn tới: rút ngắn chu kỳ.",
        "By its drift, value ± U will leave the limits before the next calibration is due: shorten "
        "the interval.",
        _CHART,
    ),
    "too_few": Wording(
        "Chưa đủ bốn lần hiệu chuẩn để đánh giá độ trôi: giữ chu kỳ.",
        "Fewer than four calibrations are too few to judge the drift: keep the interval.",
        _CHART,
    ),
    "inside_until_due": Wording(
        "Giá trị ± U còn trong giới hạn đến kỳ hiệu chuẩn tới, nhưng không đủ lâu để kéo dài: giữ "
        "chu kỳ.",
        "Value ± U stays within the limits until the next calibration is due, though not long "
        "enough to extend: keep the interval.",
        _CHART,
    ),
    "inside_for_longer": Wording(
        "Theo độ trôi, giá trị ± U còn trong giới hạn quá 1,5 lần chu kỳ: có thể kéo dài chu kỳ.",
        "By its drift, value ± U stays within the limits for more than 1.5 intervals: the interval "
        "can be extended.",
        _CHART,
    ),
}

Advice = Literal["shorten", "keep", "extend"]
_ADVICE: Mapping[str, Advice] = {
    "outside": "shorten",
    "leaves_before_due": "shorten",
    "too_few": "keep",
    "inside_until_due": "keep",
    "inside_for_longer": "extend",
}


class ChartPoint(NamedTuple):
    """A calibration: its date (or day), the value and its expanded uncertainty U (k ≈ 2)."""

    on: Moment
    value: float
    U: float


@dataclass(frozen=True)
class DriftChart:
    """What the chart shows; values, U and limits in one unit.

    `drift_per_year` and its standard uncertainty `u_drift_per_year` are in that unit per year of
    365.25 days, None below three calibrations; `significant` says the drift differs from 0 at
    95 %. `value_when_due` ± `U_when_due` is expected one interval after the last calibration.
    `leaves_after_days` counts from the last calibration, None where the limits hold for ten
    intervals or there is no line. `reason` is a key of `RECOMMENDATIONS`; `days` the interval
    recommended.
    """

    outside: tuple[bool, ...]
    drift_per_year: float | None
    u_drift_per_year: float | None
    significant: bool
    value_when_due: float | None
    U_when_due: float | None
    leaves_after_days: float | None
    reason: str
    days: float

    @property
    def advice(self) -> Advice:
        """Whether to shorten, keep or extend."""
        return _ADVICE[self.reason]


class Outlook:
    """The line through the values, in days from the last calibration, and its reach in U."""

    def __init__(self, fit: Fit, last_u: float) -> None:
        self.fit = fit
        self.last_u = last_u
        self.k = t_factor(COVERAGE_PROBABILITY, fit.dof)

    def at(self, days: float) -> tuple[float, float]:
        """Give value and U: that of a calibration and that of the line, in quadrature."""
        line = self.fit.predict(days)
        return line.value, math.hypot(self.last_u, self.k * line.u)

    @property
    def drift_per_year(self) -> float:
        """The slope, in the unit of the values per year of 365.25 days."""
        return self.fit.slope * DAYS_A_YEAR

    @property
    def u_drift_per_year(self) -> float:
        """The standard uncertainty of `drift_per_year`."""
        return self.fit.u_slope * DAYS_A_YEAR

    @property
    def significant(self) -> bool:
        """Whether the drift differs from 0 at 95 %."""
        return abs(self.fit.slope) > t_factor(0.95, self.fit.dof) * self.fit.u_slope


def outlook(history: Sequence[ChartPoint]) -> Outlook | None:
    """Give the line through three calibrations or more, in order of time; None below three.

    Needs no limits. Refuses as `drift_chart` does.
    """
    days = days_of([each.on for each in history])
    _check(history)
    if len(history) < 3:  # noqa: PLR2004  # two points have no scatter
        return None
    fit = fit_line([day - days[-1] for day in days], [each.value for each in history])
    return Outlook(fit, history[-1].U)


def drift_chart(
    history: Sequence[ChartPoint],
    *,
    interval_days: float,
    lower: float | None = None,
    upper: float | None = None,
) -> DriftChart:
    """Judge an interval by the drift of its calibrations, in order of time, against limits.

    The line is ordinary least squares; its reach t(95.45 %; n − 2)·u(line) is joined to the U of
    the last calibration. Raises `too_few_values` for none, `missing_value` without a limit,
    `out_of_range` for a negative U, an interval that is not positive or dates that do not
    increase, `not_a_number`.
    """
    n = require(history, 1, "history")
    positive("interval_days", interval_days)
    require_limits(lower, upper)
    line = outlook(history)
    low, high = -math.inf if lower is None else lower, math.inf if upper is None else upper
    outside = tuple(each.value - each.U < low or each.value + each.U > high for each in history)
    leaves = None
    if line is not None:
        leaves = first_time(lambda t: _room(line, t, low, high), HORIZON * interval_days)
    reason = _judge(n, outside=outside[-1], leaves=leaves, interval_days=interval_days)
    due = line.at(interval_days) if line else (None, None)
    return DriftChart(
        outside=outside,
        drift_per_year=line.drift_per_year if line else None,
        u_drift_per_year=line.u_drift_per_year if line else None,
        significant=line is not None and line.significant,
        value_when_due=due[0],
        U_when_due=due[1],
        leaves_after_days=leaves,
        reason=reason,
        days=_days(reason, leaves, interval_days),
    )


def _room(line: Outlook, days: float, low: float, high: float) -> float:
    value, reach = line.at(days)
    return min(value - reach - low, high - value - reach)


def _judge(n: int, *, outside: bool, leaves: float | None, interval_days: float) -> str:
    if outside:
        return "outside"
    if n < LEAST_TO_JUDGE:
        return "too_few"
    if leaves is None or leaves > EXTENSION * interval_days:
        return "inside_for_longer"
    return "leaves_before_due" if leaves < interval_days else "inside_until_due"


def _days(reason: str, leaves: float | None, interval_days: float) -> float:
    if reason == "outside":
        return 0.0
    if reason == "leaves_before_due":
        return float(math.floor(leaves or 0.0))
    return interval_days * EXTENSION if reason == "inside_for_longer" else interval_days


def _check(history: Sequence[ChartPoint]) -> None:
    for i, each in enumerate(history, 1):
        finite(f"value[{i}]", each.value)
        not_negative(f"U[{i}]", each.U)
