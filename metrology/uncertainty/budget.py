"""The uncertainty budget: every contribution with its source, its sensitivity and its share.

One value object for both makers: `uncertainty.combine` (known sensitivities, decimals) and
`budget_of` (a propagated model, floats). Equal budgets are equal objects; `budget_json` writes and
reads them without loss, `budget_changes` says what differs, `budget_table` gives rows for pages.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from metrology.errors import Code, MetrologyError
from metrology.uncertainty.coverage import (
    LEAST_DOF_FOR_K2,
    NEGLIGIBLE_BESIDE_RECTANGLE,
    REASONS,
    RULES,
    Coverage,
    Situation,
    Term,
    expand,
    shape,
)
from metrology.uncertainty.remarks import Remark
from metrology.wording import Wording

# Only what `budget_of` is given: a worksheet's budget needs neither models nor their formulas.
if TYPE_CHECKING:
    from metrology.uncertainty.components import Component
    from metrology.uncertainty.measurement import Input
    from metrology.uncertainty.propagated import Part, Propagated, Result

# Decimals where sensitivities were given, floats where a model was propagated; one in one budget.
N = TypeVar("N", Decimal, float)
Given = Decimal | float | tuple[float, ...] | Mapping[str, float]
Method = Literal["direct", "lpu", "lpu2", "mc"]

CONSTANT = "constant"
_RECTANGULAR = frozenset({"rectangular", "resolution"})
# Reasons of factors that were made for the distribution at hand, whatever it is.
_MADE_FOR_IT = frozenset({"rectangular", "trapezoidal", "monte_carlo"})
# Nearly normal in the middle: as dominant terms they do not make k = 2 wrong.
_BELL_SHAPED = frozenset({"normal", "t", "type_a", "pooled", "triangular", CONSTANT})


@dataclass(frozen=True)
class Line(Generic[N]):
    """One contribution: a component of an input, or the input itself where it is constant.

    `estimate` and `u` are in `unit`; `sensitivity` is ∂y/∂x, unit of the result per `unit`; `u_y`
    is |∂y/∂x|·u in the result's unit; `share` is its part of the variance. `parameters` are as
    the source gave them. `dof` is inf where u is known exactly.
    """

    key: str
    distribution: str
    u: N
    u_y: N
    share: N
    sensitivity: N
    dof: float = math.inf
    parameters: Mapping[str, Given] = field(default_factory=dict)
    estimate: N | None = None
    unit: str = ""
    input: str = ""
    label: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        """Hold the parameters as they are."""
        object.__setattr__(self, "parameters", MappingProxyType(dict(self.parameters)))


@dataclass(frozen=True)
class Joint(Generic[N]):
    """What two correlated inputs add to the variance, or take from it: 2·c_a·c_b·u(a, b).

    `r` is the coefficient between the whole inputs; `share` has a sign.
    """

    a: str
    b: str
    r: N
    share: N

    @property
    def key(self) -> str:
        """The name of the line: "r(a, b)"."""
        return f"r({self.a}, {self.b})"


@dataclass(frozen=True)
class Budget(Generic[N]):
    """A result with all it is made of, in the result's unit and unrounded.

    `dof` is ν_eff: inf when nothing limits it, None where it is not defined. `p` is the coverage
    probability, None where it is not known. `rule` is a key of `RULES`, `reason` of `REASONS`,
    `numbers` what the reason rests on. The shares of lines, joints and `curvature` (second-order
    terms) sum to 1, or are all 0 when u is 0. `value` is None where only u was combined.
    """

    u: N
    dof: float | None
    k: Decimal
    U: N
    p: float | None
    rule: str
    reason: str
    lines: tuple[Line[N], ...]
    joints: tuple[Joint[N], ...] = ()
    curvature: float = 0.0
    value: N | None = None
    unit: str = ""
    output: str = ""
    model: str = ""
    method: Method = "direct"
    warnings: tuple[Remark, ...] = ()
    numbers: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Hold the numbers as they are; refuse a rule or a reason without words."""
        object.__setattr__(self, "numbers", MappingProxyType(dict(self.numbers)))
        for found, known in ((self.rule, RULES), (self.reason, REASONS)):
            if found not in known:
                raise MetrologyError(Code.UNKNOWN_NAME, found=found, allowed=", ".join(known))

    @cached_property
    def shares(self) -> Mapping[str, N]:
        """The part of the variance by key: lines, then correlations."""
        shares = {each.key: each.share for each in self.lines}
        return shares | {each.key: each.share for each in self.joints}

    @property
    def rule_words(self) -> Wording:
        """The words of the rule, for a certificate."""
        return RULES[self.rule]

    @property
    def reason_words(self) -> Wording:
        """The words of the reason, for a certificate."""
        return REASONS[self.reason]


