"""Which inputs are drawn together, and their joint distribution (GUM-S1 6.4.8, GUM-S2 5.3.2).

Two joint distributions are assigned, each where a supplement gives it: the multivariate normal to
correlated normal inputs, the multivariate t to observations made together and to inputs that
share one ν (a line's intercept and slope). Anything else is refused: a coefficient alone does not
fix the joint distribution of rectangles, and a copula chosen for them would decide the result.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from metrology.errors import Code, MetrologyError
from metrology.montecarlo.distributions import divide_by_chi, is_normal, is_t, scale_of
from metrology.montecarlo.streams import Floats
from metrology.reasons import Reason, refusal
from metrology.uncertainty.components import Component
from metrology.uncertainty.correlation import pairs_of
from metrology.uncertainty.measurement import Input, Measurement

_ROUNDING = 1e-12  # of a correlation matrix: what is left of 1 − r² at r = ±1
Factor = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Joint:
    """A multivariate normal (dof inf) or t about zero: `factor` L with L·Lᵀ its scale matrix."""

    names: tuple[str, ...]
    factor: Factor
    dof: float
    drawn: Mapping[str, tuple[Component, ...]]  # by input: its components drawn here
    observed: bool  # from paired observations

    def fill(self, generator: np.random.Generator, rows: list[Floats], spare: Floats) -> None:
        """Fill one row for each name. No matrix product: its sums may depend on threads."""
        for row in rows:
            generator.standard_normal(out=row)
        for i in reversed(range(len(rows))):  # row i needs the earlier rows as drawn
            rows[i] *= self.factor[i][i]
            for j in range(i):
                if self.factor[i][j]:
                    np.multiply(rows[j], self.factor[i][j], out=spare)
                    rows[i] += spare
        if not math.isinf(self.dof):
            divide_by_chi(generator, self.dof, rows, spare)


def joints(measurement: Measurement) -> tuple[Joint, ...]:
    """Give the joint distributions of the correlated inputs.

    Raises `bad_correlation` with the reason: a matrix that is not positive semi-definite, a
    correlated input without a joint distribution, coefficients missing between observations.
    """
    pairs_of(measurement)  # refuses a matrix that is not positive semi-definite, never repairs it
    inputs = {each.name: each for each in measurement.inputs}
    linked = [each for each in measurement.correlations if each.r != 0]
    found = []
    for names in _groups([(each.a, each.b) for each in linked]):
        members = [inputs[name] for name in inputs if name in names]
        given = {frozenset((c.a, c.b)): c.r for c in linked if c.a in names}
        found.append(_joint(members, given))
    return tuple(found)


def _groups(pairs: Sequence[tuple[str, str]]) -> list[set[str]]:
    groups: list[set[str]] = []
    for pair in pairs:
        touching = [group for group in groups if group & set(pair)]
        groups = [group for group in groups if group not in touching]
        groups.append(set(pair).union(*touching))
    return groups


def _joint(members: Sequence[Input], given: Mapping[frozenset[str], float | None]) -> Joint:
    stated = [r for r in given.values() if r is not None]
    if not stated:
        return _observed(members, given)
    if len(stated) < len(given):
        raise _refused(members, Reason.JOINT_MIXED)
    r = {pair: value for pair, value in given.items() if value is not None}
    uncertain = [component for each in members for component in each.components if component.u]
    if all(map(is_normal, uncertain)):
        scales = [each.u for each in members]
        return _stated(members, scales, r, math.inf)
    return _common_t(members, r)


def _stated(
    members: Sequence[Input], scales: Sequence[float], r: Mapping[frozenset[str], float], dof: float
) -> Joint:
    names = [each.name for each in members]
    matrix = [[1.0 if a == b else r.get(frozenset((a, b)), 0.0) for b in names] for a in names]
    return Joint(
        names=tuple(names),
        factor=_scaled(_lower_factor(matrix), scales),
        dof=dof,
        drawn={each.name: each.components for each in members},
        observed=False,
    )


def _common_t(members: Sequence[Input], r: Mapping[frozenset[str], float]) -> Joint:
    """Give the multivariate t of inputs that each have one t component, all with the same ν."""
    components = [each.components[0] for each in members if len(each.components) == 1]
    dofs = {component.dof for component in components}
    if len(components) < len(members) or len(dofs) > 1 or not all(map(is_t, components)):
        raise _refused(members, Reason.JOINT_UNFIXED)
    return _stated(members, [scale_of(each) for each in components], r, dofs.pop())


def _observed(members: Sequence[Input], pairs: Mapping[frozenset[str], float | None]) -> Joint:
    """Give t_ν(x̄, S/n) with ν = n − N of n observations of N quantities together (GUM-S2 5.3.2).

    S is the sum of products of deviations over ν.
    """
    names = [each.name for each in members]
    missing = [
        f"{a}, {b}"
        for i, a in enumerate(names)
        for b in names[i + 1 :]
        if frozenset((a, b)) not in pairs
    ]
    if missing:
        raise _refused(members, Reason.JOINT_UNNAMED, other=missing[0])
    series = np.array([each.observations for each in members])
    count, dof = series.shape[1], series.shape[1] - len(members)
    if dof < 1:
        raise _refused(members, Reason.JOINT_DOF, count=str(count), most=str(len(members)))
    deviations = series - series.mean(axis=1, keepdims=True)
    norms = np.sqrt((deviations * deviations).sum(axis=1))
    rows = list(zip(deviations, norms, strict=True))
    matrix = [[_cosine(a, b, m * n) for b, n in rows] for a, m in rows]
    return Joint(
        names=tuple(names),
        factor=_scaled(_lower_factor(matrix), (norms / math.sqrt(dof * count)).tolist()),
        dof=dof,
        drawn={each.name: tuple(c for c in each.components if c.observations) for each in members},
        observed=True,
    )


def _cosine(a: Floats, b: Floats, norms: float) -> float:
    if a is b:
        return 1.0
    return float((a * b).sum() / norms) if norms else 0.0


def _lower_factor(matrix: Sequence[Sequence[float]]) -> list[list[float]]:
    """Give the lower triangular L with L·Lᵀ = a possible correlation matrix (Cholesky, S1 C.5).

    A zero pivot (r = ±1) leaves a zero column: that input follows from those before it.
    """
    size = len(matrix)
    factor = [[0.0] * size for _ in range(size)]
    for j in range(size):
        left = [
            matrix[i][j] - math.fsum(factor[i][k] * factor[j][k] for k in range(j))
            for i in range(j, size)
        ]
        if left[0] > _ROUNDING * size:
            root = math.sqrt(left[0])
            for i in range(j, size):
                factor[i][j] = left[i - j] / root
    return factor


def _scaled(factor: Sequence[Sequence[float]], scales: Sequence[float]) -> Factor:
    pairs = zip(factor, scales, strict=True)
    return tuple(tuple(value * scale for value in row) for row, scale in pairs)


def _refused(members: Sequence[Input], why: Reason, **words: str) -> MetrologyError:
    names = ", ".join(each.name for each in members)
    return refusal(Code.BAD_CORRELATION, why, part=names, **words)
