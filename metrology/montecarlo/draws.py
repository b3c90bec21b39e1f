"""Draws of all inputs of a measurement, and what was assumed in drawing them (GUM-S1 clause 6)."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from metrology.montecarlo.assumptions import of_input, of_joint
from metrology.montecarlo.distributions import Fill, fill_of, is_normal, normal
from metrology.montecarlo.joint import Joint, joints
from metrology.montecarlo.streams import Floats
from metrology.uncertainty.components import Component
from metrology.uncertainty.measurement import Input, Measurement
from metrology.wording import Wording


@dataclass(frozen=True)
class Draws:
    """How to draw the inputs `names`. `varying` names the rows of an array of draws, in order.

    `constants` are the inputs without uncertainty. `notes` say what was decided.
    """

    names: tuple[str, ...]
    varying: tuple[str, ...]
    constants: Mapping[str, float]
    estimates: tuple[float, ...]
    joint: tuple[Joint, ...]
    fills: tuple[tuple[Fill, ...], ...]  # for each row: its components drawn alone
    notes: tuple[Wording, ...]

    def ordered(self, rows: Sequence[Floats]) -> list[Floats | float]:
        """Give all inputs in the order of the measurement: rows of draws, constants as numbers."""
        row_of = dict(zip(self.varying, rows, strict=True))
        return [row_of[name] if name in row_of else self.constants[name] for name in self.names]

    def fill(self, generator: np.random.Generator, rows: Sequence[Floats], spare: Floats) -> None:
        """Fill each row (one per name of `varying`) with draws, in the unit of its input.

        `spare` is two more rows of the same length, shape (2, n).
        """
        row_of = dict(zip(self.varying, rows, strict=True))
        drawn: set[str] = set()
        for joint in self.joint:
            joint.fill(generator, [row_of[name] for name in joint.names], spare[0])
            drawn.update(joint.names)
        for name, fills, estimate in zip(self.varying, self.fills, self.estimates, strict=True):
            row, rest = row_of[name], fills
            if name not in drawn:
                fills[0](generator, row, spare[0])
                rest = fills[1:]
            for fill in rest:
                fill(generator, spare[0], spare[1])
                row += spare[0]
            if estimate:
                row += estimate


def prepare(measurement: Measurement) -> Draws:
    """Choose the distribution of every input.

    Raises `bad_correlation` where correlated inputs have no joint distribution or an impossible
    matrix, `out_of_range` for a t distribution with a standard deviation it cannot have.
    """
    joint = joints(measurement)
    together = {name: each for each in joint for name in each.names}
    varying = [each for each in measurement.inputs if each.u or each.name in together]
    notes = [note for each in joint for note in of_joint(each)]
    for each in measurement.inputs:
        notes += of_input(each.name, _alone(each, together))
    return Draws(
        names=tuple(each.name for each in measurement.inputs),
        varying=tuple(each.name for each in varying),
        constants={each.name: each.estimate for each in measurement.inputs if each not in varying},
        estimates=tuple(each.estimate for each in varying),
        joint=joint,
        fills=tuple(_fills(_alone(each, together)) for each in varying),
        notes=tuple(notes),
    )


def _alone(each: Input, together: Mapping[str, Joint]) -> list[Component]:
    drawn = together[each.name].drawn[each.name] if each.name in together else ()
    return [component for component in each.components if component.u and component not in drawn]


def _fills(components: Sequence[Component]) -> tuple[Fill, ...]:
    """Give what is added up; normal components are one, for their sum is normal again."""
    std = math.hypot(*(component.u for component in components if is_normal(component)))
    others = tuple(fill_of(component) for component in components if not is_normal(component))
    return (normal(std), *others) if std else others
