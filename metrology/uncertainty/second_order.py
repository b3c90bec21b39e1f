"""Second-order terms of the law of propagation (GUM 5.1.2, note), and where they matter.

For jointly normal inputs with covariance V, gradient g and Hessian H, up to the fourth power of
the standard uncertainties:

    u² = gᵀVg + ½·tr(HVHV) + d/dt tr(H(x + t·Vg)·V) at t = 0,    shift = ½·tr(HV)

With independent inputs that is the note's sum of ½(∂²f/∂x_i∂x_j)² + ∂f/∂x_i·∂³f/∂x_i∂x_j², times
u²(x_i)·u²(x_j). The note's terms are those of normal inputs, and so are these: for a rectangle the
terms in x_i alone are too large (its kurtosis is smaller), the mixed ones are exact. Exact for
quadratic models of normal inputs, correlated or not (GUM-S1 9.4).
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from metrology.errors import Code, MetrologyError
from metrology.uncertainty.propagated import SecondOrder
from metrology.uncertainty.reach import Spread, spreads
from metrology.uncertainty.remarks import Remark

if TYPE_CHECKING:
    import numpy as np

    from metrology.formula.program import Program

    Square = np.ndarray[Any, np.dtype[np.float64]]

# Two significant digits are stated (GUM 7.2.6). A change of 5 % is the most that rounding to two
# digits hides, so a larger one shows in print. GUM H.1 names its own terms of 7 %; GUM-S1 9.4 calls
# first order doubtful where the expectation moves by a tenth of u.
CURVATURE_SHOWS = 0.05
SHIFT_SHOWS = 0.05
# n inputs have n² second derivatives and n² third ones for each curved output; this many take a
# second or so.
MOST_TERMS = 50_000
DIVERGES = "u² < 0"
# The derivative along Vg is taken over ±0.01 standard uncertainties, to the fourth order.
_STEP = 0.01
# A warning names the inputs whose curvature reaches a hundredth of the largest.
_NAMED = 0.01
_ROUNDING = 1e-15
_STENCIL = ((-2, 1 / 12), (-1, -8 / 12), (1, 8 / 12), (2, -1 / 12))


class Curvature(NamedTuple):
    """The terms for every output (None where there are none, then `reason` says why).

    `bent` names for every output the uncertain inputs its model is curved in; `spread` is what
    its values say beyond all derivatives.
    """

    terms: Sequence[SecondOrder | None]
    bent: Sequence[tuple[str, ...]]
    spread: Sequence[Spread]
    reason: str = ""


def second_order(
    program: "Program", x: Sequence[float], covariance: "Square", finite: Sequence[bool]
) -> Curvature:
    """Give the second-order terms of every output at the estimates x.

    `covariance` is that of the inputs; `finite` tells the inputs with finite ν. Nothing is raised
    for a model without second derivatives there: the reason is given instead.
    """
    gradients = program.gradient(x)
    try:
        extra: Sequence[_More | None] = _terms(program, x, covariance, gradients)
        reason = DIVERGES
    except MetrologyError as error:
        extra = [_More() if program.is_linear(name) else None for name in program.outputs]
        reason = error.params.get("found", "")  # the part: it reads the same in both languages
    found = []
    for output, gradient, more in zip(program.outputs, gradients, extra, strict=True):
        used = program.depends(output)
        limited = any(
            one and name in used for one, name in zip(finite, program.inputs, strict=True)
        )
        found.append(more and _summed(gradient, covariance, more, limited=limited))
    named = [each.bent if each else () for each in extra]
    beyond = [Spread()] * len(found) if program.linear else spreads(program, x, covariance)
    return Curvature(found, named, beyond, reason)


class _More(NamedTuple):
    """What second order adds to the variance and to the expectation, and from which inputs."""

    variance: float = 0.0
    shift: float = 0.0
    bent: tuple[str, ...] = ()


def _summed(
    gradient: Sequence[float], covariance: "Square", more: _More, *, limited: bool
) -> SecondOrder | None:
    variance = _quadratic(gradient, covariance) + more.variance
    if variance < 0 or not math.isfinite(variance):
        return None  # the series says nothing here: its third-order term outweighs the first
    return SecondOrder(math.sqrt(variance), more.shift, limited)


def _terms(
    program: "Program", x: Sequence[float], covariance: "Square", gradients: Sequence[Any]
) -> list[_More]:
    import numpy as np

    if program.linear:
        return [_More()] * len(program.outputs)
    curved = [name for name in program.outputs if not program.is_linear(name)]
    terms = len(program.inputs) ** 2 * len(curved)
    if terms > MOST_TERMS:
        size, most = f"∂²f: {terms} > {MOST_TERMS}", f"≤ {MOST_TERMS}"
        raise MetrologyError(Code.OUT_OF_RANGE, name="∂²f", found=size, allowed=most)
    independent = not np.any(covariance - np.diag(np.diag(covariance)))
    hessians = [np.array(each) for each in program.second(x)]
    thirds = program.third(x) if independent else []
    us = np.sqrt(np.diag(covariance))
    found = []
    for k, hessian in enumerate(hessians):
        bent = hessian @ covariance
        if independent:
            variances = np.diag(covariance)
            slope = float(np.array(gradients[k]) * variances @ np.array(thirds[k]) @ variances)
        else:
            slope = _along(program, x, covariance, covariance @ np.array(gradients[k]), k)
        effects = np.abs(hessian) * np.outer(us, us)
        matter = np.any(effects > _NAMED * np.max(effects, initial=0.0), axis=1)
        names = tuple(name for name, one in zip(program.inputs, matter, strict=True) if one)
        more = float(np.trace(bent @ bent)) / 2 + slope
        found.append(_More(more, float(np.trace(bent)) / 2, names))
    return found


def _along(
    program: "Program", x: Sequence[float], covariance: "Square", direction: "Square", k: int
) -> float:
    """Give d/dt tr(H(x + t·direction)·V), for correlated inputs.

    The third derivatives they need are more than the diagonal ones; one direction says them all.
    """
    import numpy as np

    us = np.sqrt(np.diag(covariance))
    reach = float(np.max(np.abs(direction) / np.where(us > 0, us, np.inf), initial=0.0))
    if not reach:
        return 0.0
    step, total = _STEP / reach, 0.0
    for times, weight in _STENCIL:
        moved = [float(each) for each in np.array(x) + times * step * direction]
        total += weight * float(np.trace(np.array(program.second(moved)[k]) @ covariance))
    return total / step


def _quadratic(gradient: Sequence[float], covariance: "Square") -> float:
    import numpy as np

    g = np.array(gradient)
    own, variance = float(g * g @ np.diag(covariance)), float(g @ covariance @ g)
    return variance if variance > own * _ROUNDING else 0.0  # cancelled, to the last digit


def curvature_warnings(output: str, u: float, of: Curvature, k: int) -> tuple[Remark, ...]:
    """Warn where first order does not tell the whole of output number k."""
    second, spread = of.terms[k], of.spread[k]
    if second is None and of.reason == DIVERGES:
        return (Remark("diverges", {"output": output}),)
    if second is None:
        return (Remark("second_order_unknown", {"output": output, "reason": of.reason}),)
    words: dict[str, str | float]
    words = {"output": output, "inputs": ", ".join(of.bent[k]), "second": second.u}
    if not u:
        return _stationary(words, second.u, spread)
    found = []
    if abs(second.u - u) > CURVATURE_SHOWS * u:
        found.append(Remark("curvature", {**words, "first": u}))
    if abs(second.shift) > SHIFT_SHOWS * second.u:
        found.append(Remark("shift", {**words, "shift": second.shift}))
    return tuple(found) or _beyond(output, u, spread)


def _stationary(words: dict[str, str | float], second: float, spread: Spread) -> tuple[Remark, ...]:
    """Warn of u = 0 where the model varies: by its second derivatives, or by none (x³ at 0)."""
    if second:
        return (Remark("stationary", words),)
    if spread.extra > 0:
        return (Remark("stationary", {**words, "inputs": ", ".join(spread.inputs)}),)
    return ()


def _beyond(output: str, u: float, spread: Spread) -> tuple[Remark, ...]:
    """Warn of what no derivative at the estimates shows: a kink beside them."""
    real = math.sqrt(max(0.0, u * u + spread.extra))
    if abs(real - u) <= CURVATURE_SHOWS * u:
        return ()
    inputs = ", ".join(spread.inputs)
    words: dict[str, str | float] = {"output": output, "inputs": inputs, "first": u, "second": real}
    return (Remark("curvature", words),)
