"""Coverage factors by named rule: k, the probability it stands for, and why it was chosen.

A rule is what a procedure or a person chose; a reason is what that led to here. Both have their
words in two languages, for the certificate. What is combined is described by a `Situation` in the
unit of the result; k has no unit.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal
from typing import NamedTuple

from metrology.decimals import to_decimal
from metrology.errors import Code, MetrologyError
from metrology.statistics.probability import coverage, t_factor
from metrology.uncertainty.coverage_words import (
    COVERAGE_RULES,
    FREE_RULES,
    REASONS,
    RULES,
    SAID_REASONS,
)

__all__ = [
    "COVERAGE_PROBABILITY", "COVERAGE_RULES", "FREE_RULES", "REASONS", "RULES", "SAID_REASONS",
    "Coverage", "Situation", "Term", "coverage_factor", "expand", "rectangular_factor",
    "shape", "trapezoid_factor", "truncated_dof",
]  # fmt: skip

COVERAGE_PROBABILITY = 0.9545
# EA-4/02 gives 1.65, 1.83 and 1.81 for 95 %, not for 95.45 %.
BOUNDED_PROBABILITY = 0.95
# Table E.1 of EA-4/02: with ten degrees of freedom 95.45 % already needs k = 2.28.
LEAST_DOF_FOR_K2 = 10
# EA-4/02 S9.14: a rectangle rules when all the rest together stays below 0.3 of it. With a normal
# rest of just that size k = 1.65 covers 92.7 %, with that of S9 itself (0.22) 93.4 %.
NEGLIGIBLE_BESIDE_RECTANGLE = 0.3
# EA-4/02 S11 takes the trapezoid with a rest of 0.34 of the two together and covers 94.4 %: k is
# 2 % short. Each of the two must also exceed the rest, or there is no second one to speak of.
NEGLIGIBLE_BESIDE_TRAPEZOID = 0.35


class Term(NamedTuple):
    """What a contribution brings to the shape of the result: |c|·u, in the result's unit.

    `half_width` is |c|·a of a rectangle that nothing else is correlated with, else None.
    """

    key: str
    u: float
    half_width: float | None = None
    dof: float = math.inf


class Situation(NamedTuple):
    """What a rule may look at: u and ν_eff (None: not defined), the terms, a chosen p.

    `interval` is the coverage interval of a Monte Carlo evaluation, both ends.
    """

    u: float
    dof: float | None = math.inf
    terms: Sequence[Term] = ()
    p: float | None = None
    interval: tuple[float, float] | None = None


class Coverage(NamedTuple):
    """A coverage factor: k, p (None where ν_eff is not defined), the rule, a key of `REASONS`.

    `parameters` are the numbers the reason rests on: a1, a2, beta, rest, dof.
    """

    k: Decimal
    p: float | None
    rule: str
    reason: str
    parameters: Mapping[str, float]


def expand(rule: str, situation: Situation) -> Coverage:
    """Choose k by a named rule.

    Raises `unknown_name` for another rule, `missing_value` where the rule needs p, an interval or
    ν_eff and there is none, `out_of_range` for a p outside 0…1.
    """
    choose = _CHOOSERS.get(rule)
    if choose is None:
        raise MetrologyError(Code.UNKNOWN_NAME, found=rule, allowed=", ".join(_CHOOSERS))
    return choose(rule, situation)


def coverage_factor(p: float, dof: float | None = None) -> Decimal:
    """Give k for a two-sided coverage probability: normal, or Student's t with `dof`."""
    return to_decimal(t_factor(p, math.inf if dof is None else float(dof)))


def truncated_dof(dof: float) -> int:
    """Truncate ν_eff to the integer below (GUM G.6.4), at least 1.

    Nine decimals first: 18.999999999999996 is 19 computed in floats, not 18.
    """
    nearly = to_decimal(round(dof, 9))
    return max(1, int(nearly.to_integral_value(ROUND_FLOOR)))


def rectangular_factor(p: float = BOUNDED_PROBABILITY) -> float:
    """Give k = p·√3 of a rectangular distribution (EA-4/02 S9.14: 1.65 at 95 %)."""
    return _probability(p) * math.sqrt(3)


