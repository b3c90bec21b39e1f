"""Blocks of draws: inputs, model, outputs and their moments, in buffers that are used again."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import numpy as np

from metrology.errors import MetrologyError
from metrology.formula.program import Program
from metrology.montecarlo.draws import Draws
from metrology.montecarlo.streams import BLOCK, Floats, generator
from metrology.montecarlo.summary import Moments, moments
from metrology.reasons import Reason, cannot_compute


class Worker:
    """Computes blocks one after another; a thread has a worker of its own."""

    def __init__(self, draws: Draws, program: Program, seed: int) -> None:
        """Allocate the buffers: a row of 10⁴ numbers for each input and a few more."""
        self.draws = draws
        self.program = program
        self.seed = seed
        self._rows = np.empty((len(draws.varying), BLOCK))
        self._spare = np.empty((2, BLOCK))

    def compute(self, block: int, outputs: Floats) -> Moments:
        """Fill the block's part of the outputs, shape (k, n), and give their moments.

        Raises `cannot_compute` where a draw has no finite output, with the part of the formula
        and how many draws of how many up to the end of this block.
        """
        size = outputs.shape[1]
        rows = [row[:size] for row in self._rows]
        if rows:
            self.draws.fill(generator(self.seed, block), rows, self._spare[:, :size])
            self._evaluate(rows, outputs, block)
        else:  # nothing is uncertain
            outputs[:] = np.array(self.program.values([*self.draws.constants.values()]))[:, None]
        return moments(outputs)

    def _evaluate(self, rows: Sequence[Floats], outputs: Floats, block: int) -> None:
        inputs = cast("list[Floats]", self.draws.ordered(rows))  # numbers count for all points
        try:
            found = self.program.values(inputs)
        except MetrologyError as refusal:
            raise _counted(refusal, block * BLOCK + outputs.shape[1]) from refusal
        for target, values in zip(outputs, found, strict=True):
            target[:] = values


def compute_all(workers: Sequence[Worker], first: int, parts: Sequence[Floats]) -> list[Moments]:
    """Compute the blocks from `first` on, one for each part of the outputs.

    Each worker takes every n-th block in a thread of its own. The result, and which refusal is
    raised (that of the earliest block), do not depend on how many workers there are.
    """
    if len(workers) == 1:
        return [workers[0].compute(first + i, part) for i, part in enumerate(parts)]
    found: list[Moments | MetrologyError | None] = [None] * len(parts)

    def work(which: int) -> None:
        for i in range(which, len(parts), len(workers)):
            try:
                found[i] = workers[which].compute(first + i, parts[i])
            except MetrologyError as refusal:
                found[i] = refusal
                return

    with ThreadPoolExecutor(len(workers)) as pool:
        list(pool.map(work, range(len(workers))))
    for each in found:
        if isinstance(each, MetrologyError):
            raise each
    return [each for each in found if isinstance(each, Moments)]


def _counted(refusal: MetrologyError, draws: int) -> MetrologyError:
    """Count among all draws so far: every earlier block was finite throughout."""
    words = dict(refusal.params)
    if words.get("why") != Reason.NOT_FINITE_THERE:
        return refusal
    given = {key: words[key] for key in ("name", "count") if key in words}
    place, most = int(words["place"]), str(draws)
    return cannot_compute(words["found"], Reason.NOT_FINITE_THERE, place=place, most=most, **given)
