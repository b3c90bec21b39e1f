"""A Monte Carlo run: fixed or adaptive, in blocks, to a result as a value (GUM-S1 clause 7)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from metrology.errors import Code, MetrologyError
from metrology.formula.program import Program
from metrology.montecarlo.adaptive import Adaptive, Watch, group_size, most_draws
from metrology.montecarlo.blocks import Worker, compute_all
from metrology.montecarlo.draws import Draws, prepare
from metrology.montecarlo.result import OutputResult, Simulation, Stability
from metrology.montecarlo.streams import (
    BLOCK,
    GENERATOR,
    Floats,
    checked_seed,
    fresh_seed,
    sizes,
)
from metrology.montecarlo.summary import (
    Moments,
    checked_draws,
    checked_p,
    histogram,
    intervals,
    merged,
    skewness,
)
from metrology.uncertainty import propagation
from metrology.uncertainty.measurement import Measurement, Output

DRAWS = 1_000_000
MOST_VALUES = 40_000_000  # outputs × draws kept at once: 320 MB
MOST_THREADS = 16
_BATCH = 20  # blocks between two reports of progress


class StoppedError(Exception):
    """The caller asked to stop; `draws` were done and are given up."""

    def __init__(self, draws: int) -> None:
        """Say how far it came."""
        self.draws = draws
        super().__init__(f"stopped after {draws} draws")


@dataclass(frozen=True)
class Reporting:
    """Who is told the share done (0 … 1) and who may stop the run, both between blocks."""

    progress: Callable[[float], None] = lambda _share: None
    stop: Callable[[], bool] = lambda: False

    def at(self, share: float, draws: int) -> None:
        """Tell and ask. Raises `StoppedError`."""
        self.progress(share)
        if share < 1 and self.stop():
            raise StoppedError(draws)


def simulate(
    measurement: Measurement,
    *,
    draws: int | Adaptive = DRAWS,
    p: float = 0.95,
    seed: int | None = None,
    threads: int = 1,
    reporting: Reporting | None = None,
    program: Program | None = None,
) -> Simulation:
    """Propagate the distributions of the inputs through the models (GUM-S1 clause 7).

    `draws` is a number or an `Adaptive`; `p` the coverage probability. The same seed, number of
    draws and NumPy version give the same result to the last bit, with any number of `threads`
    (another kind of processor may round a sine or a sum differently in its last digits); an
    adaptive run that ended at M draws equals one fixed at M. `program` is that of
    `propagation.prepare`, where it was prepared before. Only the outputs are kept while it
    runs: 8 bytes a draw for each.

    Raises `out_of_range` for draws < 100/(1 − p), too many to keep, a seed outside 0 … 2⁵³−1;
    `cannot_compute` where a draw has no finite output, with the part of the model and the count;
    what `draws.prepare` and the preparation of the models raise; `StoppedError`.
    """
    checked_p(p)
    most = most_draws(draws, p) if isinstance(draws, Adaptive) else checked_draws(draws, p)
    _check(most, len(measurement.outputs), threads)
    run = _Run(
        draws=prepare(measurement),
        program=program or propagation.prepare(measurement).program,
        seed=fresh_seed() if seed is None else checked_seed(seed),
        p=p,
        values=np.empty((len(measurement.outputs), most)),  # touched only as far as it is filled
        reporting=reporting or Reporting(),
        threads=threads,
    )
    if isinstance(draws, Adaptive):
        return run.result(measurement.outputs, run.adaptive(draws))
    run.fixed()
    return run.result(measurement.outputs, None)


@dataclass
class _Run:
    draws: Draws
    program: Program
    seed: int
    p: float
    values: Floats  # (outputs, draws)
    reporting: Reporting
    threads: int
    parts: list[Moments] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.workers = [Worker(self.draws, self.program, self.seed) for _ in range(self.threads)]
        self.sizes = sizes(self.values.shape[1])

    def fixed(self) -> None:
        """Draw all, block by block."""
        while len(self.parts) < len(self.sizes):
            self._compute(_BATCH)
            self.reporting.at(len(self.parts) / len(self.sizes), self._done())

    def adaptive(self, wanted: Adaptive) -> Stability:
        """Draw until the averages are stable or the cap is reached."""
        watch, group, share = Watch(wanted, self.p), group_size(self.p), 0.0
        while len(self.parts) < len(self.sizes):
            before = len(self.parts)
            self._compute(group * max(1, _BATCH // group))
            for start in range(before, len(self.parts), group):
                end = start + group
                columns = slice(start * BLOCK, end * BLOCK)
                if watch.stable_after(self.values[:, columns], self.parts[start:end]):
                    del self.parts[end:]  # drawn ahead of the question
                    self.reporting.at(1.0, self._done())
                    return watch.stability()
            share = max(share, watch.progress() * 0.99, len(self.parts) / len(self.sizes))
            self.reporting.at(share, self._done())
        return watch.stability()

    def _compute(self, blocks: int) -> None:
        first = len(self.parts)
        last = min(first + blocks, len(self.sizes))
        columns = [slice(i * BLOCK, i * BLOCK + self.sizes[i]) for i in range(first, last)]
        outputs = [self.values[:, column] for column in columns]
        self.parts += compute_all(self.workers, first, outputs)

    def _done(self) -> int:
        return sum(part.draws for part in self.parts)

    def result(self, outputs: Sequence[Output], stability: Stability | None) -> Simulation:
        """Make the value; the draws are done with."""
        of = merged(self.parts)
        covariance = of.products / (of.draws - 1)
        return Simulation(
            outputs=tuple(
                self._output(i, each, of, float(np.sqrt(covariance[i, i])))
                for i, each in enumerate(outputs)
            ),
            covariance=tuple(tuple(row) for row in covariance.tolist()),
            p=self.p,
            draws=of.draws,
            seed=self.seed,
            generator=GENERATOR,
            numpy=np.__version__,
            stability=stability,
            notes=self.draws.notes,
        )

    def _output(self, i: int, output: Output, of: Moments, u: float) -> OutputResult:
        values = self.values[i, : of.draws]
        symmetric, shortest = intervals(values, self.p)
        least, greatest = float(values.min()), float(values.max())
        return OutputResult(
            name=output.name,
            unit=output.unit,
            value=float(of.mean[i]),
            u=u,
            skewness=skewness(of, i),
            least=least,
            greatest=greatest,
            symmetric=symmetric,
            shortest=shortest,
            histogram=histogram(values, least, greatest, symmetric),
        )


def _check(draws: int, outputs: int, threads: int) -> None:
    if draws * outputs > MOST_VALUES:
        found, allowed = repr(draws), f"≤ {MOST_VALUES // outputs}"
        raise MetrologyError(Code.OUT_OF_RANGE, name="draws", found=found, allowed=allowed)
    if not 1 <= threads <= MOST_THREADS:
        found, allowed = repr(threads), f"1 … {MOST_THREADS}"
        raise MetrologyError(Code.OUT_OF_RANGE, name="threads", found=found, allowed=allowed)