def trapezoid_factor(a1: float, a2: float, p: float = BOUNDED_PROBABILITY) -> float:
    """Give k of the sum of two rectangles with half widths a1, a2 (EA-4/02 S10.13, S11.13).

    A symmetric trapezoid with β = |a1 − a2|/(a1 + a2). While p(1 + β) > 2β the interval ends on a
    slope: k = (1 − √((1 − p)(1 − β²))) / √((1 + β²)/6); else on the flat top.
    Raises `out_of_range` unless both are ≥ 0 and one is positive.
    """
    if not (a1 >= 0 and a2 >= 0 and 0 < a1 + a2 < math.inf):
        found = f"{a1!r}, {a2!r}"
        raise MetrologyError(
            Code.OUT_OF_RANGE, name="a1, a2", found=found, allowed="a ≥ 0, a1 + a2 > 0"
        )
    beta, p = _beta(a1, a2), _probability(p)
    if p * (1 + beta) > 2 * beta:
        reach = 1 - math.sqrt((1 - p) * (1 - beta * beta))
    else:
        reach = p * (1 + beta) / 2
    return reach / math.sqrt((1 + beta * beta) / 6)


def shape(situation: Situation) -> Coverage | None:
    """Tell a rectangular or trapezoidal result by its dominant terms; None for all others.

    Terms whose half width is itself doubtful (finite ν, GUM G.4.2) never make a shape. The rest
    counts for as much as its own ν makes of it, and above 95 % less of it is negligible.
    """
    p = BOUNDED_PROBABILITY if situation.p is None else _probability(situation.p)
    flat = [t for t in situation.terms if t.half_width is not None and math.isinf(t.dof)]
    flat = sorted((term for term in flat if term.u), key=lambda term: -term.u)
    if not flat or not situation.u:
        return None
    rest = _rest(situation.u, flat[0].u)
    if _reach(rest, situation, p) < NEGLIGIBLE_BESIDE_RECTANGLE * flat[0].u:
        return _rectangle(flat[0], rest, p)
    return _of_two(situation, flat[0], flat[1], p) if len(flat) > 1 else None


def _of_two(situation: Situation, first: Term, second: Term, p: float) -> Coverage | None:
    rest = _rest(situation.u, first.u, second.u)
    both = math.hypot(first.u, second.u)
    reach = _reach(rest, situation, p)
    if reach < NEGLIGIBLE_BESIDE_TRAPEZOID * both and reach < second.u:
        return _trapezoid(first, second, rest / both, p)
    return None


def _reach(rest: float, situation: Situation, p: float) -> float:
    """Give the size of the rest as the tails of the result feel it, comparable with u of a normal.

    With two degrees of freedom a rest of 0.29 leaves 88 % to k = 1.65; measured by its own t it is
    0.64, and no longer negligible. An undefined ν may be as small as any. The rest of 0.3 lets 7 %
    outside where 5 % are promised; of a smaller promise it may not take more.
    """
    if not rest:
        return 0.0
    if situation.dof is None:
        return math.inf
    strict = max(1.0, (1 - BOUNDED_PROBABILITY) / (1 - p))
    if math.isinf(situation.dof):
        return rest * strict
    # Welch–Satterthwaite of the rest alone: only it has finite ν.
    dof = max(1.0, situation.dof * (rest / situation.u) ** 4)
    return rest * strict * t_factor(p, dof) / t_factor(p, math.inf)


def _rectangle(term: Term, rest: float, p: float) -> Coverage:
    k = to_decimal(rectangular_factor(p))
    numbers = {"a1": term.half_width or 0.0, "rest": rest / term.u}
    return Coverage(k, p, "dominant_rectangular", "rectangular", numbers)


def _trapezoid(first: Term, second: Term, rest: float, p: float) -> Coverage:
    a1, a2 = first.half_width or 0.0, second.half_width or 0.0
    numbers = {"a1": a1, "a2": a2, "beta": _beta(a1, a2), "rest": rest}
    k = to_decimal(trapezoid_factor(a1, a2, p))
    return Coverage(k, p, "trapezoid", "trapezoidal", numbers)


def _rest(u: float, *dominant: float) -> float:
    """What is left of u without some terms; rounding may leave a trace below zero."""
    return math.sqrt(max(0.0, u * u - math.fsum(part * part for part in dominant)))


def _beta(a1: float, a2: float) -> float:
    return abs(a1 - a2) / (a1 + a2)


# The rules


