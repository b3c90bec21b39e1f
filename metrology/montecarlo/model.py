"""The models of a measurement as what a run computes: the program of the first-order result."""

from collections.abc import Sequence
from typing import cast

from metrology.formula.program import prepare
from metrology.measurement import Measurement
from metrology.montecarlo.blocks import Evaluate
from metrology.montecarlo.streams import Floats


def evaluate_of(measurement: Measurement) -> Evaluate:
    """Prepare the models once. Raises what `formula.program.prepare` raises."""
    formulas = {output.name: output.model for output in measurement.outputs}
    program = prepare(formulas, [each.name for each in measurement.inputs])

    def evaluate(inputs: Sequence[Floats | float]) -> Sequence[Floats]:
        return program.values(cast("Sequence[Floats]", inputs))

    return evaluate
