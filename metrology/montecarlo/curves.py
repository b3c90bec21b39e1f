"""Density curves to lay over a histogram: the first-order result as normal and as t."""

import math
from collections.abc import Sequence


def normal_density(points: Sequence[float], value: float, u: float) -> tuple[float, ...]:
    """Give the density of N(value, u²) at the points, in 1/unit; none without u."""
    if not u:
        return ()
    front = 1 / (u * math.sqrt(2 * math.pi))
    return tuple(front * math.exp(-0.5 * ((point - value) / u) ** 2) for point in points)


def t_density(points: Sequence[float], value: float, u: float, dof: float) -> tuple[float, ...]:
    """Give the density of the scaled and shifted t_ν(value, u²) of GUM-S1 6.4.9.3, in 1/unit.

    The curve behind y ± t_p(ν)·u of GUM G.3; infinite `dof` is the normal curve.
    """
    if math.isinf(dof):
        return normal_density(points, value, u)
    if not u:
        return ()
    log_front = math.lgamma((dof + 1) / 2) - math.lgamma(dof / 2)
    front = math.exp(log_front) / (u * math.sqrt(math.pi * dof))
    power = (dof + 1) / 2
    return tuple(
        front * math.exp(-power * math.log1p(((point - value) / u) ** 2 / dof)) for point in points
    )
