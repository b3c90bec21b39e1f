"""How far inside the tolerance limits acceptance ends.

A guard-band factor is the acceptance limit over the tolerance limit, both from the middle; the
width w = (1 − factor)·T/2 then holds on either side. A factor above 1, which some formulas give
at a high TUR, is no licence to accept outside the limits: it is cut to 1.
"""

import math
from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from metrology.bounds import between, finite, positive
from metrology.conformity.conformance import Limits, nonconformance_probability
from metrology.conformity.knowledge import Normal
from metrology.conformity.risk import (
    NormalTest,
    false_acceptance,
    largest_false_acceptance,
    sigma_of,
    worst_specific_risk,
)
from metrology.errors import Code, MetrologyError
from metrology.reasons import Reason, refusal
from metrology.statistics.probability import normal_quantile
from metrology.wording import Wording

_HALVINGS = 200
_CLOSE = 1e-12
MANAGED_PFA = 0.02  # ANSI/NCSL Z540.3:2006, 5.3 b


class FactorRule(NamedTuple):
    """A guard-band factor as a function of the TUR."""

    formula: Callable[[float], float]
    wording: Wording


FACTOR_RULES: Mapping[str, FactorRule] = {
    "rss": FactorRule(
        lambda tur: math.sqrt(1 - 1 / tur**2) if tur >= 1 else -1.0,
        Wording(
            "Dải bảo vệ căn bậc hai tổng bình phương: giới hạn chấp nhận = √(giới hạn² − U²).",
            "Root-sum-square guard band: acceptance limit = √(limit² − U²).",
            "NCSL International RP-10; ANSI/NCSL Z540.3 Handbook",
        ),
    ),
    "dobbert": FactorRule(
        lambda tur: 1 - (1.04 - math.exp(0.38 * math.log(tur) - 0.54)) / tur,
        Wording(
            "Dải bảo vệ w = M·U, M = 1,04 − exp(0,38 ln TUR − 0,54): nguy cơ chấp nhận sai toàn "
            "thể không quá 2 % với mọi tỷ lệ đạt trước khi đo.",
            "Guard band w = M·U, M = 1.04 − exp(0.38 ln TUR − 0.54): the global risk of false "
            "acceptance is at most 2 % for any in-tolerance probability.",
            "M. Dobbert, NCSLI Measure 3 (4), 2008; ANSI/NCSL Z540.3, method 6",
        ),
    ),
    "test95": FactorRule(
        lambda tur: 1 - 1 / tur,
        Wording(
            "Dải bảo vệ bằng độ không đảm bảo đo mở rộng, w = U.",
            "Guard band of the expanded uncertainty, w = U.",
            "ANSI/NCSL Z540.3, method 5; ILAC-G8:09/2019, table 1",
        ),
    ),
    "rp10": FactorRule(
        lambda tur: 1.25 - 1 / tur,
        Wording(
            "Dải bảo vệ với hệ số 1,25 − 1/TUR; không cần khi TUR ≥ 4.",
            "Guard band with the factor 1.25 − 1/TUR; none is needed at TUR ≥ 4.",
            "NCSL International RP-10",
        ),
    ),
}


def guard_band_factor(rule: str, tur: float) -> float:
    """Give the factor of a named rule at a TUR, at most 1 (no guard band).

    Raises `unknown_name` for another rule, `out_of_range` for a TUR that is not positive or is
    so low that the rule leaves nothing to accept.
    """
    if rule not in FACTOR_RULES:
        raise MetrologyError(Code.UNKNOWN_NAME, found=rule, allowed=", ".join(FACTOR_RULES))
    factor = FACTOR_RULES[rule].formula(positive("TUR", tur))
    if factor < 0:
        raise refusal(
            Code.OUT_OF_RANGE, Reason.TUR_TOO_SMALL, name="TUR", found=str(tur), part=rule
        )
    return min(factor, 1.0)


# Factors and widths that are solved for


def factor_for_global_risk(
    target: float, tur: float, in_tolerance: float, *, k: float = 2.0
) -> float:
    """Give the factor at which the global PFA is `target`; 1 where it is lower without one.

    Symmetric limits, a normal prior about their middle with this in-tolerance probability, a
    test with u = limit/(k·TUR). Raises `out_of_range` for what is no probability or ratio.
    """
    between("target PFA", target, 0, 1)
    limits = Limits(-1, 1)
    prior = Normal(0, sigma_of(in_tolerance, limits))
    test = NormalTest(1 / (positive("k", k) * positive("TUR", tur)))
    return _factor(
        lambda factor: false_acceptance(prior, test, limits, Limits.symmetric(factor)) - target
    )


def factor_for_largest_risk(target: float, tur: float, *, k: float = 2.0) -> float:
    """Give the factor that keeps the PFA at `target` for any in-tolerance probability.

    What Dobbert's formula approximates for 2 %, solved (ANSI/NCSL Z540.3, method 6).
    """
    between("target PFA", target, 0, 1)
    positive("TUR", tur)
    return _factor(lambda factor: largest_false_acceptance(tur, factor=factor, k=k).pfa - target)


def factor_like_tur(
    tur: float, in_tolerance: float, *, reference: float = 4.0, k: float = 2.0
) -> float:
    """Give the factor with the PFA that the TUR `reference` has without a guard band.

    The 4:1-equivalent; 1 where the TUR is higher already. Raises `out_of_range`.
    """
    limits = Limits(-1, 1)
    prior = Normal(0, sigma_of(in_tolerance, limits))
    test = NormalTest(1 / (positive("k", k) * positive("reference TUR", reference)))
    return factor_for_global_risk(false_acceptance(prior, test, limits), tur, in_tolerance, k=k)