def _k2(rule: str, situation: Situation) -> Coverage:
    dof = situation.dof
    if dof is None:
        return Coverage(Decimal(2), None, rule, "fixed_no_dof", {})
    p = coverage(2.0, dof) if math.isfinite(dof) else math.erf(math.sqrt(2))
    reason = "fixed" if dof >= LEAST_DOF_FOR_K2 else "fixed_low_dof"
    return Coverage(Decimal(2), p, rule, reason, {})


def _t95(rule: str, situation: Situation) -> Coverage:
    dof = _known_dof(situation)
    if math.isinf(dof):
        return Coverage(Decimal(2), COVERAGE_PROBABILITY, rule, "t_infinite_dof", {})
    return _student(rule, COVERAGE_PROBABILITY, truncated_dof(dof), "t_effective_dof")


def _t(rule: str, situation: Situation) -> Coverage:
    dof, p = _known_dof(situation), _chosen_p(rule, situation)
    if math.isinf(dof):
        return Coverage(coverage_factor(p), p, rule, "normal", {})
    return _student(rule, p, truncated_dof(dof), "t_effective_dof")


def _t_fractional(rule: str, situation: Situation) -> Coverage:
    dof, p = _known_dof(situation), _chosen_p(rule, situation)
    if math.isinf(dof):
        return Coverage(coverage_factor(p), p, rule, "normal", {})
    return _student(rule, p, max(1.0, dof), "t_fractional_dof")


def _student(rule: str, p: float, dof: float, reason: str) -> Coverage:
    return Coverage(coverage_factor(p, dof), p, rule, reason, {"dof": float(dof)})


def _normal(rule: str, situation: Situation) -> Coverage:
    p = _chosen_p(rule, situation)
    return Coverage(coverage_factor(p), p, rule, "normal", {})


def _bounded(rule: str, situation: Situation) -> Coverage:
    """The shape the rule is named after; without it Student's t, which is never too small."""
    found = shape(situation)
    if found is not None and found.rule == rule:
        return found
    return _without_shape(rule, situation)._replace(reason=f"not_{_SHAPES[rule]}")


def _automatic(rule: str, situation: Situation) -> Coverage:
    found = shape(situation)
    if found is not None:
        return found._replace(rule=rule)
    return _without_shape(rule, situation)


def _without_shape(rule: str, situation: Situation) -> Coverage:
    chosen = _k2 if situation.dof is None else _t95
    return chosen(rule, situation)


def _monte_carlo(rule: str, situation: Situation) -> Coverage:
    """Half of the interval over u: so that U = k·u is its half width."""
    if situation.interval is None:
        raise MetrologyError(Code.MISSING_VALUE, name="interval")
    low, high = situation.interval
    if not (low < high and math.isfinite(high - low)):
        found = f"{low!r} … {high!r}"
        raise MetrologyError(Code.OUT_OF_RANGE, name="interval", found=found, allowed="low < high")
    if not situation.u > 0:
        raise MetrologyError(Code.OUT_OF_RANGE, name="u", found=repr(situation.u), allowed="u > 0")
    p = _chosen_p(rule, situation)
    k = to_decimal((high - low) / 2 / situation.u)
    return Coverage(k, p, rule, "monte_carlo", {"low": low, "high": high})


_SHAPES = {"dominant_rectangular": "rectangular", "trapezoid": "trapezoidal"}

_CHOOSERS: Mapping[str, Callable[[str, Situation], Coverage]] = {
    "k2": _k2,
    "t95": _t95,
    "dominant_rectangular": _bounded,
    "trapezoid": _bounded,
    "automatic": _automatic,
    "t": _t,
    "t_fractional": _t_fractional,
    "normal_p": _normal,
    "monte_carlo": _monte_carlo,
}


def _known_dof(situation: Situation) -> float:
    if situation.dof is None:
        raise MetrologyError(Code.MISSING_VALUE, name="ν_eff")
    return situation.dof


def _chosen_p(rule: str, situation: Situation) -> float:
    if situation.p is None:
        raise MetrologyError(Code.MISSING_VALUE, name=f"{rule}.p")
    return _probability(situation.p)


def _probability(p: float) -> float:
    if not 0 < p < 1:
        raise MetrologyError(Code.OUT_OF_RANGE, name="p", found=repr(p), allowed="0 < p < 1")
    return p
