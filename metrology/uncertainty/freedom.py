"""Effective degrees of freedom of a result, with correlated inputs done rightly.

Welch–Satterthwaite (GUM G.4.1) runs over independent estimates of variance. One *component* is
such an estimate: an input with three components brings three terms (GUM H.1). Inputs observed
together as one multivariate sample are one estimate, however many there are: a linear combination
of the sample is itself a sample of n values, so all of it together has n − 1 (R. Willink,
Metrologia 44 (2007) 340; GUM H.2 then has ν = 4 for every output). Where correlated inputs have
finite ν and were not observed together, nothing is known about how their variances vary together:
ν_eff is not defined, and None is the answer.

Correlations between inputs of infinite ν do no harm: their variances are taken as known.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from metrology.uncertainty.correlation import Pair, observed_component
from metrology.uncertainty.measurement import Input

if TYPE_CHECKING:
    import numpy as np

    Column = np.ndarray[Any, np.dtype[np.float64]] | float


@dataclass(frozen=True)
class Ensemble:
    """Inputs observed together: ν = n − 1, the observed part of u² of each, their covariances.

    `parts` are (place, (u_A/u)²), `pairs` (place, place, 2·r).
    """

    dof: float
    parts: tuple[tuple[int, float], ...]
    pairs: tuple[tuple[int, int, float], ...]


@dataclass(frozen=True)
class Freedom:
    """What the degrees of freedom of every result of a model hang on, by places of inputs.

    `limiting` are (place, Σ (u_c/u)⁴/ν_c) over the components that are estimates of their own;
    `unknown` are pairs that leave ν_eff undefined where both contribute.
    """

    limiting: tuple[tuple[int, float], ...]
    ensembles: tuple[Ensemble, ...]
    unknown: tuple[tuple[int, int], ...]

    def effective(self, parts: Sequence[float], variance: float) -> float | None:
        """Give ν_eff from the signed contributions c_i·u_i and u², in the result's unit.

        Infinite where nothing limits it or u is 0; None where it is not defined.
        """
        if not variance:
            return math.inf
        for i, j in self.unknown:
            if parts[i] and parts[j]:
                return None
        total = 0.0
        for i, weight in self.limiting:
            share = parts[i] * parts[i] / variance
            total += share * share * weight
        for each in self.ensembles:
            share = _together(each, parts) / variance
            total += share * share / each.dof
        return 1 / total if total else math.inf

    def effective_arrays(self, parts: "Sequence[Column]", variance: "Column") -> "Column":
        """Give ν_eff for arrays of points; NaN where it is not defined."""
        import numpy as np

        known = np.where(np.asarray(variance) > 0, variance, 1.0)
        total: Column = np.zeros_like(known)
        for i, weight in self.limiting:
            total = total + (parts[i] ** 2 / known) ** 2 * weight
        for each in self.ensembles:
            total = total + (_together(each, parts) / known) ** 2 / each.dof
        limits = (np.asarray(variance) > 0) & (total > 0)
        result: Column = np.where(limits, 1 / np.where(limits, total, 1.0), np.inf)
        for i, j in self.unknown:
            both = (np.asarray(parts[i]) != 0) & (np.asarray(parts[j]) != 0)
            result = np.where(both, np.nan, result)
        return result


def freedom_of(inputs: Sequence[Input], pairs: Sequence[Pair]) -> Freedom:
    """Sort the components of the inputs into estimates of their own and ensembles."""
    groups, loose = _groups([each for each in pairs if each.observed])
    members = {place for group in groups for place in group}
    limiting = [
        (i, weight)
        for i, each in enumerate(inputs)
        if (weight := each.limiting(observed_component(each) if i in members else None))
    ]
    unknown = [
        (each.i, each.j)
        for each in pairs
        if (not each.observed or each in loose)
        and not (math.isinf(inputs[each.i].dof) and math.isinf(inputs[each.j].dof))
    ]
    ensembles = tuple(_ensemble(group, inputs, pairs) for group in groups)
    return Freedom(tuple(limiting), ensembles, tuple(unknown))


def _together(ensemble: Ensemble, parts: Sequence[Any]) -> Any:
    """Give the part of u² that was observed together (GUM 5.2.2, equation 16)."""
    own = sum(parts[i] * parts[i] * share for i, share in ensemble.parts)
    return own + sum(parts[i] * parts[j] * twice for i, j, twice in ensemble.pairs)


def _groups(observed: Sequence[Pair]) -> tuple[list[list[int]], set[Pair]]:
    """Find the sets of inputs that were all observed with each other.

    A chain with a gap (a with b, b with c, a and c declared uncorrelated) is no multivariate
    sample; its pairs are given back as the second part.
    """
    joined = {frozenset((each.i, each.j)) for each in observed}
    groups: list[set[int]] = []
    for pair in joined:
        touching = [group for group in groups if group & pair]
        groups = [group for group in groups if not group & pair]
        groups.append(set(pair).union(*touching))
    whole = [
        sorted(group)
        for group in groups
        if all(frozenset(two) in joined for two in itertools.combinations(group, 2))
    ]
    inside = {place for group in whole for place in group}
    return sorted(whole), {each for each in observed if each.i not in inside}


def _ensemble(group: Sequence[int], inputs: Sequence[Input], pairs: Sequence[Pair]) -> Ensemble:
    parts, dofs = [], []
    for i in group:
        part = observed_component(inputs[i])
        if part is not None and part.u:
            parts.append((i, (part.u / inputs[i].u) ** 2))
            dofs.append(part.dof)
    within = [each for each in pairs if each.observed and each.i in group and each.j in group]
    return Ensemble(
        min(dofs, default=math.inf),
        tuple(parts),
        tuple((each.i, each.j, 2 * each.r) for each in within),
    )