def width_for_specific_risk(target: float, u: float, limits: Limits) -> float:
    """Give w so that a result on the acceptance limit has a PFA of `target`, in the unit of u.

    A normal result with standard uncertainty u; both limits count (JCGM 106, 8.3.2). w is
    negative for a target above 50 %. Raises `out_of_range` for a target that no result between
    the limits reaches.
    """
    between("target PFA", target, 0, 1)
    positive("u", u)
    if limits.width is None:
        return -u * normal_quantile(target)
    half = float(limits.width) / 2
    least = nonconformance_probability(Normal(limits.low + half, u), limits)
    if target < least:
        raise refusal(
            Code.OUT_OF_RANGE, Reason.PFA_TOO_SMALL,
            name="target PFA", found=str(target), least=f"{least:.3g}",
        )  # fmt: skip

    def excess(width: float) -> float:
        return nonconformance_probability(Normal(limits.high - width, u), limits) - target

    low = -u
    while excess(low) < 0:
        low *= 2
    return _bisected(excess, low, half)


def rejection_limit(
    limit: float,
    probability: float,
    *,
    u: float | None = None,
    relative_u: float | None = None,
    side: Literal["lower", "upper"] = "upper",
) -> float:
    """Give the indication from which nonconformity is at least so probable (JCGM 106, 8.3.3).

    Guarded rejection, for a single limit and a normal result with u, or with u = relative_u·|y|
    at the indication y: a speed is punished when it exceeds the limit with 99.9 %.

    Raises `missing_value` unless one of both u is given, `out_of_range` for what is no
    probability, or a relative u so large that no indication suffices.
    """
    z = normal_quantile(between("probability", probability, 0, 1)) * (1 if side == "upper" else -1)
    finite("limit", limit)
    if (u is None) == (relative_u is None):
        raise MetrologyError(Code.MISSING_VALUE, name="u / relative_u")
    if u is not None:
        return limit + z * positive("u", u)
    share = z * positive("relative_u", relative_u or 0.0) * math.copysign(1, limit)
    if share >= 1:
        raise MetrologyError(
            Code.OUT_OF_RANGE, name="relative_u", found=str(relative_u), allowed=f"< {1 / abs(z):g}"
        )
    return limit / (1 - share)


def _factor(excess: Callable[[float], float]) -> float:
    """Solve for a factor below 1; the excess rises with the factor."""
    if excess(1.0) <= 0:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        if high - low < _CLOSE:
            break
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) < 0 else (low, middle)
    return (low + high) / 2


def _bisected(falling: Callable[[float], float], low: float, high: float) -> float:
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if falling(middle) > 0 else (low, middle)
    return (low + high) / 2


# ILAC-G8:09/2019, table 1


class TableRow(NamedTuple):
    """A guard band w = r·U and the bound of the specific risk that the table names for it."""

    r: float
    kind: Literal["PFA", "PFR"]
    bound: float
    wording: Wording

    def risk(self, *, k: float = 2.0) -> float:
        """Give the worst-case specific risk itself, for U = k·u."""
        return worst_specific_risk(self.r, k=k)


def _row(
    r: float, kind: Literal["PFA", "PFR"], bound: float, text_vi: str, text_en: str
) -> TableRow:
    return TableRow(r, kind, bound, Wording(text_vi, text_en, "ILAC-G8:09/2019, table 1"))


ILAC_TABLE: Mapping[str, TableRow] = {
    "six_sigma": _row(
        3.0, "PFA", 1e-6,
        "Dải bảo vệ 6 sigma, w = 3U; nguy cơ chấp nhận sai dưới 1 phần triệu.",
        "6 sigma guard band, w = 3U; risk of false acceptance below 1 ppm.",
    ),
    "three_sigma": _row(
        1.5, "PFA", 0.0016,
        "Dải bảo vệ 3 sigma, w = 1,5U; nguy cơ chấp nhận sai dưới 0,16 %.",
        "3 sigma guard band, w = 1.5U; risk of false acceptance below 0.16 %.",
    ),
    "guarded": _row(
        1.0, "PFA", 0.025,
        "Dải bảo vệ w = U; nguy cơ chấp nhận sai dưới 2,5 %.",
        "Guard band w = U; risk of false acceptance below 2.5 %.",
    ),
    "iso_14253_1": _row(
        0.83, "PFA", 0.05,
        "Dải bảo vệ w = 0,83U theo ISO 14253-1:2017; nguy cơ chấp nhận sai dưới 5 %.",
        "Guard band w = 0.83U as in ISO 14253-1:2017; risk of false acceptance below 5 %.",
    ),
    "simple": _row(
        0.0, "PFA", 0.5,
        "Chấp nhận đơn giản, w = 0; nguy cơ chấp nhận sai tới 50 %.",
        "Simple acceptance, w = 0; risk of false acceptance up to 50 %.",
    ),
    "uncritical": _row(
        -1.0, "PFR", 0.025,
        "Không khắt khe, w = −U: chỉ loại khi kết quả vượt giới hạn cộng U; nguy cơ loại sai "
        "dưới 2,5 %.",
        "Uncritical, w = −U: rejected only beyond the limit plus U; risk of false rejection "
        "below 2.5 %.",
    ),
}  # fmt: skip
