"""Running a program: a list of steps in one loop, on floats or on arrays.

The fast loops trust the arithmetic: a float operation raises or leaves inf in the sum of all
steps, an array operation sets a flag of the processor. Then, and only then, the program is run
once more with care, to find the first part that has no finite value where it is needed; a branch
of a choice that is not taken is not needed.
"""

import math
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from metrology.errors import MetrologyError
from metrology.formula.operations import FLOATS, INPUT, SELECT, Operation, arrays
from metrology.reasons import Reason

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from metrology.formula.graph import Graph, Origin

    Array = NDArray[np.float64]

_REASONS = {
    "div": Reason.DIVIDES_BY_ZERO,
    "sqrt": Reason.NEGATIVE_ROOT,
    "log": Reason.LOGARITHM,
    "log10": Reason.LOGARITHM,
    "sign": Reason.KINK,
    "asin": Reason.NOT_DEFINED,
    "acos": Reason.NOT_DEFINED,
    "atan2": Reason.NOT_DEFINED,
    INPUT: Reason.NOT_NUMBER,
}


class Plan:
    """The steps that some outputs of a graph need, renumbered: inputs, constants, then the rest."""

    def __init__(self, graph: "Graph", outputs: Sequence[int]) -> None:
        """Keep what is reachable, in order."""
        count = len(graph.inputs)
        needed = _reachable(graph, outputs)
        constants = [step for step in needed if step in graph.constants]
        inner = [step for step in needed if step >= count and step not in graph.constants]
        order = [*range(count), *constants, *inner]
        place = {step: i for i, step in enumerate(order)}
        self.count = count
        self.constants = [graph.constants[step] for step in constants]
        self.first = count + len(constants)
        self.operations = [graph.steps[step].operation for step in order]
        self.operands = [
            tuple(place[each] for each in graph.steps[step].operands) for step in order
        ]
        self.origins: list[Origin] = [graph.origins[step] for step in order]
        self.outputs = [place[step] for step in outputs]
        self._floats = self._steps(FLOATS)

    def __len__(self) -> int:
        """Count the operations of one run."""
        return len(self.operations) - self.first

    @overload
    def run(self, values: Sequence[float]) -> list[float]: ...
    @overload
    def run(self, values: "Sequence[Array]") -> "list[Array]": ...
    def run(self, values: Sequence[Any]) -> list[Any]:
        """Compute the outputs at one point, or at many with arrays of one shape (NaN-free).

        Floats give floats. With at least one array every output is an array of the common shape;
        constants are read-only views. Raises `cannot_compute` with the part that has no finite
        value (and, for arrays, at how many points).
        """
        if len(values) != self.count:
            raise ValueError(len(values))
        if set(map(type, values)) <= {float}:
            return self._run_floats(values)
        if any(getattr(value, "ndim", 0) for value in values):
            return self._run_arrays(values)
        return self._run_floats([float(value) for value in values])

    def _steps(self, table: Any) -> list[tuple[Operation, int, int | None, int | None]]:
        return [
            (table[operation], *_three(operands))
            for operation, operands in zip(
                self.operations[self.first :], self.operands[self.first :], strict=True
            )
        ]

    def _run_floats(self, values: Sequence[float]) -> list[float]:
        found = [*values, *self.constants]
        add = found.append
        try:
            for operation, a, b, c in self._floats:
                if b is None:
                    add(operation(found[a]))
                elif c is None:
                    add(operation(found[a], found[b]))
                else:
                    add(found[b] if found[a] else found[c])
        except (ArithmeticError, ValueError):
            found = self._careful_floats(values)
        else:
            if not math.isfinite(sum(found)):
                found = self._careful_floats(values)
        return [found[output] + 0.0 for output in self.outputs]  # + 0.0: never −0

    def _careful_floats(self, values: Sequence[float]) -> list[float]:
        found: list[float] = [*values, *self.constants]
        for operation, a, b, c in self._floats:
            operands = [found[each] for each in (a, b, c) if each is not None]
            try:
                found.append(operation(*operands))
            except (ArithmeticError, ValueError):
                found.append(math.nan)
        needed = [False] * len(found)
        for output in self.outputs:
            needed[output] = True
        for step in range(len(found) - 1, -1, -1):
            for each in self._used(step, found) if needed[step] else ():
                needed[each] = True
        for step, value in enumerate(found):
            if needed[step] and not math.isfinite(value):
                raise self._refusal(step, found)
        return found

    def _used(self, step: int, found: Sequence[float]) -> tuple[int, ...]:
        operands = self.operands[step]
        if self.operations[step] == SELECT:
            return (operands[0], operands[1] if found[operands[0]] else operands[2])
        return operands

    def _refusal(self, step: int, found: Sequence[float]) -> MetrologyError:
        operation, origin = self.operations[step], self.origins[step]
        why = _REASONS.get(operation, Reason.TOO_LARGE)
        values = [found[each] for each in self.operands[step]]
        if operation == "pow" and values[0] <= 0:
            why = Reason.NOT_DEFINED if values[0] else Reason.DIVIDES_BY_ZERO
        if operation == "div" and values[1]:
            why = Reason.TOO_LARGE
        if origin.derivative and why is not Reason.KINK:
            why = Reason.NO_DERIVATIVE
        return origin.refuse(why)

    @cached_property
    def _arrays(self) -> list[tuple[Operation, tuple[int, ...], tuple[int, ...]]]:
        """Each step with its operands, and the steps whose values are not needed after it."""
        table, kept = arrays(), {*self.outputs, *range(self.first)}
        last = {each: step for step, operands in enumerate(self.operands) for each in operands}
        done: dict[int, list[int]] = {}
        for each, step in last.items():
            if each not in kept:
                done.setdefault(step, []).append(each)
        return [
            (table[self.operations[step]], self.operands[step], tuple(done.get(step, ())))
            for step in range(self.first, len(self.operations))
        ]

    def _run_arrays(self, values: Sequence[Any]) -> "list[Array]":
        import numpy as np

        points: list[Any] = [
            np.asarray(value, dtype=np.float64) if getattr(value, "ndim", 0) else float(value)
            for value in values
        ]
        found: list[Any] = [*points, *self.constants]
        try:
            with np.errstate(divide="raise", over="raise", invalid="raise", under="ignore"):
                for operation, operands, done in self._arrays:
                    found.append(operation(*[found[each] for each in operands]))
                    for each in done:
                        found[each] = None
                # NaN that came in sets no flag, but it reaches a sum.
                checked = [*points, *(found[output] for output in self.outputs)]
                sound = all(np.isfinite(np.add.reduce(each, axis=None)) for each in checked)
        except FloatingPointError:
            sound = False
        if not sound:
            found = self._careful_arrays(points)
        shape = np.broadcast_shapes(*(np.shape(point) for point in points))
        return [np.broadcast_to(found[output], shape) for output in self.outputs]

    def _careful_arrays(self, points: Sequence[Any]) -> list[Any]:
        import numpy as np

        found: list[Any] = [*points, *self.constants]
        with np.errstate(all="ignore"):
            for operation, operands, _done in self._arrays:
                found.append(operation(*[found[each] for each in operands]))
        shape = np.broadcast_shapes(*(np.shape(point) for point in points))
        needed = self._needed(found, shape)
        for step, value in enumerate(found):
            bad = np.count_nonzero(needed[step] & ~np.isfinite(value))
            if bad:
                words = {"count": str(bad), "most": str(math.prod(shape))}
                origin = self.origins[step]
                there = Reason.NO_DERIVATIVE_THERE if origin.derivative else Reason.NOT_FINITE_THERE
                raise origin.refuse(there, **words)
        return found

    def _needed(self, found: Sequence[Any], shape: tuple[int, ...]) -> list[Any]:
        """At which points each step counts: everywhere, or where its branch is taken."""
        import numpy as np

        needed: list[Any] = [np.zeros(shape, dtype=bool) for _ in found]
        for output in self.outputs:
            needed[output] = np.ones(shape, dtype=bool)
        for step in range(len(found) - 1, self.first - 1, -1):
            operands, where = self.operands[step], needed[step]
            if self.operations[step] == SELECT:
                test, chosen, other = operands
                taken = np.asarray(found[test], dtype=bool)
                needed[test] = needed[test] | where
                needed[chosen] = needed[chosen] | (where & taken)
                needed[other] = needed[other] | (where & ~taken)
            else:
                for each in operands:
                    needed[each] = needed[each] | where
        return needed


def _reachable(graph: "Graph", outputs: Sequence[int]) -> list[int]:
    found, waiting = set(outputs), list(outputs)
    while waiting:
        for each in graph.steps[waiting.pop()].operands:
            if each not in found:
                found.add(each)
                waiting.append(each)
    return sorted(found)


def _three(operands: tuple[int, ...]) -> tuple[int, int | None, int | None]:
    first, second, third, *_ = (*operands, None, None)
    assert first is not None
    return first, second, third
