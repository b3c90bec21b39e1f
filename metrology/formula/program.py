"""Models ready to run: values and exact derivatives, prepared once.

    program = prepare({"R": "V / I"}, ["V", "I"])
    program.values([5.0, 0.02])  # [250.0]
    program.gradient([5.0, 0.02])  # [[50.0, -12500.0]]

Everything runs on floats or, the same program, on NumPy arrays of one shape.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any, Protocol, overload

from metrology.errors import Code, MetrologyError
from metrology.formula.derivatives import Derivatives
from metrology.formula.graph import Graph
from metrology.formula.lowering import Lowering
from metrology.formula.nodes import Tree
from metrology.formula.plan import Plan
from metrology.formula.syntax import MODEL, parse
from metrology.reasons import Reason, refusal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


# Steps for second and third derivatives: n² of each can outgrow the model; these take a second.
MOST_CURVED = 100_000


class Named(Protocol):
    """Anything that knows the names it is computed from: an Expression, a Tree."""

    @property
    def names(self) -> frozenset[str]:
        """The names."""


class Program:
    """Some models over the same inputs, with their partial derivatives; made by `prepare`.

    `x` is one value for each input, in their order: floats, or arrays of one shape (floats among
    them count for all points). Results are floats, or arrays of that shape (a constant one is a
    read-only view). Every method raises `cannot_compute`, naming the part of the formula, its
    column (`place`) and the output (`name`), where something has no finite value.
    """

    def __init__(self, graph: Graph, outputs: Mapping[str, int]) -> None:
        """Take a graph and the steps of its outputs."""
        self.inputs = graph.inputs
        self.outputs = tuple(outputs)
        self._graph = graph
        self._steps = tuple(outputs.values())
        self._derivatives = Derivatives(graph)
        self._values = graph.plan(self._steps)

    @overload
    def values(self, x: Sequence[float]) -> list[float]: ...
    @overload
    def values(self, x: "Sequence[Array]") -> "list[Array]": ...
    def values(self, x: Sequence[Any]) -> list[Any]:
        """Compute every output."""
        return self._values.run(x)

    @overload
    def gradient(self, x: Sequence[float]) -> list[list[float]]: ...
    @overload
    def gradient(self, x: "Sequence[Array]") -> "list[list[Array]]": ...
    def gradient(self, x: Sequence[Any]) -> list[list[Any]]:
        """Compute ∂f/∂x_i: for each output a list over the inputs (GUM 5.1.3)."""
        return _rows(self._first.run(x), len(self.inputs))

    @overload
    def values_and_gradient(self, x: Sequence[float]) -> tuple[list[float], list[list[float]]]: ...
    @overload
    def values_and_gradient(
        self, x: "Sequence[Array]"
    ) -> "tuple[list[Array], list[list[Array]]]": ...
    def values_and_gradient(self, x: Sequence[Any]) -> tuple[list[Any], list[list[Any]]]:
        """Compute both in one run, sharing what they have in common."""
        found = self._both.run(x)
        count = len(self.outputs)
        return found[:count], _rows(found[count:], len(self.inputs))

    @overload
    def second(self, x: Sequence[float]) -> list[list[list[float]]]: ...
    @overload
    def second(self, x: "Sequence[Array]") -> "list[list[list[Array]]]": ...
    def second(self, x: Sequence[Any]) -> list[list[list[Any]]]:
        """Compute ∂²f/∂x_i∂x_j: for each output rows i with columns j."""
        count = len(self.inputs)
        return _rows(_rows(self._second.run(x), count), count)

    @overload
    def third(self, x: Sequence[float]) -> list[list[list[float]]]: ...
    @overload
    def third(self, x: "Sequence[Array]") -> "list[list[list[Array]]]": ...
    def third(self, x: Sequence[Any]) -> list[list[list[Any]]]:
        """Compute ∂³f/∂x_i∂x_j²: for each output rows i with columns j (GUM 5.1.2, note)."""
        count = len(self.inputs)
        return _rows(_rows(self._third.run(x), count), count)

    def depends(self, output: str) -> tuple[str, ...]:
        """Name the inputs an output is computed from."""
        bits = self._graph.depends[self._step(output)]
        return tuple(name for i, name in enumerate(self.inputs) if bits >> i & 1)

    def is_linear(self, output: str) -> bool:
        """Whether all partial derivatives of an output are constants."""
        slopes = self._derivatives.gradient(self._step(output)).values()
        return all(slope in self._graph.constants for slope in slopes)

    @property
    def linear(self) -> bool:
        """Whether all outputs are linear."""
        return all(self.is_linear(output) for output in self.outputs)

    @property
    def operations(self) -> int:
        """How many operations one computing of all outputs takes."""
        return len(self._values)

    def _step(self, output: str) -> int:
        return self._steps[self.outputs.index(output)]

    def _slopes(self, step: int) -> list[int]:
        found, zero = self._derivatives.gradient(step), self._graph.constant(0.0)
        return [found.get(i, zero) for i in range(len(self.inputs))]

    @cached_property
    def _gradients(self) -> list[list[int]]:
        return [self._slopes(step) for step in self._steps]

    @cached_property
    def _hessians(self) -> list[list[list[int]]]:
        graph = self._graph
        graph.most = min(graph.most, len(graph.steps) + MOST_CURVED)
        return [[self._slopes(slope) for slope in gradient] for gradient in self._gradients]

    @cached_property
    def _first(self) -> Plan:
        return self._graph.plan(_flat(self._gradients))

    @cached_property
    def _both(self) -> Plan:
        return self._graph.plan([*self._steps, *_flat(self._gradients)])

    @cached_property
    def _second(self) -> Plan:
        return self._graph.plan(_flat(_flat(self._hessians)))

    @cached_property
    def _third(self) -> Plan:
        steps: list[int] = []
        for hessian in self._hessians:
            columns = [self._slopes(hessian[j][j]) for j in range(len(self.inputs))]
            steps += [column[i] for i in range(len(self.inputs)) for column in columns]
        return self._graph.plan(steps)


def prepare(
    formulas: Mapping[str, str | Tree], inputs: Sequence[str], *, order: int = 1
) -> Program:
    """Prepare models: output name to formula, over inputs in the order values will come.

    A formula may use the results of other formulas, in any order. `order` is how many derivatives
    to prepare now (0 … 3); the others are made when they are first asked for.

    Raises what `syntax.parse` raises, `bad_expression` where a name is both input and result,
    `cycle` where a formula is computed from itself (`reason` names the loop).
    """
    for name in formulas:
        if name in inputs:
            raise refusal(Code.BAD_EXPRESSION, Reason.NAME_TAKEN, found=name, place=1, part=name)
    names = {*inputs, *formulas}
    trees = {
        name: parse(formula, names=names, dialect=MODEL) if isinstance(formula, str) else formula
        for name, formula in formulas.items()
    }
    graph = Graph(inputs)
    known = {name: i for i, name in enumerate(inputs)}
    for name in order_columns(trees):
        known[name] = Lowering(graph, name, trees[name], known).root()
    program = Program(graph, {name: known[name] for name in formulas})
    for derivative in ("_both", "_second", "_third")[:order]:
        getattr(program, derivative)
    return program


def order_columns(formulas: Mapping[str, Named]) -> list[str]:
    """Order computed columns so that each comes after those it is computed from.

    Raises `cycle`: `found` is one of the loop, `reason` the loop as "a ← b ← a" (a from b).
    """
    places = {name: i for i, name in enumerate(formulas)}
    before = {
        name: sorted(formula.names & places.keys(), key=places.__getitem__)
        for name, formula in formulas.items()
    }
    try:
        return list(TopologicalSorter(before).static_order())
    except CycleError as problem:
        loop: list[str] = problem.args[1]
        reason = " ← ".join(reversed(loop))
        raise MetrologyError(Code.CYCLE, found=loop[-1], reason=reason) from None


def _rows(items: Sequence[Any], length: int) -> list[Any]:
    if not length:
        return []
    return [list(items[i : i + length]) for i in range(0, len(items), length)]


def _flat(rows: Sequence[Sequence[Any]]) -> list[Any]:
    return [item for row in rows for item in row]
