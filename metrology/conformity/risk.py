"""Risks of wrong decisions: of one result (JCGM 106:2012, 9.4) and of many (9.5).

PFA, the consumer's risk: accepted although the true value lies outside the limits. PFR, the
producer's risk: rejected although it lies inside. Global risks weigh a prior, the distribution
of true values before the test, with a normal test; integrals hold to 1e-11.
"""

import math
from collections.abc import Callable
from typing import Literal, NamedTuple

from metrology.bounds import between, finite, positive
from metrology.conformity.conformance import (
    Limits,
    conformance_probability,
    nonconformance_probability,
)
from metrology.conformity.knowledge import FAR, Knowledge, Normal, Prior
from metrology.errors import Code, MetrologyError
from metrology.reasons import Reason, refusal
from metrology.statistics.probability import normal_cdf, normal_quantile, normal_survival
from metrology.statistics.quadrature import integral

_HALVINGS = 200
_GOLDEN = (math.sqrt(5) - 1) / 2
_HALF = 0.5


# One result


class SpecificRisk(NamedTuple):
    """The probability that this decision about this item is wrong."""

    kind: Literal["PFA", "PFR"]
    probability: float


def specific_risk(knowledge: Knowledge, limits: Limits, *, accepted: bool) -> SpecificRisk:
    """Give the PFA of an accepted result, the PFR of a rejected one (JCGM 106, 9.4)."""
    if accepted:
        return SpecificRisk("PFA", nonconformance_probability(knowledge, limits))
    return SpecificRisk("PFR", conformance_probability(knowledge, limits))


def worst_specific_risk(r: float, *, k: float = 2.0) -> float:
    """Give the risk of a result on the acceptance limit TL − r·U, the other limit far away.

    Of false acceptance for r ≥ 0, of false rejection for r < 0: 1 − Φ(k·|r|) (ILAC-G8:09/2019,
    table 1, where U = 2u).
    """
    return normal_survival(positive("k", k) * abs(finite("r", r)))


# Many results


class GlobalRisk(NamedTuple):
    """Shares of all items tested; the conditional ones are shares of those accepted, rejected."""

    pfa: float
    pfr: float
    accepted: float
    conforming: float

    @property
    def nonconforming(self) -> float:
        """The share outside the limits before the test."""
        return 1 - self.conforming

    @property
    def conditional_pfa(self) -> float:
        """P(outside | accepted). Raises `cannot_compute` when nothing is accepted."""
        return _share("CPFA", self.pfa, self.accepted)

    @property
    def conditional_pfr(self) -> float:
        """P(inside | rejected). Raises `cannot_compute` when nothing is rejected."""
        return _share("CPFR", self.pfr, 1 - self.accepted)


class NormalTest(NamedTuple):
    """A test: indication = true value + bias + normal error with standard deviation `sigma`."""

    sigma: float
    bias: float = 0.0


def global_risk(
    prior: Prior, test: NormalTest, limits: Limits, acceptance: Limits | None = None
) -> GlobalRisk:
    """Give the global risks of a test (JCGM 106, 9.5.2 and 9.5.3).

    `acceptance` are the acceptance limits, by default the tolerance limits; they may lie inside
    (a guard band) or outside. A side without a limit has no acceptance limit either.

    Raises `out_of_range` for a σ that is not positive, `bad_limit` for an acceptance limit on a
    side that has no limit or none where it has one.
    """
    acceptance = _checked(test, limits, acceptance)
    conforming = conformance_probability(prior, limits)
    pfa = _false_acceptance(prior, test, limits, acceptance)
    pfr = _false_rejection(prior, test, limits, acceptance)
    return GlobalRisk(pfa, pfr, conforming - pfr + pfa, conforming)


def false_acceptance(
    prior: Prior, test: NormalTest, limits: Limits, acceptance: Limits | None = None
) -> float:
    """Give the PFA alone, see `global_risk`."""
    return _false_acceptance(prior, test, limits, _checked(test, limits, acceptance))


