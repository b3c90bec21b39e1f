"""Trees to steps of a graph."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import reduce

from metrology.formula import nodes, series
from metrology.formula.graph import Graph, Origin
from metrology.formula.operations import SELECT
from metrology.formula.syntax import HIGHEST_POWER

_SIGNS = {
    "+": "add", "-": "sub", "*": "mul", "/": "div",
    "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne",
}  # fmt: skip


class Lowering:
    """Puts one formula into a graph; `known` gives the steps of its names."""

    def __init__(
        self, graph: Graph, formula: str, tree: nodes.Tree, known: Mapping[str, int]
    ) -> None:
        """Remember where the formula goes and what its names are."""
        self.graph = graph
        self.formula = formula
        self.tree = tree
        self.known = known

    def root(self) -> int:
        """Add the whole formula. Raises `cannot_compute` for a constant beyond all floats."""
        return self.step(self.tree.root)

    def step(self, node: nodes.Node) -> int:
        match node:
            case nodes.Name():
                return self.known[node.name]
            case nodes.Number():
                return self.constant(node, node.value)
            case nodes.Pi():
                return self.constant(node, series.PI)
            case nodes.Call():
                return self.call(node)
            case nodes.Comparison() | nodes.Logic() | nodes.Choice():
                return self.decision(node)
            case _:
                return self.arithmetic(node)

    def arithmetic(self, node: nodes.Node) -> int:
        match node:
            case nodes.Chain():
                return self.chain(node)
            case nodes.Unary():
                operand = self.step(node.operand)
                names = {"-": "neg", "not": "not"}
                if node.sign not in names:
                    return operand
                return self.apply(node, names[node.sign], operand)
            case nodes.Power():
                return self.power(node)
            case nodes.Scaling():
                return self.scaling(node)
            case _:
                raise TypeError(node)  # texts and blanks are for worksheets

    def constant(self, node: nodes.Node, value: Decimal | Fraction) -> int:
        self.graph.origin = self.origin(node)
        return self.graph.constant(value)

    def apply(self, node: nodes.Node | nodes.Link, operation: str, *operands: int) -> int:
        self.graph.origin = self.origin(node)
        return self.graph.apply(operation, *operands)

    def origin(self, node: nodes.Node | nodes.Link) -> Origin:
        return Origin(self.formula, self.tree.text, node.span)

    def chain(self, node: nodes.Chain) -> int:
        total = self.step(node.first)
        for link in node.links:
            total = self.apply(link, _SIGNS[link.sign], total, self.step(link.operand))
        return total

    def power(self, node: nodes.Power) -> int:
        base, exponent = self.step(node.base), self.step(node.exponent)
        value = self.graph.constants.get(exponent)
        if value is None:
            return self.apply(node, "pow", base, exponent)
        self.graph.origin = self.origin(node)
        return power(self.graph, base, value)

    def scaling(self, node: nodes.Scaling) -> int:
        total = self.step(node.operand)
        factor = node.factor
        # ÷ 100 and not × 0.01: 3 % is then the float nearest to 0.03.
        if factor.numerator == 1 and factor.denominator != 1:
            total = self.apply(node, "div", total, self.constant(node, 1 / factor))
        else:
            total = self.apply(node, "mul", total, self.constant(node, factor))
        return self.apply(node, "add", total, self.constant(node, node.offset))

    def decision(self, node: nodes.Node) -> int:
        match node:
            case nodes.Choice():
                test, chosen, other = map(self.step, (node.test, node.chosen, node.other))
                return self.apply(node, SELECT, test, chosen, other)
            case nodes.Logic():
                return self.logic(node, node.word, [self.step(part) for part in node.operands])
            case nodes.Comparison():
                parts = [self.step(part) for part in node.operands]
                pairs = zip(node.signs, parts, parts[1:], strict=False)
                tests = [self.apply(node, _SIGNS[sign], a, b) for sign, a, b in pairs]
                return self.logic(node, "and", tests)
            case _:
                raise TypeError(node)

    def logic(self, node: nodes.Node, word: str, tests: Sequence[int]) -> int:
        """Stop early, as a choice does: what comes after is needed only if it decides."""
        total = tests[-1]
        for test in reversed(tests[:-1]):
            decided = self.constant(node, Decimal(1 if word == "or" else 0))
            rest = (total, decided) if word == "and" else (decided, total)
            total = self.apply(node, SELECT, test, *rest)
        return total

    def call(self, node: nodes.Call) -> int:
        parts = [self.step(part) for part in node.arguments]
        match node.function:
            case "min" | "max":
                return self.balanced(node, parts)
            case "mean":
                return self.mean(node, parts)
            case "stdev":
                return self.stdev(node, parts)
            case _:
                return self.apply(node, node.function, *parts)

    def balanced(self, node: nodes.Call, parts: Sequence[int]) -> int:
        """Halve again and again: a thousand arguments are ten deep."""
        if len(parts) == 1:
            return parts[0]
        middle = len(parts) // 2
        halves = self.balanced(node, parts[:middle]), self.balanced(node, parts[middle:])
        return self.apply(node, node.function, *halves)

    def total(self, node: nodes.Call, parts: Sequence[int]) -> int:
        return reduce(lambda left, right: self.apply(node, "add", left, right), parts)

    def mean(self, node: nodes.Call, parts: Sequence[int]) -> int:
        count = self.constant(node, Decimal(len(parts)))
        return self.apply(node, "div", self.total(node, parts), count)

    def stdev(self, node: nodes.Call, parts: Sequence[int]) -> int:
        """Experimental standard deviation with n − 1, GUM 4.2.2."""
        mean = self.mean(node, parts)
        deviations = [self.apply(node, "sub", part, mean) for part in parts]
        squares = [self.apply(node, "mul", each, each) for each in deviations]
        less_one = self.constant(node, Decimal(len(parts) - 1))
        variance = self.apply(node, "div", self.total(node, squares), less_one)
        return self.apply(node, "sqrt", variance)


def power(graph: Graph, base: int, exponent: float) -> int:
    """Give base ** exponent: a root, products for whole numbers up to 9, or else `pow`.

    x ** 0 is 1 for every x, as it is in a polynomial.
    """
    if exponent in (0.5, -0.5):
        root = graph.apply("sqrt", base)
        return root if exponent > 0 else graph.apply("div", graph.constant(1.0), root)
    if not exponent.is_integer() or abs(exponent) > HIGHEST_POWER:
        return graph.apply("pow", base, graph.constant(exponent))
    total, square, rest = graph.constant(1.0), base, int(abs(exponent))
    while rest:
        if rest % 2:
            total = graph.apply("mul", total, square)
        rest //= 2
        if rest:
            square = graph.apply("mul", square, square)
    return total if exponent >= 0 else graph.apply("div", graph.constant(1.0), total)
