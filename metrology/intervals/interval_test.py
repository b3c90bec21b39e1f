"""Calibration intervals: the interval test (NCSLI RP-1, method A3), and where the others live.

`variables_interval` and `uncertainty_interval` follow recorded values (NASA-HDBK-8739.19-5);
`drift_chart` is the plain rule of a control chart (ILAC-G24/OIML D 10).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from metrology.bounds import positive
from metrology.errors import Code, MetrologyError
from metrology.intervals.drift_chart import ChartPoint, DriftChart, drift_chart
from metrology.intervals.histories import Calibration, Service, days_of, deviations, verdicts
from metrology.intervals.variables import (
    DriftModel,
    TimeToLimit,
    drift_model,
    uncertainty_interval,
    variables_interval,
)
from metrology.statistics.probability import beta_cdf, beta_quantile, beta_survival
from metrology.statistics.sums import require
from metrology.wording import Wording

__all__ = [
    "INTERVAL_TEST",
    "Calibration",
    "ChartPoint",
    "DriftChart",
    "DriftModel",
    "IntervalTest",
    "Service",
    "TimeToLimit",
    "deviations",
    "drift_chart",
    "drift_model",
    "interval_test",
    "interval_test_of_history",
    "uncertainty_interval",
    "variables_interval",
]

# Which resubmissions speak for an interval: those that took about as long.
WITHIN = 0.25

_RP_1 = "NCSLI RP-1, method A3"
INTERVAL_TEST: Mapping[str, Wording] = {
    "keep": Wording(
        "Tỷ lệ đạt quan sát được phù hợp với độ tin cậy mục tiêu: giữ chu kỳ hiện tại.",
        "The observed reliability agrees with its target: keep the interval.",
        _RP_1,
    ),
    "shorten": Wording(
        "Tỷ lệ đạt quan sát được thấp hơn độ tin cậy mục tiêu: rút ngắn chu kỳ.",
        "The observed reliability is below its target: shorten the interval.",
        _RP_1,
    ),
    "extend": Wording(
        "Tỷ lệ đạt quan sát được cao hơn độ tin cậy mục tiêu: có thể kéo dài chu kỳ.",
        "The observed reliability is above its target: the interval can be extended.",
        _RP_1,
    ),
}


@dataclass(frozen=True)
class IntervalTest:
    """What method A3 says of an interval.

    `observed` = passed/n; `reliability_low` and `reliability_high` are its binomial limits with
    `confidence`. `rejection_confidence` is the confidence with which the target is outside such
    limits. `interval_days` is the interval the method computes, in days; `recommended_days` the
    same when the interval is rejected, otherwise the present one. `reason` is a key of
    `INTERVAL_TEST`; `unused` counts the calibrations left out because they came at another time.
    """

    passed: int
    n: int
    observed: float
    target: float
    confidence: float
    reliability_low: float
    reliability_high: float
    rejection_confidence: float
    present_days: float
    interval_days: float
    reason: str
    unused: int = 0

    @property
    def rejected(self) -> bool:
        """Whether the target lies outside the limits."""
        return self.reason != "keep"

    @property
    def recommended_days(self) -> float:
        """The interval to take, in days."""
        return self.interval_days if self.rejected else self.present_days


def interval_test(
    passed: Sequence[bool | int],
    *,
    interval_days: float,
    target: float,
    confidence: float = 0.5,
    unused: int = 0,
) -> IntervalTest:
    """Test an interval against a reliability target from passed and failed calibrations (A3).

    Every calibration came after about `interval_days`. Limits are exact binomial ones
    (Clopper–Pearson). The interval computed is I·10^(C(R − R_target)), where R is the observed
    reliability and C the rejection confidence. Raises `too_few_values` for none, `unknown_name`
    for a verdict that is neither, `out_of_range`.
    """
    n = require(passed, 1, "passed")
    hits = sum(verdicts(passed))
    positive("interval_days", interval_days)
    for name, value in (("target", target), ("confidence", confidence)):
        if not 0 < value < 1:
            raise MetrologyError(
                Code.OUT_OF_RANGE, name=name, found=str(value), allowed=f"0 < {name} < 1"
            )
    observed, tail = hits / n, (1 - confidence) / 2
    rejection = _rejection(hits, n, target)
    factor: float = 10 ** (rejection * (observed - target))
    change = "extend" if observed > target else "shorten"
    return IntervalTest(
        passed=hits,
        n=n,
        observed=observed,
        target=target,
        confidence=confidence,
        reliability_low=beta_quantile(tail, hits, n - hits + 1) if hits else 0.0,
        reliability_high=beta_quantile(1 - tail, hits + 1, n - hits) if hits < n else 1.0,
        rejection_confidence=rejection,
        present_days=interval_days,
        interval_days=interval_days * factor,
        reason=change if rejection > confidence else "keep",
        unused=unused,
    )


def interval_test_of_history(
    history: Sequence[Calibration],
    *,
    interval_days: float,
    target: float,
    confidence: float = 0.5,
    within: float = WITHIN,
) -> IntervalTest:
    """Test an interval from dated calibrations: those that took it, to ± `within` of it, count.

    The first calibration has no interval and tells nothing. Refuses as `interval_test` does, and
    dates that do not increase.
    """
    positive("interval_days", interval_days)
    days = days_of([each.on for each in history])
    checked = verdicts([each.in_tolerance for each in history])
    spans = [b - a for a, b in pairwise(days)]
    near = [abs(span - interval_days) <= within * interval_days for span in spans]
    used = [verdict for verdict, each in zip(checked[1:], near, strict=True) if each]
    return interval_test(
        used,
        interval_days=interval_days,
        target=target,
        confidence=confidence,
        unused=len(near) - len(used),
    )


def _rejection(hits: int, n: int, target: float) -> float:
    """Give the confidence at which the binomial limits just reach the target, at least 0."""
    if hits / n < target:  # P(X ≤ hits) when the target is true
        tail = beta_survival(target, hits + 1, n - hits)
    else:  # P(X ≥ hits)
        tail = beta_cdf(target, hits, n - hits + 1)
    return max(0.0, 1 - 2 * tail)
