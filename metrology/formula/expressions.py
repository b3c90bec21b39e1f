"""Formulas of procedure templates: a closed language, computed in decimals.

Templates are data that centres edit, so a formula is never executed as Python: `formula.syntax`
reads it into a checked tree, which is turned into small functions here. Decimals with 40 digits:
0.1 + 0.2 <= 0.3 is true here, as it is on paper.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from decimal import Decimal, DecimalException, DivisionByZero, Overflow

from metrology.formula import nodes, series
from metrology.formula.expression_values import (
    CONTEXT,
    FUNCTIONS,
    Env,
    Result,
    Value,
    arithmetic,
    compare,
    number,
    truth,
)
from metrology.formula.syntax import LIST_FUNCTIONS, WORKSHEET, parse
from metrology.reasons import Reason, cannot_compute

Step = Callable[[Env], Value]


@dataclass(frozen=True)
class Expression:
    """A compiled formula. Two formulas with the same text and names are equal."""

    text: str
    names: frozenset[str]
    tree: nodes.Tree = field(repr=False, compare=False)
    _step: Step = field(repr=False, compare=False)

    def evaluate(self, env: Env) -> Result:
        """Compute the formula; a name that is absent from `env` counts as blank (None).

        Raises `missing_value` where a blank is used as a number, `cannot_compute` for a division
        by zero, a root of a negative number, an overflow or operands of the wrong type.
        """
        try:
            result = self._step(env)
        except DecimalException as problem:
            raise cannot_compute(self.text, _why(problem)) from problem
        if isinstance(result, list):
            raise cannot_compute(self.text, Reason.IS_LIST)
        return result

    def number(self, env: Env) -> Decimal:
        """Compute a formula that must give a number. Raises like `evaluate`."""
        return number(self.evaluate(env), self.text)

    def truth(self, env: Env) -> bool:
        """Compute a formula that must give yes or no. Raises like `evaluate`."""
        return truth(self.evaluate(env), self.text)


def compile_expression(text: str, *, names: Collection[str]) -> Expression:
    """Compile a formula over the given names.

    The language is that of `formula.syntax.parse` for worksheets; min, max, mean, stdev and len
    also take a list of readings. At most 500 characters, nested at most 20 deep.

    Raises `blank`, `bad_expression` (with `place`, counted from 1), `unknown_name`.
    """
    tree = parse(text, names=names, dialect=WORKSHEET)
    return Expression(tree.text, tree.names, tree, _Compiler(tree).step(tree.root))


def _why(problem: DecimalException) -> Reason:
    if isinstance(problem, DivisionByZero):
        return Reason.DIVIDES_BY_ZERO
    return Reason.TOO_LARGE if isinstance(problem, Overflow) else Reason.NOT_DEFINED


class _Compiler:
    """One walk over one tree: each part becomes a function of the environment."""

    def __init__(self, tree: nodes.Tree) -> None:
        self.tree = tree

    def step(self, node: nodes.Node) -> Step:
        match node:
            case nodes.Number() | nodes.Literal():
                kept: Value = node.value
                return lambda _env: kept
            case nodes.Pi():
                pi = CONTEXT.plus(series.PI)
                return lambda _env: pi
            case nodes.Name():
                name = node.name
                return lambda env: env.get(name)
            case nodes.Comparison() | nodes.BlankTest() | nodes.Logic() | nodes.Choice():
                return self.decision(node)
            case _:
                return self.computation(node)

    def decision(self, node: nodes.Node) -> Step:
        match node:
            case nodes.Comparison():
                steps = [(self.step(part), self.tree.source(part)) for part in node.operands]
                signs = node.signs
                return lambda env: _compare_all(env, steps, signs)
            case nodes.BlankTest():
                operand, wanted = self.step(node.operand), node.wanted
                return lambda env: (operand(env) is None) is wanted
            case nodes.Logic():
                flags = [self.truth(part) for part in node.operands]
                decide = all if node.word == "and" else any
                return lambda env: decide(flag(env) for flag in flags)
            case nodes.Choice():
                test = self.truth(node.test)
                chosen, other = self.step(node.chosen), self.step(node.other)
                return lambda env: chosen(env) if test(env) else other(env)
            case _:
                raise AssertionError(node)

    def computation(self, node: nodes.Node) -> Step:
        match node:
            case nodes.Unary():
                return self.unary(node)
            case nodes.Chain():
                return self.chain(node)
            case nodes.Power():
                return self.power(node)
            case nodes.Call():
                return self.call(node)
            case nodes.Scaling():
                return self.scaling(node)
            case _:
                raise AssertionError(node)

    def number(self, node: nodes.Node) -> Callable[[Env], Decimal]:
        step, source = self.step(node), self.tree.source(node)
        return lambda env: number(step(env), source)

    def truth(self, node: nodes.Node) -> Callable[[Env], bool]:
        step, source = self.step(node), self.tree.source(node)
        return lambda env: truth(step(env), source)

    def unary(self, node: nodes.Unary) -> Step:
        if node.sign == "not":
            flag = self.truth(node.operand)
            return lambda env: not flag(env)
        operand = self.number(node.operand)
        if node.sign == "-":
            return lambda env: operand(env).copy_negate()
        return operand

    def chain(self, node: nodes.Chain) -> Step:
        first = self.number(node.first)
        links = [
            (link.sign, self.number(link.operand), self.tree.source(link)) for link in node.links
        ]

        def chain(env: Env) -> Decimal:
            total = first(env)
            for sign, operand, source in links:
                total = arithmetic(sign, total, operand(env), source)
            return total

        return chain

    def power(self, node: nodes.Power) -> Step:
        base, exponent = self.number(node.base), self.number(node.exponent)
        source = self.tree.source(node)
        # 0 ** -1 is Infinity to the decimal standard, without a signal.
        return lambda env: number(CONTEXT.power(base(env), exponent(env)), source)

    def scaling(self, node: nodes.Scaling) -> Step:
        operand = self.number(node.operand)
        above, below = Decimal(node.factor.numerator), Decimal(node.factor.denominator)
        offset = CONTEXT.divide(Decimal(node.offset.numerator), Decimal(node.offset.denominator))
        return lambda env: CONTEXT.add(
            CONTEXT.divide(CONTEXT.multiply(operand(env), above), below), offset
        )

    def call(self, node: nodes.Call) -> Step:
        function, source = FUNCTIONS[node.function], self.tree.source(node)
        steps = [(self.step(part), self.tree.source(part)) for part in node.arguments]
        if node.function in LIST_FUNCTIONS:
            return lambda env: function(_flatten(env, steps), source)
        return lambda env: function([number(step(env), shown) for step, shown in steps], source)


def _compare_all(env: Env, steps: list[tuple[Step, str]], signs: tuple[str, ...]) -> bool:
    """Compare neighbours left to right, stopping at the first that does not hold."""
    left = steps[0][0](env)
    for sign, (step, source), (_, before) in zip(signs, steps[1:], steps, strict=False):
        right = step(env)
        if not compare(sign, left, right, before, source):
            return False
        left = right
    return True


def _flatten(env: Env, steps: list[tuple[Step, str]]) -> list[Decimal]:
    numbers: list[Decimal] = []
    for step, source in steps:
        value = step(env)
        each = value if isinstance(value, list) else [value]
        numbers.extend(number(item, source) for item in each)
    return numbers
