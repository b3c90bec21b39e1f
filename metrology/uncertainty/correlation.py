"""Correlated inputs (GUM 5.2): which pairs, how strongly, and whether all of it is possible.

A coefficient that is given holds between the whole inputs. One taken from paired observations
belongs to what was observed together: the means share the coefficient of the observations (GUM
5.2.3, H.2, H.4), while further components of the inputs (a certificate, a resolution) are not
correlated by that. Between the whole inputs it is then r·(u_A/u)·(u_A/u).
"""

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

from metrology.errors import Code
from metrology.reasons import Reason, refusal
from metrology.statistics.type_a import correlation
from metrology.uncertainty.components import Component
from metrology.uncertainty.measurement import Correlation, Input, Measurement

# Coefficients are floats: a matrix of rank one has eigenvalues of a few 1e-16 on either side of 0.
_ROUNDING = 1e-12


class Pair(NamedTuple):
    """Two inputs by their places, i < j, and r between the whole inputs as it is used.

    `observed` says that r is that of their paired observations.
    """

    i: int
    j: int
    r: float
    observed: bool


def pairs_of(measurement: Measurement) -> tuple[Pair, ...]:
    """Give the correlated pairs of a measurement; a given r of 0 is left out.

    Raises `bad_correlation` where the coefficients cannot belong to one set of quantities.
    """
    place = {each.name: i for i, each in enumerate(measurement.inputs)}
    found = [_pair(each, place, measurement.inputs) for each in measurement.correlations]
    pairs = tuple(sorted(each for each in found if each.r or each.observed))
    require_possible([each.name for each in measurement.inputs], pairs)
    return pairs


def observed_component(quantity: Input) -> Component | None:
    """Give the component with observations, where the input has exactly one."""
    series = [each for each in quantity.components if each.observations]
    return series[0] if len(series) == 1 else None


def _pair(given: Correlation, place: dict[str, int], inputs: Sequence[Input]) -> Pair:
    i, j = sorted((place[given.a], place[given.b]))
    if given.r is not None:
        return Pair(i, j, given.r, observed=False)
    return Pair(i, j, _observed(inputs[i], inputs[j]), observed=True)


def _observed(a: Input, b: Input) -> float:
    of_a, of_b = observed_component(a), observed_component(b)
    if of_a is None or of_b is None or not of_a.u or not of_b.u:
        return 0.0  # readings that do not scatter have no covariance
    r = correlation(of_a.observations, of_b.observations)
    return r * (of_a.u / a.u) * (of_b.u / b.u)


def require_possible(names: Sequence[str], pairs: Sequence[Pair]) -> None:
    """Refuse coefficients whose matrix is not positive semi-definite: `bad_correlation`.

    Nothing is repaired: which of the coefficients is wrong only its writer knows. The reason
    names the smallest eigenvalue and, where three inputs alone cannot be, those three with the
    range left for the third coefficient.
    """
    used = sorted({place for each in pairs for place in (each.i, each.j)})
    if len(used) < 3:  # noqa: PLR2004  # two inputs may have any |r| ≤ 1
        return
    import numpy as np

    where = {place: row for row, place in enumerate(used)}
    matrix = np.eye(len(used))
    for each in pairs:
        matrix[where[each.i], where[each.j]] = matrix[where[each.j], where[each.i]] = each.r
    values, vectors = np.linalg.eigh(matrix)
    least = float(values[0])
    if least >= -_ROUNDING * len(used):
        return
    weights = np.abs(vectors[:, 0]).tolist()
    trio = _trio(names, pairs, used)
    if trio:
        raise refusal(Code.BAD_CORRELATION, Reason.IMPOSSIBLE_TRIO, least=f"{least:.3g}", **trio)
    raise refusal(
        Code.BAD_CORRELATION, Reason.IMPOSSIBLE_MATRIX,
        least=f"{least:.3g}", part=_heaviest(names, used, weights),
    )  # fmt: skip


def _trio(names: Sequence[str], pairs: Sequence[Pair], used: Sequence[int]) -> dict[str, str]:
    """Name three inputs that cannot be, and what the first two coefficients leave the third."""
    r = {(each.i, each.j): each.r for each in pairs}
    for a, b, c in itertools.combinations(used, 3):
        ab, bc, ac = r.get((a, b), 0.0), r.get((b, c), 0.0), r.get((a, c), 0.0)
        if 1 + 2 * ab * bc * ac - ab * ab - bc * bc - ac * ac < -_ROUNDING:
            middle, reach = ab * bc, math.sqrt((1 - ab * ab) * (1 - bc * bc))
            return {
                **dict(zip("xyz", (names[a], names[b], names[c]), strict=True)),
                "xy": f"{ab:g}",
                "yz": f"{bc:g}",
                "xz": f"{ac:g}",
                "low": f"{middle - reach:.3g}",
                "high": f"{middle + reach:.3g}",
            }
    return {}


def _heaviest(names: Sequence[str], used: Sequence[int], weights: Sequence[float]) -> str:
    """Name the inputs that make the impossible direction, in their order."""
    least = max(weights) / 10
    named = zip(used, weights, strict=True)
    return ", ".join(names[place] for place, weight in named if weight > least)
