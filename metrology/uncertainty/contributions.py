"""Measurement uncertainty after the GUM (JCGM 100:2008), first order, independent inputs.

Values are decimals to 34 digits, so that a budget computed twice is the same budget; nothing is
rounded before it is stated (see `stating`).
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from metrology.bounds import finite, not_negative, positive
from metrology.decimals import CONTEXT, Number, to_decimal
from metrology.errors import Code, MetrologyError
from metrology.reasons import Reason, refusal
from metrology.statistics.type_a import TypeA, type_a
from metrology.uncertainty.budget import Budget, Line, coverage_warnings, terms_of
from metrology.uncertainty.coverage import (
    COVERAGE_PROBABILITY,
    COVERAGE_RULES,
    REASONS,
    Situation,
    coverage_factor,
    expand,
    truncated_dof,
)

__all__ = [
    "COVERAGE_PROBABILITY",
    "COVERAGE_RULES",
    "REASONS",
    "Budget",
    "Contribution",
    "Distribution",
    "TypeA",
    "combine",
    "coverage_factor",
    "half_width",
    "standard_uncertainty",
    "truncated_dof",
    "type_a",
]

Distribution = Literal["normal", "rectangular", "triangular", "arcsine", "type_a"]

# Half width a → u = a/√n: GUM 4.3.7 (rectangular), 4.3.9 (triangular), GUM-S1 6.4.6 (arcsine).
_SQUARED_DIVISORS: Mapping[str, int] = {"rectangular": 3, "triangular": 6, "arcsine": 2}


def half_width(lower: Number, upper: Number) -> Decimal:
    """Give the half width of an interval for a rectangular contribution (GUM 4.3.8).

    Bounds need not lie evenly about the estimate: u² = (b₊ + b₋)²/12. Raises `out_of_range` when
    the bounds are not in order.
    """
    width = CONTEXT.subtract(_taken("upper", upper), _taken("lower", lower))
    if width < 0:
        raise MetrologyError(
            Code.OUT_OF_RANGE, name="lower", found=str(lower), allowed=f"≤ {upper}"
        )
    return CONTEXT.divide(width, Decimal(2))


def standard_uncertainty(
    distribution: Distribution,
    value: Number,
    *,
    k: Number | None = None,
    p: float | None = None,
    dof: float | None = None,
) -> Decimal:
    """Give the standard uncertainty of an input, in the unit of `value`.

    `value` is the half width a for "rectangular", "triangular" and "arcsine"; the expanded
    uncertainty U for "normal", which needs its `k`, or the probability `p` (with `dof` when U came
    from Student's t; GUM 4.3.3 to 4.3.5); s for "type_a", with `k` = √n when s is not yet divided.
    The resolution δ of an indication is rectangular with a = δ/2 (GUM F.2.2.1).

    Raises `missing_value` for a normal without k or p, `out_of_range` for a negative value or a
    k that is not positive, `unknown_name` for another distribution.
    """
    size = not_negative("uncertainty", to_decimal(value))
    if distribution in _SQUARED_DIVISORS:
        return CONTEXT.divide(size, CONTEXT.sqrt(Decimal(_SQUARED_DIVISORS[distribution])))
    if distribution not in {"normal", "type_a"}:
        allowed = ", ".join([*_SQUARED_DIVISORS, "normal", "type_a"])
        raise MetrologyError(Code.UNKNOWN_NAME, found=distribution, allowed=allowed)
    if p is not None:
        return CONTEXT.divide(size, coverage_factor(p, dof))
    if k is None and distribution == "normal":
        # A U taken for a u would hide a factor of two: the certificate's k must be given.
        raise MetrologyError(Code.MISSING_VALUE, name="k")
    return CONTEXT.divide(size, positive("k", Decimal(1) if k is None else to_decimal(k)))


@dataclass(frozen=True)
class Contribution:
    """One line of a budget.

    `value` is what the source gives, see `standard_uncertainty`; `divisor` is k of a "normal" (or
    √n of a "type_a" whose s is not yet divided) and is not given for the other distributions.
    `sensitivity` is ∂y/∂x, unit of the result per unit of the input. `dof` None means infinite;
    a "type_a" must state its own.
    """

    key: str
    distribution: Distribution
    value: Number
    divisor: Number | None = None
    sensitivity: Number = 1
    dof: float | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be combined, when it is written and not when it is used."""
        if self.distribution in _SQUARED_DIVISORS and self.divisor is not None:
            found, allowed = str(self.divisor), f"none for {self.distribution}"
            raise MetrologyError(Code.OUT_OF_RANGE, name="divisor", found=found, allowed=allowed)
        if self.distribution == "type_a" and self.dof is None:
            raise MetrologyError(Code.MISSING_VALUE, name=f"{self.key}: dof")
        if self.dof is not None and not self.dof > 0:
            found = str(self.dof)
            raise MetrologyError(Code.OUT_OF_RANGE, name="dof", found=found, allowed="dof > 0")
        _taken("sensitivity", self.sensitivity)
        _ = self.u

    @property
    def u(self) -> Decimal:
        """The standard uncertainty of the input, in the input's unit."""
        return standard_uncertainty(self.distribution, self.value, k=self.divisor)

    @property
    def u_y(self) -> Decimal:
        """What the input contributes, |∂y/∂x| u(x), in the result's unit (GUM 5.1.3)."""
        return CONTEXT.multiply(abs(to_decimal(self.sensitivity)), self.u)


def combine(
    contributions: Sequence[Contribution], *, rule: str = "k2", value: Number | None = None
) -> Budget[Decimal]:
    """Combine independent contributions (GUM 5.1.2) and expand them by a named rule.

    Everything is in the result's unit. Rules are those of `COVERAGE_RULES`; they take ν_eff from
    the Welch–Satterthwaite formula (GUM G.4.1). Raises `too_few_values` for none, `unknown_name`
    for another rule or for a key that occurs twice.
    """
    if rule not in COVERAGE_RULES:
        raise MetrologyError(Code.UNKNOWN_NAME, found=rule, allowed=", ".join(COVERAGE_RULES))
    _require_distinct(contributions)
    total = _sum(_square(each.u_y) for each in contributions)
    u = CONTEXT.sqrt(total)
    lines = tuple(_line(each, total) for each in contributions)
    situation = Situation(float(u), _effective_dof(contributions, total), terms_of(lines))
    chosen = expand(rule, situation)
    return Budget(
        u=u, dof=situation.dof, k=chosen.k, U=CONTEXT.multiply(chosen.k, u), p=chosen.p,
        rule=rule, reason=chosen.reason, lines=lines,
        value=None if value is None else _taken("value", value),
        warnings=coverage_warnings(chosen, situation, lines), numbers=chosen.parameters,
    )  # fmt: skip


def _line(each: Contribution, total: Decimal) -> Line[Decimal]:
    """A contribution as a line of the budget, its parameters by the names of components."""
    share = CONTEXT.divide(_square(each.u_y), total) if total else Decimal(0)
    return Line(
        key=each.key,
        distribution=each.distribution,
        u=each.u,
        u_y=each.u_y,
        share=share,
        sensitivity=to_decimal(each.sensitivity),
        dof=math.inf if each.dof is None else float(each.dof),
        parameters=_parameters(each),
    )


def _parameters(each: Contribution) -> dict[str, Decimal]:
    value = to_decimal(each.value)
    if each.distribution in _SQUARED_DIVISORS:
        return {"half_width": value}
    if each.divisor is None:
        return {"std": value}
    names = ("U", "k") if each.distribution == "normal" else ("s", "divisor")
    return dict(zip(names, (value, to_decimal(each.divisor)), strict=True))


def _effective_dof(contributions: Sequence[Contribution], total: Decimal) -> float:
    """Welch–Satterthwaite, GUM G.4.1 (G.2b): ν_eff = u⁴ / Σ (u_i⁴/ν_i)."""
    limiting = _sum(
        CONTEXT.divide(_square(_square(each.u_y)), to_decimal(each.dof))
        for each in contributions
        if each.dof is not None and not math.isinf(each.dof)
    )
    return float(CONTEXT.divide(_square(total), limiting)) if limiting else math.inf


def _require_distinct(contributions: Sequence[Contribution]) -> None:
    if not contributions:
        raise MetrologyError(Code.TOO_FEW_VALUES, found="0", allowed="1")
    keys = [each.key for each in contributions]
    for key in keys:
        if keys.count(key) > 1:
            raise refusal(Code.UNKNOWN_NAME, Reason.EACH_NAME_ONCE, found=key)


def _taken(name: str, value: Number) -> Decimal:
    return finite(name, to_decimal(value))


def _square(value: Decimal) -> Decimal:
    return CONTEXT.multiply(value, value)


def _sum(values: Iterable[Decimal]) -> Decimal:
    total = Decimal(0)
    for value in values:
        total = CONTEXT.add(total, value)
    return total
