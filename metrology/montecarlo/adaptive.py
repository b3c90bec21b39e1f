"""When enough was drawn: the adaptive procedure of GUM-S1 7.9.4."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from metrology.errors import Code, MetrologyError
from metrology.montecarlo.result import Stability
from metrology.montecarlo.streams import BLOCK, Floats
from metrology.montecarlo.summary import Moments, intervals, least_draws, merged
from metrology.montecarlo.tolerance import numerical_tolerance

MOST_DRAWS = 10_000_000
# The Supplement may stop after two blocks; the spread of two tells little and they may agree by
# chance, so ten are drawn before the first question.
LEAST_BLOCKS = 10


@dataclass(frozen=True)
class Adaptive:
    """How accurate a run is to be: stable to δ·fraction with u at `digits` significant digits.

    To validate a first-order result use fraction 1/5 (GUM-S1 8.2). `most` caps the draws.
    """

    digits: int = 2
    fraction: float = 1.0
    most: int = MOST_DRAWS

    def __post_init__(self) -> None:
        """Refuse digits outside 1 … 4 and fractions outside 0 … 1: `out_of_range`."""
        numerical_tolerance(1.0, self.digits)
        if not 0 < self.fraction <= 1:
            found, allowed = repr(self.fraction), "0 < fraction ≤ 1"
            raise MetrologyError(Code.OUT_OF_RANGE, name="fraction", found=found, allowed=allowed)


def most_draws(wanted: Adaptive, p: float) -> int:
    """Give the cap in whole blocks. Raises `out_of_range` below what is drawn before asking."""
    block = group_size(p) * BLOCK
    if wanted.most < LEAST_BLOCKS * block:
        found, allowed = repr(wanted.most), f"≥ {LEAST_BLOCKS * block}"
        raise MetrologyError(Code.OUT_OF_RANGE, name="most", found=found, allowed=allowed)
    return wanted.most // block * block


def group_size(p: float) -> int:
    """Give how many streams make one block of the procedure: M = max(J, 10⁴), 7.9.4 b."""
    return math.ceil(least_draws(p) / BLOCK)


class Watch:
    """Keeps y, u, y_low, y_high of each block (7.9.4 c to g), judges their averages (h, i)."""

    def __init__(self, wanted: Adaptive, p: float) -> None:
        """Begin with no block."""
        self.wanted = wanted
        self.p = p
        self._blocks: list[Floats] = []  # (k, 4) each
        self._moments: list[Moments] = []

    def stable_after(self, values: Floats, parts: Sequence[Moments]) -> bool:
        """Add one block of draws, shape (k, n), with its moments; say whether it is enough."""
        block = merged(parts)
        u = np.sqrt(np.diagonal(block.products) / (block.draws - 1))
        ends = [intervals(row, self.p)[0] for row in values]
        quantities = [block.mean, u, [end.low for end in ends], [end.high for end in ends]]
        self._blocks.append(np.array(quantities).T)
        self._moments = [merged([*self._moments, block])]
        return len(self._blocks) >= LEAST_BLOCKS and self.stability().reached

    def stability(self) -> Stability:
        """Compare twice the standard deviations of the averages with δ, output by output."""
        so_far, count = self._moments[0], len(self._blocks)
        u = np.sqrt(np.diagonal(so_far.products) / (so_far.draws - 1))
        tolerances = tuple(
            self.wanted.fraction * numerical_tolerance(float(each), self.wanted.digits)
            for each in u
        )
        blocks = np.array(self._blocks) - self._blocks[0]
        deviations = blocks.std(axis=0, ddof=1) / math.sqrt(count)
        spreads = tuple((2 * deviations.max(axis=1)).tolist())
        pairs = zip(spreads, tolerances, strict=True)
        reached = all(spread <= tolerance for spread, tolerance in pairs)
        return Stability(self.wanted.digits, self.wanted.fraction, tolerances, spreads, reached)

    def progress(self) -> float:
        """Guess the share done: the spreads fall as one over the root of the number of blocks."""
        found = self.stability()
        pairs = zip(found.tolerances, found.spreads, strict=True)
        return min((min(1.0, (t / s) ** 2) for t, s in pairs if s), default=1.0)
