"""Intervals from recorded values: how long until drift and its uncertainty reach a limit.

The variables method of NASA-HDBK-8739.19-5, chapter 7 (Castrup, NCSLI 2005): deviations since the
last calibration are fitted by a polynomial of the elapsed time that begins at 0.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from metrology.bounds import finite, not_negative, out_of_range, positive
from metrology.intervals.histories import first_time, require_limits
from metrology.lines.fits import Fit
from metrology.lines.straight import fit_polynomial
from metrology.statistics.probability import t_factor
from metrology.wording import Wording

# Beyond ten times the longest time observed nothing is looked for.
HORIZON = 10
HIGHEST_ORDER = 3

_HANDBOOK = "NASA-HDBK-8739.19-5, chapter 7"
TIMES: Mapping[str, Wording] = {
    "reached": Wording(
        "Thời điểm đầu tiên mà độ trôi dự đoán cùng độ không đảm bảo chạm giới hạn.",
        "The first time at which the predicted drift with its uncertainty reaches the limit.",
        _HANDBOOK,
    ),
    "reached_beyond_data": Wording(
        "Giới hạn chỉ bị chạm ở thời gian dài hơn mọi khoảng đã quan sát: kết quả là ngoại suy.",
        "The limit is reached only beyond the longest time observed: the result is extrapolated.",
        _HANDBOOK,
    ),
    "outside_at_start": Wording(
        "Ngay từ đầu không thể khẳng định giá trị nằm trong giới hạn: chu kỳ bằng 0.",
        "Already at the start the value cannot be said to be within the limit: the interval is 0.",
        _HANDBOOK,
    ),
    "not_reached": Wording(
        "Giới hạn không bị chạm trong thời gian gấp mười lần khoảng dài nhất đã quan sát.",
        "The limit is not reached within ten times the longest time observed.",
        _HANDBOOK,
    ),
}


@dataclass(frozen=True)
class DriftModel:
    """A drift polynomial δ(t) = b₁t + b₂t² + …, t in days, δ in the unit of the values.

    `u0` is the standard uncertainty of the value left at the start, in that unit.
    """

    fit: Fit
    u0: float

    @property
    def s(self) -> float:
        """The scatter of a deviation about the polynomial, s_y,x, in the unit of the values."""
        return self.fit.s_residual or 0.0

    def deviation(self, days: float) -> float:
        """Give the predicted drift after some days."""
        return self.fit.predict(days).value

    def u(self, days: float) -> float:
        """Give the standard uncertainty of the value after some days.

        u² = u₀² + s² + u(polynomial)²: the start, the scatter and the fitted coefficients.
        """
        return math.hypot(self.u0, self.s, self.fit.predict(days).u)


@dataclass(frozen=True)
class TimeToLimit:
    """How long until a limit is reached: `days`, or None when it is not within the horizon.

    `limit` is "lower", "upper" or "u"; `value` and `u` are predicted for that time (the horizon
    when not reached), in the unit of the values; `k` multiplies u. `reason` is a key of `TIMES`.
    """

    days: float | None
    limit: str | None
    value: float
    u: float
    k: float
    reason: str


def drift_model(
    days: Sequence[float], deviations: Sequence[float], *, u0: float, order: int = 1
) -> DriftModel:
    """Fit deviations since the last calibration against the days they took, through the origin.

    At least order + 1 deviations, and as many different times as `order` (1 … 3). Raises
    `out_of_range` for a time that is not positive or a negative u0, and refuses as
    `lines.fit_polynomial` does.
    """
    if not 1 <= order <= HIGHEST_ORDER:
        raise out_of_range("order", order, f"1 … {HIGHEST_ORDER}")
    not_negative("u0", u0)
    for i, each in enumerate(days, 1):
        positive(f"days[{i}]", each)
    return DriftModel(fit_polynomial(days, deviations, order, through_origin=True), u0)


def variables_interval(
    model: DriftModel,
    *,
    y0: float,
    confidence: float,
    lower: float | None = None,
    upper: float | None = None,
) -> TimeToLimit:
    """Give the first time at which y0 + δ(t) can no longer be said to be within its limits.

    Two limits: k = t_p(ν) two-sided with p = `confidence`; one limit: the one-sided quantile. With
    one limit `confidence` must exceed 0.5. 0 days when that holds at the start. Raises
    `missing_value` without a limit, `out_of_range`.
    """
    require_limits(lower, upper)
    finite("y0", y0)
    k = _k(confidence, model.fit.dof, both=lower is not None and upper is not None)

    def margins(days: float) -> dict[str, float]:
        value, reach = y0 + model.deviation(days), k * model.u(days)
        found = {}
        if lower is not None:
            found["lower"] = value - reach - lower
        if upper is not None:
            found["upper"] = upper - value - reach
        return found

    horizon = HORIZON * model.fit.x_most
    days = first_time(lambda t: min(margins(t).values()), horizon)
    at = horizon if days is None else days
    found = margins(at)
    limit = None if days is None else min(found, key=lambda name: found[name])
    return TimeToLimit(days, limit, y0 + model.deviation(at), model.u(at), k, _reason(model, days))


def uncertainty_interval(model: DriftModel, *, u_most: float) -> TimeToLimit:
    """Give the first time at which the standard uncertainty of the value reaches `u_most`.

    Raises `out_of_range` unless u_most is positive.
    """
    positive("u_most", u_most)
    horizon = HORIZON * model.fit.x_most
    days = first_time(lambda t: u_most - model.u(t), horizon)
    at = horizon if days is None else days
    limit = None if days is None else "u"
    return TimeToLimit(days, limit, model.deviation(at), model.u(at), 1.0, _reason(model, days))


def _k(confidence: float, dof: float, *, both: bool) -> float:
    least = 0.0 if both else 0.5
    if not least < confidence < 1:
        raise out_of_range("confidence", confidence, f"{least} < confidence < 1")
    return t_factor(confidence if both else 2 * confidence - 1, dof)


def _reason(model: DriftModel, days: float | None) -> str:
    if days is None:
        return "not_reached"
    if not days:
        return "outside_at_start"
    return "reached" if days <= model.fit.x_most else "reached_beyond_data"
