"""Whether a series of readings is what Type A evaluation takes it for: independent and at rest.

GUM 4.2.7: where readings taken one after the other are correlated, s/√n is not the uncertainty of
their mean. The tests here flag that; they correct nothing.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from metrology.decimals import Number, root
from metrology.errors import Code
from metrology.reasons import Reason, refusal
from metrology.statistics.probability import normal_quantile, t_survival
from metrology.statistics.sums import as_integers, require, scaled
from metrology.wording import Wording

# Two-sided level of both tests.
LEVEL = 0.05
# Below this r1 is far from normal and only the grossest correlation would be found.
LEAST_FOR_AUTOCORRELATION = 10

AUTOCORRELATION: Mapping[str, Wording] = {
    "too_few": Wording(
        "Ít hơn 10 lần đọc: không kiểm tra tự tương quan.",
        "Fewer than 10 readings: autocorrelation is not tested.",
        "JCGM 100:2008, 4.2.7",
    ),
    "independent": Wording(
        "Không thấy tự tương quan bậc 1 ở mức ý nghĩa 5 % (giới hạn theo Moran).",
        "No lag-1 autocorrelation at the 5 % level (Moran's limits).",
        "JCGM 100:2008, 4.2.7; P. A. P. Moran, Biometrika 35 (1948)",
    ),
    "positive": Wording(
        "Các lần đọc liên tiếp giống nhau hơn mức ngẫu nhiên (tự tương quan dương, mức ý nghĩa "
        "5 %): s/√n nhỏ hơn độ không đảm bảo thật của giá trị trung bình.",
        "Successive readings are more alike than chance allows (positive lag-1 autocorrelation, "
        "5 % level): s/√n is less than the uncertainty of the mean.",
        "JCGM 100:2008, 4.2.7; P. A. P. Moran, Biometrika 35 (1948)",
    ),
    "negative": Wording(
        "Các lần đọc liên tiếp luân phiên lên xuống hơn mức ngẫu nhiên (tự tương quan âm, mức ý "
        "nghĩa 5 %): s/√n không phải độ không đảm bảo của giá trị trung bình.",
        "Successive readings alternate more than chance allows (negative lag-1 autocorrelation, "
        "5 % level): s/√n is not the uncertainty of the mean.",
        "JCGM 100:2008, 4.2.7; P. A. P. Moran, Biometrika 35 (1948)",
    ),
}

DRIFT: Mapping[str, Wording] = {
    "steady": Wording(
        "Không thấy trôi tuyến tính ở mức ý nghĩa 5 % (kiểm định t của độ dốc).",
        "No linear drift at the 5 % level (t test of the slope).",
        "JCGM 100:2008, 4.2.7",
    ),
    "drifts": Wording(
        "Các lần đọc trôi dần theo thứ tự (kiểm định t của độ dốc, mức ý nghĩa 5 %): chờ ổn định "
        "hoặc đưa độ trôi vào mô hình.",
        "The readings drift in their order (t test of the slope, 5 % level): wait until they are "
        "stable, or put the drift into the model.",
        "JCGM 100:2008, 4.2.7",
    ),
}


@dataclass(frozen=True)
class Autocorrelation:
    """The lag-1 autocorrelation r1 of n readings, with the limits of r1 for independent ones.

    Dimensionless. `reason` is a key of `AUTOCORRELATION`; `significant` says r1 is outside the
    limits, and is False when there are too few readings to tell.
    """

    r1: float
    n: int
    low: float
    high: float
    significant: bool
    reason: str


@dataclass(frozen=True)
class Drift:
    """The slope of readings against their order: unit of the readings per reading, with its u.

    `p_value` is that of a two-sided t test with `dof` = n − 2; `reason` a key of `DRIFT`.
    """

    per_reading: float
    u: float
    dof: int
    p_value: float
    significant: bool
    reason: str


def lag1_autocorrelation(values: Sequence[Number]) -> float:
    """Give r1 = Σ(x_i − x̄)(x_i+1 − x̄)/Σ(x_i − x̄)² as NIST StRD certifies it; dimensionless.

    Raises `too_few_values` below two, `cannot_compute` when all readings are equal.
    """
    n = require(values, 2)
    integers = as_integers(values).integers
    total = sum(integers)
    deviations = [n * each - total for each in integers]
    squares = sum(each * each for each in deviations)
    if not squares:
        raise refusal(Code.CANNOT_COMPUTE, Reason.ALL_EQUAL, found="r1")
    products = sum(a * b for a, b in pairwise(deviations))
    return float(Fraction(products, squares))


def autocorrelation(values: Sequence[Number]) -> Autocorrelation:
    """Test readings in their order for lag-1 autocorrelation (GUM 4.2.7), at the 5 % level.

    Limits from the exact mean −1/n and standard deviation (n − 2)/(n√(n − 1)) of r1 of independent
    normal readings (Moran 1948), ± 1.96 of the latter; tested from 10 readings on, where the true
    level is 4.5 %. Refuses as `lag1_autocorrelation` does.
    """
    r1, n = lag1_autocorrelation(values), len(values)
    reach = -normal_quantile(LEVEL / 2) * (n - 2) / (n * math.sqrt(n - 1))
    low, high = -1 / n - reach, -1 / n + reach
    if n < LEAST_FOR_AUTOCORRELATION:
        return Autocorrelation(r1, n, low, high, significant=False, reason="too_few")
    significant = not low <= r1 <= high
    sign = "positive" if r1 > 0 else "negative"
    return Autocorrelation(r1, n, low, high, significant, sign if significant else "independent")


def drift(values: Sequence[Number]) -> Drift:
    """Test readings in their order for a linear drift, at the 5 % level (t test of the slope).

    Raises `too_few_values` below three.
    """
    n = require(values, 3)
    numbers = as_integers(values)
    total = sum(numbers.integers)
    steps = range(1 - n, n, 2)  # twice the distance from the middle of the order
    products = sum(s * (n * each - total) for s, each in zip(steps, numbers.integers, strict=True))
    spread = n * (n * n - 1) // 3  # Σ of the squared steps
    squares = n * sum(each * each for each in numbers.integers) - total * total
    slope = scaled(2 * products, numbers.exponent) / (n * spread)
    rest = (scaled(squares, 0) / n - Fraction(products**2, n * n * spread)) / (n - 2)
    u = float(root(rest * 4 / spread * scaled(1, numbers.exponent) ** 2))
    p_value = _slope_p(float(slope), u, n - 2)
    significant = p_value < LEVEL
    reason = "drifts" if significant else "steady"
    return Drift(float(slope), u, n - 2, p_value, significant, reason)


def _slope_p(slope: float, u: float, dof: int) -> float:
    if not slope:
        return 1.0
    return 2 * t_survival(abs(slope) / u, dof) if u else 0.0