def budget_of(
    propagated: "Propagated",
    output: str,
    *,
    rule: str = "k2",
    p: float | None = None,
    interval: tuple[float, float] | None = None,
    order: Literal[1, 2] = 1,
) -> Budget[float]:
    """Make the budget of one output of a propagated model, by a named coverage rule.

    `interval` is that of a Monte Carlo evaluation, for the rule "monte_carlo"; U is then its half.
    `order` 2 takes u with the second-order terms of GUM 5.1.2; ν_eff is then known only where it
    is infinite, since nothing says how those terms vary. Raises `unknown_name` for another output
    or rule, `missing_value` for second-order terms that are not there or what the rule needs.
    """
    result = propagated.result(output)
    u, dof = (result.u, result.dof) if order == 1 else _second_order(result)
    scale = (result.u / u) ** 2 if u else 0.0
    lines = _lines(propagated.measurement.inputs, result, scale)
    joints = tuple(Joint(j.a, j.b, j.r, j.share * scale) for j in result.joints)
    linked = {name for each in joints for name in (each.a, each.b)}
    situation = Situation(u, dof, terms_of(lines, linked), p, interval)
    chosen = expand(rule, situation)
    return Budget(
        u=u, dof=dof, k=chosen.k, U=float(chosen.k) * u, p=chosen.p, rule=rule,
        reason=chosen.reason, lines=lines, joints=joints,
        curvature=1.0 - scale if u and order == 2 else 0.0,  # noqa: PLR2004  # the order
        value=result.value, unit=result.unit, output=output, model=result.model,
        method="lpu" if order == 1 else "lpu2",
        warnings=(*result.warnings, *coverage_warnings(chosen, situation, lines)),
        numbers=chosen.parameters,
    )  # fmt: skip


def terms_of(
    lines: Sequence[Line[N]], linked: frozenset[str] | set[str] = frozenset()
) -> list[Term]:
    """Give the terms a coverage rule looks at; `linked` inputs are correlated with others."""
    return [
        Term(each.key, float(each.u_y), _half_width(each, each.input in linked), each.dof)
        for each in lines
    ]


def coverage_warnings(
    chosen: Coverage, situation: Situation, lines: Sequence[Line[N]]
) -> tuple[Remark, ...]:
    """Warn where a factor made for a normal distribution meets something else."""
    if chosen.reason in _MADE_FOR_IT:
        return ()
    found = []
    dof = situation.dof
    if chosen.rule == "k2" and dof is not None and dof < LEAST_DOF_FOR_K2:
        found.append(Remark("low_dof", {"dof": dof, "p": 100 * (chosen.p or 0.0)}))
    bounded = shape(situation._replace(p=None))
    if bounded is not None:
        names = ", ".join(_largest(situation.terms, 1 + ("beta" in bounded.parameters)))
        found.append(Remark(bounded.reason, {"inputs": names, "k": float(bounded.k)}))
    else:
        found.extend(_not_normal(situation.u, lines))
    return tuple(found)


def _not_normal(u: float, lines: Sequence[Line[N]]) -> list[Remark]:
    """Warn of one dominant term that is neither bell-shaped nor a rectangle taken care of."""
    first = max(lines, key=lambda each: float(each.u_y), default=None)
    if first is None or not u or first.distribution in _BELL_SHAPED:
        return []
    size = float(first.u_y)
    rest = math.sqrt(max(0.0, u * u - size * size))
    if rest >= NEGLIGIBLE_BESIDE_RECTANGLE * size:
        return []
    return [Remark("not_normal", {"inputs": first.key})]


def _largest(terms: Sequence[Term], count: int) -> list[str]:
    flat = [each for each in terms if each.half_width is not None and math.isinf(each.dof)]
    return [each.key for each in sorted(flat, key=lambda each: -each.u)[:count]]


def _half_width(line: Line[N], linked: bool) -> float | None:  # noqa: FBT001  # private, one caller
    if line.distribution not in _RECTANGULAR or linked:
        return None
    return float(line.u_y) * math.sqrt(3)


def _second_order(result: "Result") -> tuple[float, float | None]:
    second = result.second
    if second is None:
        raise MetrologyError(Code.MISSING_VALUE, name=f"{result.name}: u (2)")
    known = result.dof is not None and math.isinf(result.dof) and not second.limited
    return second.u, math.inf if known else None


def _lines(inputs: "Sequence[Input]", result: "Result", scale: float) -> tuple[Line[float], ...]:
    pairs = zip(inputs, result.parts, strict=True)
    return tuple(line for each, part in pairs for line in _of_input(each, part, result, scale))


def _of_input(quantity: "Input", part: "Part", result: "Result", scale: float) -> list[Line[float]]:
    if not quantity.components:
        return [_line(quantity, part, None, quantity.name, 0.0)]
    several = len(quantity.components) > 1
    lines: list[Line[float]] = []
    for n, component in enumerate(quantity.components, 1):
        key = f"{quantity.name}.{n}" if several else quantity.name
        share = ((part.sensitivity * component.u) / result.u) ** 2 * scale if result.u else 0.0
        lines.append(_line(quantity, part, component, key, share))
    return lines


def _line(
    quantity: "Input", part: "Part", component: "Component | None", key: str, share: float
) -> Line[float]:
    u = 0.0 if component is None else component.u
    return Line(
        key=key,
        distribution=CONSTANT if component is None else component.distribution,
        u=u,
        u_y=abs(part.sensitivity) * u,
        share=share,
        sensitivity=part.sensitivity,
        dof=math.inf if component is None else component.dof,
        parameters={} if component is None else component.parameters,
        estimate=quantity.estimate,
        unit=quantity.unit,
        input=quantity.name,
        label=quantity.description,
        source="" if component is None else component.source,
    )
