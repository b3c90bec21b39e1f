"""Exact partial derivatives as further steps of the same graph.

Backwards from a result to the inputs, so a gradient costs a few times the value however many
inputs there are. A derivative is a result like any other: second and third ones come the same way.

abs, min and max have a kink where their argument is zero or their arguments are equal; there the
derivative is refused when it is computed (unless both sides agree). A choice has the derivative of
the branch that is taken, also on its border.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from heapq import heappop, heappush
from math import log

from metrology.formula.graph import Graph, Origin
from metrology.formula.lowering import power
from metrology.formula.operations import SELECT

Parts = list[tuple[int, int]]  # (operand, what it contributes to the derivative)


class Derivatives:
    """The gradients of steps of one graph, each made once."""

    def __init__(self, graph: Graph) -> None:
        """Begin with none."""
        self.graph = graph
        self._made: dict[int, Mapping[int, int]] = {}
        self._rules: dict[str, Callable[..., Parts]] = {
            "add": self._add,
            "sub": self._sub,
            "mul": self._mul,
            "div": self._div,
            "neg": self._neg,
            "pow": self._pow,
            "atan2": self._atan2,
            "abs": self._abs,
            **dict.fromkeys(_SLOPES, self._smooth),
        }

    def gradient(self, result: int) -> Mapping[int, int]:
        """Give the step of ∂result/∂x for each input x it depends on; the others are 0."""
        if result not in self._made:
            self._made[result] = self._sweep(result)
        return self._made[result]

    def _sweep(self, result: int) -> Mapping[int, int]:
        graph, gradient = self.graph, dict[int, int]()
        count = len(graph.inputs)
        adjoints = {result: graph.constant(1.0)}
        waiting = [-result]
        while waiting:
            step = -heappop(waiting)
            adjoint = adjoints.pop(step)
            if step < count:
                gradient[step] = adjoint
                continue
            for operand, part in self._parts(step, adjoint):
                if operand in adjoints:
                    adjoints[operand] = self.plus(adjoints[operand], part)
                elif graph.depends[operand] and not graph.is_constant(part, 0):
                    adjoints[operand] = part
                    heappush(waiting, -operand)
        return gradient

    def _parts(self, step: int, adjoint: int) -> Parts:
        graph = self.graph
        operation, operands = graph.steps[step]
        graph.origin = _of_derivative(graph, step)
        if operation in (SELECT, "min", "max"):
            return self._branches(step, adjoint)
        rule = self._rules.get(operation)
        if rule is None:  # constants, yes and no, the sign of abs: flat
            return []
        return rule(operation, step, adjoint, *operands)

    def _branches(self, step: int, adjoint: int) -> Parts:
        """Choose between the finished gradients: one that is not taken need not be finite."""
        graph = self.graph
        operation, operands = graph.steps[step]
        chosen, other = (self.gradient(each) for each in operands[-2:])
        graph.origin = _of_derivative(graph, step)
        zero = graph.constant(0.0)
        if operation == SELECT:
            test = operands[0]
        else:
            above = graph.apply("sub", *(operands if operation == "max" else operands[::-1]))
            test = graph.apply("gt", graph.apply("sign", above), zero)
        return [
            (each, self.times(adjoint, graph.apply(SELECT, test, one, another)))
            for each in sorted({*chosen, *other})
            for one, another in [(chosen.get(each, zero), other.get(each, zero))]
        ]

    # What 0 and 1 make of a product is known whatever the other factor.
    def times(self, left: int, right: int) -> int:
        if self.graph.is_constant(left, 0) or self.graph.is_constant(right, 0):
            return self.graph.constant(0.0)
        return self.graph.apply("mul", left, right)

    def over(self, left: int, right: int) -> int:
        if self.graph.is_constant(left, 0):
            return left
        return self.graph.apply("div", left, right)

    def plus(self, left: int, right: int) -> int:
        return self.graph.apply("add", left, right)

    def negative(self, operand: int) -> int:
        return self.graph.apply("neg", operand)

    def _add(self, _operation: str, _step: int, adjoint: int, left: int, right: int) -> Parts:
        return [(left, adjoint), (right, adjoint)]

    def _sub(self, _operation: str, _step: int, adjoint: int, left: int, right: int) -> Parts:
        return [(left, adjoint), (right, self.negative(adjoint))]

    def _mul(self, _operation: str, _step: int, adjoint: int, left: int, right: int) -> Parts:
        return [(left, self.times(adjoint, right)), (right, self.times(adjoint, left))]

    def _div(self, _operation: str, step: int, adjoint: int, left: int, right: int) -> Parts:
        part = self.over(adjoint, right)
        if not self.graph.depends[right]:
            return [(left, part)]
        return [(left, part), (right, self.negative(self.times(part, step)))]

    def _neg(self, _operation: str, _step: int, adjoint: int, operand: int) -> Parts:
        return [(operand, self.negative(adjoint))]

    def _abs(self, _operation: str, _step: int, adjoint: int, operand: int) -> Parts:
        return [(operand, self.times(adjoint, self.graph.apply("sign", operand)))]

    def _pow(self, _operation: str, step: int, adjoint: int, base: int, exponent: int) -> Parts:
        graph, parts = self.graph, Parts()
        value = graph.constants.get(exponent)
        if value is not None:
            slope = self.times(exponent, power(graph, base, value - 1))
            return [(base, self.times(adjoint, slope))]
        if graph.depends[base]:
            less = graph.apply("sub", exponent, graph.constant(1.0))
            slope = self.times(exponent, graph.apply("pow", base, less))
            parts.append((base, self.times(adjoint, slope)))
        slope = self.times(step, graph.apply("log", base))
        return [*parts, (exponent, self.times(adjoint, slope))]

    def _atan2(self, _operation: str, _step: int, adjoint: int, y: int, x: int) -> Parts:
        square = self.plus(self.times(x, x), self.times(y, y))
        along, across = self.over(x, square), self.over(y, square)
        return [(y, self.times(adjoint, along)), (x, self.negative(self.times(adjoint, across)))]

    def one_plus(self, square: int) -> int:
        return self.plus(self.graph.constant(1.0), square)

    def one_minus(self, square: int) -> int:
        return self.graph.apply("sub", self.graph.constant(1.0), square)

    def _smooth(self, operation: str, step: int, adjoint: int, operand: int) -> Parts:
        return [(operand, _SLOPES[operation](self, step, operand, adjoint))]


def _of_derivative(graph: Graph, step: int) -> Origin:
    return replace(graph.origins[step], derivative=True)


Slope = Callable[[Derivatives, int, int, int], int]  # (…, f(x), x, adjoint) to adjoint × f′(x)


def _sqrt(d: Derivatives, step: int, _x: int, adjoint: int) -> int:
    return d.over(adjoint, d.times(d.graph.constant(2.0), step))


def _log10(d: Derivatives, _step: int, x: int, adjoint: int) -> int:
    return d.over(adjoint, d.times(d.graph.constant(log(10)), x))


def _asin(d: Derivatives, _step: int, x: int, adjoint: int) -> int:
    return d.over(adjoint, d.graph.apply("sqrt", d.one_minus(d.times(x, x))))


def _across(function: str) -> Slope:
    """Slopes that are another function of the same argument: sine and cosine."""
    return lambda d, _step, x, adjoint: d.times(adjoint, d.graph.apply(function, x))


_SLOPES: Mapping[str, Slope] = {
    "sqrt": _sqrt,
    "exp": lambda d, step, _x, adjoint: d.times(adjoint, step),
    "log": lambda d, _step, x, adjoint: d.over(adjoint, x),
    "log10": _log10,
    "sin": _across("cos"),
    "cos": lambda d, step, x, adjoint: d.negative(_across("sin")(d, step, x, adjoint)),
    "tan": lambda d, step, _x, adjoint: d.times(adjoint, d.one_plus(d.times(step, step))),
    "asin": _asin,
    "acos": lambda d, step, x, adjoint: d.negative(_asin(d, step, x, adjoint)),
    "atan": lambda d, _step, x, adjoint: d.over(adjoint, d.one_plus(d.times(x, x))),
    "sinh": _across("cosh"),
    "cosh": _across("sinh"),
    "tanh": lambda d, step, _x, adjoint: d.times(adjoint, d.one_minus(d.times(step, step))),
}