def _checked(test: NormalTest, limits: Limits, acceptance: Limits | None) -> Limits:
    positive("test σ", test.sigma)
    finite("test bias", test.bias)
    if acceptance is None:
        return limits
    sides = (("lower", Reason.ACCEPTANCE_LOWER), ("upper", Reason.ACCEPTANCE_UPPER))
    for name, why in sides:
        if (getattr(limits, name) is None) != (getattr(acceptance, name) is None):
            raise refusal(Code.BAD_LIMIT, why)
    return acceptance


def _false_acceptance(prior: Prior, test: NormalTest, limits: Limits, acceptance: Limits) -> float:
    low, high = prior.reach

    def density(true: float) -> float:
        return prior.pdf(true) * _accepted(true, test, acceptance)

    return _over(density, prior, test, acceptance, low, min(high, limits.low)) + _over(
        density, prior, test, acceptance, max(low, limits.high), high
    )


def _false_rejection(prior: Prior, test: NormalTest, limits: Limits, acceptance: Limits) -> float:
    low, high = prior.reach

    def density(true: float) -> float:
        return prior.pdf(true) * _rejected(true, test, acceptance)

    return _over(density, prior, test, acceptance, max(low, limits.low), min(high, limits.high))


def _over(
    density: Callable[[float], float],
    prior: Prior,
    test: NormalTest,
    acceptance: Limits,
    low: float,
    high: float,
) -> float:
    """Integrate, divided where the prior and the test turn."""
    turns = [
        end - test.bias + z * test.sigma
        for end in (acceptance.low, acceptance.high)
        for z in (-FAR, -3, -1, 0, 1, 3, FAR)
    ]
    return integral(density, low, high, breaks=(*prior.breaks, *filter(math.isfinite, turns)))


def _accepted(true: float, test: NormalTest, acceptance: Limits) -> float:
    """The probability that an item with this true value is accepted, with all its digits."""
    mean = true + test.bias
    low, high = (acceptance.low - mean) / test.sigma, (acceptance.high - mean) / test.sigma
    if low > 0:
        return normal_survival(low) - normal_survival(high)
    return normal_cdf(high) - normal_cdf(low)


def _rejected(true: float, test: NormalTest, acceptance: Limits) -> float:
    mean = true + test.bias
    low, high = (acceptance.low - mean) / test.sigma, (acceptance.high - mean) / test.sigma
    return normal_cdf(low) + normal_survival(high)


def _share(name: str, part: float, whole: float) -> float:
    if not whole > 0:
        raise refusal(Code.CANNOT_COMPUTE, Reason.DIVIDES_BY_ZERO, found=name)
    return part / whole


class LargestRisk(NamedTuple):
    """The largest PFA at a TUR, and the in-tolerance probability of the items it occurs at."""

    pfa: float
    in_tolerance: float


def largest_false_acceptance(tur: float, *, factor: float = 1.0, k: float = 2.0) -> LargestRisk:
    """Give the largest PFA over all in-tolerance probabilities (Dobbert 2008, table 2).

    Symmetric limits, a normal prior about their middle, TUR = limit/U with U = k·u; `factor` is
    the acceptance limit over the limit. ANSI/NCSL Z540.3, method 6, rests on this maximum.

    Raises `out_of_range` for a TUR, factor or k that is not positive.
    """
    limits = Limits(-1, 1)
    acceptance = Limits.symmetric(positive("factor", factor))
    test = NormalTest(1 / (positive("k", k) * positive("TUR", tur)))

    def pfa(log_sigma: float) -> float:
        return false_acceptance(Normal(0, math.exp(log_sigma)), test, limits, acceptance)

    # The maximum lies where neither hardly anything is outside nor hardly anything accepted.
    found = _maximum(pfa, math.log(0.1), math.log(10 * (1 + test.sigma)))
    return LargestRisk(pfa(found), in_tolerance_of(math.exp(found), limits))


def _maximum(function: Callable[[float], float], low: float, high: float) -> float:
    """Golden section on a function with one maximum, to seven digits of its argument."""
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_left, at_right = function(left), function(right)
    while high - low > 1e-7:  # noqa: PLR2004  # the maximum is flat: more digits are noise
        if at_left < at_right:
            low, left, at_left = left, right, at_right
            right = low + _GOLDEN * (high - low)
            at_right = function(right)
        else:
            high, right, at_right = right, left, at_left
            left = high - _GOLDEN * (high - low)
            at_left = function(left)
    return (low + high) / 2


