"""Integrals of smooth functions over finite intervals, to twelve digits, without a library."""

import heapq
import math
from collections.abc import Callable, Iterable
from itertools import pairwise

from metrology.errors import Code
from metrology.reasons import Reason, refusal

# Gauss–Kronrod pair of 7 and 15 points (QUADPACK, Piessens et al. 1983): the nodes from the end
# of the interval to its middle, their Kronrod weights, and the Gauss weights of every second one.
_NODES = (
    0.991455371120812639206854697526329, 0.949107912342758524526189684047851,
    0.864864423359769072789712788640926, 0.741531185599394439863864773280788,
    0.586087235467691130294144691258, 0.405845151377397166906606412076961,
    0.207784955007898467600689403773245,
)  # fmt: skip
_KRONROD = (
    0.022935322010529224963732008058970, 0.063092092629978553290700663189204,
    0.104790010322250183839876322541518, 0.140653259715525918745189590510238,
    0.169004726639267902826583426598550, 0.190350578064785409913256402421014,
    0.204432940075298892414161999234649,
)  # fmt: skip
_GAUSS = (
    0.129484966168869693270611432679082, 0.279705391489276667901467771423780,
    0.381830050505118944950369775488975,
)  # fmt: skip
_KRONROD_MIDDLE = 0.209482141084727828012999174891714
_GAUSS_MIDDLE = 0.417959183673469387755102040816327
_MOST_PANELS = 2000

Function = Callable[[float], float]


def integral(
    function: Function,
    low: float,
    high: float,
    *,
    breaks: Iterable[float] = (),
    absolute: float = 1e-14,
    relative: float = 1e-11,
) -> float:
    """Integrate from `low` to `high`; an empty interval gives 0.

    `breaks` are places where the function turns sharply; those outside are ignored. The panel
    with the largest error is halved until the sum of errors is within the larger tolerance.
    Raises `cannot_compute` when that fails or the function gives NaN.
    """
    if not low < high:
        return 0.0
    ends = sorted({low, high, *(each for each in breaks if low < each < high)})
    panels = [_panel(function, left, right) for left, right in pairwise(ends)]
    heapq.heapify(panels)
    while True:
        total = math.fsum(panel[1] for panel in panels)
        error = math.fsum(-panel[0] for panel in panels)
        if error <= max(absolute, relative * abs(total)):
            return total
        if not math.isfinite(total) or len(panels) >= _MOST_PANELS:
            found = f"∫ {low:g} … {high:g}"
            raise refusal(Code.CANNOT_COMPUTE, Reason.NOT_CONVERGING, found=found)
        _, _, left, right = heapq.heappop(panels)
        middle = (left + right) / 2
        heapq.heappush(panels, _panel(function, left, middle))
        heapq.heappush(panels, _panel(function, middle, right))


def _panel(function: Function, left: float, right: float) -> tuple[float, float, float, float]:
    """Give (−error, integral, left, right): the largest error comes first in a heap."""
    middle, half = (left + right) / 2, (right - left) / 2
    at = function(middle)
    kronrod, gauss = _KRONROD_MIDDLE * at, _GAUSS_MIDDLE * at
    for i, node in enumerate(_NODES):
        pair = function(middle - half * node) + function(middle + half * node)
        kronrod += _KRONROD[i] * pair
        if i % 2:
            gauss += _GAUSS[i // 2] * pair
    return -abs(kronrod - gauss) * half, kronrod * half, left, right
