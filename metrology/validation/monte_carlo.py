"""The one Monte Carlo run of a case, shared by all its questions.

10⁷ draws where the outputs leave room for them. The tolerances of the published numbers allow for
about one and a half times the scatter of 10⁶ draws; with ten times as many ours is a third of that,
and a disagreement is one. The seed stands here: a repetition gives the same numbers to the last
bit, and it was not chosen by what it gives.
"""

import os
from collections.abc import Iterable

from metrology.errors import Code
from metrology.montecarlo.result import Simulation
from metrology.reasons import Reason, refusal
from metrology.uncertainty.measurement import Measurement
from metrology.validation.cases import Expected, Value
from metrology.validation.kind import asked, word

DRAWS = 10_000_000
SEED = 1993  # the year of the first edition of the GUM

INTERVAL_TYPES = ("symmetric", "shortest")
_USUAL_P = 0.95
_MOST_THREADS = 4


class Runs:
    """The run of a measurement, made when the first question needs it; one for each p asked."""

    def __init__(self, measurement: Measurement, questions: Iterable[Expected]) -> None:
        """Hold the measurement; nothing is drawn yet."""
        self._measurement = measurement
        self._runs: dict[float, Simulation] = {}
        with_p = [each for each in questions if each.method == "mc" and "p" in each.details]
        self._usual_p = asked(with_p[0], "p") if with_p else _USUAL_P

    def answer(self, expected: Expected) -> Value:
        """Answer one question of method "mc"."""
        quantity = expected.quantity
        if quantity in ("interval", "interval_low", "interval_high", "U", "k"):
            return self._of_interval(expected)
        run = self._run(self._usual_p)
        if quantity == "correlation":
            return self._correlation(run, expected)
        output = run.output(expected.output)
        return {"value": output.value, "u": output.u, "variance": output.u**2}[quantity]

    def _of_interval(self, expected: Expected) -> Value:
        place = f"{expected.place}.interval_type"
        kind = word(expected.details.get("interval_type", "symmetric"), place, INTERVAL_TYPES)
        output = self._run(asked(expected, "p")).output(expected.output)
        found = output.interval(kind)
        if expected.quantity == "k":
            factor = found.coverage_factor(output.u)
            if factor is None:
                raise refusal(Code.CANNOT_COMPUTE, Reason.U_ZERO, found="k")
            return factor
        if expected.quantity == "interval":
            return found.low, found.high
        numbers = {"interval_low": found.low, "interval_high": found.high, "U": found.expanded}
        return numbers[expected.quantity]

    def _correlation(self, run: Simulation, expected: Expected) -> Value:
        names = [each.name for each in run.outputs]
        other = str(expected.details["with_output"])
        for name in (expected.output, other):
            run.output(name)
        found = run.correlation[names.index(expected.output)][names.index(other)]
        if found is None:
            raise refusal(Code.CANNOT_COMPUTE, Reason.U_ZERO, found="r")
        return found

    def _run(self, p: float) -> Simulation:
        from metrology.montecarlo.run import MOST_VALUES, simulate

        if p not in self._runs:
            self._runs[p] = simulate(
                self._measurement,
                draws=min(DRAWS, MOST_VALUES // len(self._measurement.outputs)),
                p=p,
                seed=SEED,
                threads=min(os.cpu_count() or 1, _MOST_THREADS),  # the result is the same
            )
        return self._runs[p]