# Ratios and reliabilities


def tur(limits: Limits, expanded: float) -> float:
    """Give the test uncertainty ratio: the tolerance over 2U, U at 95 % (ANSI/NCSL Z540.3).

    Raises `bad_limit` for a single limit, `out_of_range` for a U that is not positive.
    """
    return _tolerance(limits) / (2 * positive("U", expanded))


def tar(limits: Limits, accuracy: float) -> float:
    """Give the test accuracy ratio: the tolerance over that of the standard, ±`accuracy`."""
    return _tolerance(limits) / (2 * positive("accuracy", accuracy))


def _tolerance(limits: Limits) -> float:
    if limits.width is None:
        raise refusal(Code.BAD_LIMIT, Reason.BOTH_LIMITS, part="TUR, TAR")
    return float(limits.width)


def in_tolerance_of(sigma: float, limits: Limits, *, mean: float | None = None) -> float:
    """Give the in-tolerance probability of a normal process; its mean is by default the middle."""
    return conformance_probability(Normal(_mean(limits, mean), sigma), limits)


def sigma_of(in_tolerance: float, limits: Limits, *, mean: float | None = None) -> float:
    """Give the σ of a normal process with this in-tolerance probability.

    `mean` is by default the middle of the limits; a single limit needs one. Raises
    `out_of_range` unless 0 < probability < 1 (over 0.5 for a single limit) and the mean lies
    inside.
    """
    between("in-tolerance probability", in_tolerance, 0, 1)
    centre = _mean(limits, mean)
    nearer = min(limits.high - centre, centre - limits.low)
    if not nearer > 0:
        allowed = f"{limits.low} < mean < {limits.high}"
        raise MetrologyError(Code.OUT_OF_RANGE, name="mean", found=str(centre), allowed=allowed)
    if limits.width is None:
        if in_tolerance <= _HALF:
            raise refusal(
                Code.OUT_OF_RANGE, Reason.SINGLE_LIMIT,
                name="in-tolerance probability", found=str(in_tolerance),
            )  # fmt: skip
        return nearer / normal_quantile(in_tolerance)
    # Between both limits as far as the nearer one is, and with one limit only at that distance.
    low = nearer / -normal_quantile((1 - in_tolerance) / 2)
    high = low
    while in_tolerance_of(high, limits, mean=centre) > in_tolerance:
        high *= 2
    return _root(lambda s: in_tolerance_of(s, limits, mean=centre) - in_tolerance, low, high)


def true_reliability(observed: float, test_sigma: float, limits: Limits) -> float:
    """Give the reliability (EOPR) of items behind the one observed by a test.

    What is observed includes the test's error, so σ_true² = σ_observed² − σ_test² (NCSLI RP-19).
    Raises `cannot_compute` when the test alone explains the spread.
    """
    return in_tolerance_of(true_sigma(observed, test_sigma, limits), limits)


def observed_reliability(true: float, test_sigma: float, limits: Limits) -> float:
    """Give the reliability a test observes, the inverse of `true_reliability`."""
    return in_tolerance_of(math.hypot(sigma_of(true, limits), positive("σ", test_sigma)), limits)


def true_sigma(observed: float, test_sigma: float, limits: Limits) -> float:
    """Give the σ of items from their observed reliability, see `true_reliability`."""
    spread = sigma_of(observed, limits)
    left = spread**2 - positive("test σ", test_sigma) ** 2
    if left <= 0:
        raise refusal(
            Code.CANNOT_COMPUTE, Reason.TEST_SPREAD,
            found=f"σ_observed = {spread:.6g}", part=f"{test_sigma:g}",
        )  # fmt: skip
    return math.sqrt(left)


def _mean(limits: Limits, mean: float | None) -> float:
    if mean is not None:
        return finite("mean", mean)
    if limits.width is None:
        raise MetrologyError(Code.MISSING_VALUE, name="mean")
    return (limits.low + limits.high) / 2


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    """Bisect a falling function down to neighbouring floats."""
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if function(middle) > 0 else (low, middle)
    return (low + high) / 2
