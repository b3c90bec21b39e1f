"""Formulas of procedure templates: a closed language, computed in decimals.

Templates are data that centres edit, so a formula is never executed as Python. Its syntax tree is
walked once against an allow-list and turned into small functions; anything else is refused with
the place. Decimals with 40 digits: 0.1 + 0.2 <= 0.3 is true here, as it is on paper.
"""

import ast
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from decimal import Decimal, DecimalException

from metrology.errors import Code, MetrologyError
from metrology.expression_values import (
    CONTEXT,
    FUNCTIONS,
    LIST_FUNCTIONS,
    Env,
    Result,
    Value,
    arithmetic,
    compare,
    number,
    truth,
)

LONGEST = 500
DEEPEST = 20
HIGHEST_POWER = 9

_NUMBER = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?")
_DIGIT_BEFORE_WORD = re.compile(r"(?<![\w.])[0-9.]+(?![eE][+-]?[0-9])[^\W\d]")
_OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
}
_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}

Step = Callable[[Env], Value]


@dataclass(frozen=True)
class Expression:
    """A compiled formula. Two formulas with the same text and names are equal."""

    text: str
    names: frozenset[str]
    _step: Step = field(repr=False, compare=False)

    def evaluate(self, env: Env) -> Result:
        """Compute the formula; a name that is absent from `env` counts as blank (None).

        Raises `missing_value` where a blank is used as a number, `cannot_compute` for a division
        by zero, a root of a negative number, an overflow or operands of the wrong type.
        """
        try:
            result = self._step(env)
        except DecimalException as problem:
            reason = type(problem).__name__
            raise MetrologyError(Code.CANNOT_COMPUTE, found=self.text, reason=reason) from problem
        if isinstance(result, list):
            raise MetrologyError(Code.CANNOT_COMPUTE, found=self.text, reason="it is a list")
        return result

    def number(self, env: Env) -> Decimal:
        """Compute a formula that must give a number. Raises like `evaluate`."""
        return number(self.evaluate(env), self.text)

    def truth(self, env: Env) -> bool:
        """Compute a formula that must give yes or no. Raises like `evaluate`."""
        return truth(self.evaluate(env), self.text)


def compile_expression(text: str, *, names: Collection[str]) -> Expression:
    """Compile a formula over the given names.

    Allowed: numbers, 'text' for choices, the names, `+ - * /`, `**` with a whole number up to 9,
    comparisons (chained), `and or not`, `a if c else b`, `is None`, `is not None`, and the
    functions abs, sqrt, min, max, mean, stdev, len (the last five also over a list of readings;
    stdev has n − 1, GUM 4.2.2). At most 500 characters, nested at most 20 deep.

    Raises `blank`, `bad_expression` (with `place`, counted from 1), `unknown_name`.
    """
    formula = text.strip()
    if not formula:
        raise MetrologyError(Code.BLANK)
    compiler = _Compiler(formula, frozenset(names))
    step = compiler.step(compiler.parse(), 1)
    return Expression(formula, frozenset(compiler.used), step)


class _Compiler:
    """One walk over one syntax tree."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        self.text = text
        self.names = names
        self.used: set[str] = set()
        self.by_node: dict[type[ast.expr], Callable[..., Step]] = {
            ast.Constant: self.constant,
            ast.Name: self.name,
            ast.UnaryOp: self.unary,
            ast.BinOp: self.binary,
            ast.Compare: self.comparison,
            ast.BoolOp: self.logic,
            ast.IfExp: self.choice,
            ast.Call: self.call,
        }

    def parse(self) -> ast.expr:
        if len(self.text) > LONGEST:
            raise self.refusal(None, f"it is longer than {LONGEST} characters")
        if "\\" in self.text or _DIGIT_BEFORE_WORD.search(self.text):
            # Python only warns about these, and a warning must not decide what a formula is.
            raise self.refusal(None, "a backslash, or a digit that runs into a word")
        try:
            return ast.parse(self.text, mode="eval").body
        except SyntaxError as problem:
            raise self.refusal(problem.offset, problem.msg) from problem
        except (ValueError, RecursionError, MemoryError) as problem:
            raise self.refusal(None, "it cannot be read") from problem

    def refusal(self, place: int | ast.expr | None, reason: str) -> MetrologyError:
        if isinstance(place, ast.expr):
            # ast counts bytes; people count characters.
            place = len(self.text.encode()[: place.col_offset].decode()) + 1
        return MetrologyError(
            Code.BAD_EXPRESSION, found=self.text, place=str(place or 1), reason=reason
        )

    def source(self, node: ast.expr) -> str:
        return ast.get_source_segment(self.text, node) or self.text

    def step(self, node: ast.expr, depth: int) -> Step:
        if depth > DEEPEST:
            raise self.refusal(node, f"it is nested more than {DEEPEST} deep")
        build = self.by_node.get(type(node))
        if build is None:
            raise self.refusal(node, f"“{self.source(node)}” is not part of the language")
        return build(node, depth + 1)

    def number_step(self, node: ast.expr, depth: int) -> Callable[[Env], Decimal]:
        step, source = self.step(node, depth), self.source(node)
        return lambda env: number(step(env), source)

    def truth_step(self, node: ast.expr, depth: int) -> Callable[[Env], bool]:
        step, source = self.step(node, depth), self.source(node)
        return lambda env: truth(step(env), source)

    def constant(self, node: ast.Constant, _depth: int) -> Step:
        value: object = node.value
        if value is None or isinstance(value, bool | str):
            kept: Value = value
            return lambda _env: kept
        # From the source, not from the float Python made of it: every digit counts.
        if not _NUMBER.fullmatch(self.source(node)):
            raise self.refusal(node, f"“{self.source(node)}” is not a decimal number")
        exact = Decimal(self.source(node))
        return lambda _env: exact

    def name(self, node: ast.Name, _depth: int) -> Step:
        name = node.id
        if name not in self.names:
            allowed = ", ".join(sorted(self.names))
            raise MetrologyError(Code.UNKNOWN_NAME, found=name, allowed=allowed)
        self.used.add(name)
        return lambda env: env.get(name)

    def unary(self, node: ast.UnaryOp, depth: int) -> Step:
        if isinstance(node.op, ast.Not):
            flag = self.truth_step(node.operand, depth)
            return lambda env: not flag(env)
        operand = self.number_step(node.operand, depth)
        if isinstance(node.op, ast.USub):
            return lambda env: operand(env).copy_negate()
        if isinstance(node.op, ast.UAdd):
            return operand
        raise self.refusal(node, "this operator is not part of the language")

    def binary(self, node: ast.BinOp, depth: int) -> Step:
        left = self.number_step(node.left, depth)
        if isinstance(node.op, ast.Pow):
            power, source = self.power(node.right), self.source(node)
            # 0 ** -1 is Infinity to the decimal standard, without a signal.
            return lambda env: number(CONTEXT.power(left(env), power), source)
        sign = _OPERATORS.get(type(node.op))
        if sign is None:
            raise self.refusal(node, "this operator is not part of the language")
        right, source = self.number_step(node.right, depth), self.source(node)
        return lambda env: arithmetic(sign, left(env), right(env), source)

    def power(self, node: ast.expr) -> Decimal:
        literal = self.source(node)
        if not re.fullmatch(r"-?[0-9]", literal):
            raise self.refusal(
                node, f"a power is a whole number from -{HIGHEST_POWER} to {HIGHEST_POWER}"
            )
        return Decimal(literal)

    def comparison(self, node: ast.Compare, depth: int) -> Step:
        operands = [node.left, *node.comparators]
        if any(isinstance(operator, ast.Is | ast.IsNot) for operator in node.ops):
            return self.blank_test(node, depth)
        signs = [_COMPARISONS.get(type(operator)) for operator in node.ops]
        known = [sign for sign in signs if sign is not None]
        if len(known) < len(signs):
            raise self.refusal(node, "this comparison is not part of the language")
        steps = [(self.step(operand, depth), self.source(operand)) for operand in operands]
        return lambda env: _compare_all(env, steps, known)

    def blank_test(self, node: ast.Compare, depth: int) -> Step:
        right = node.comparators[0]
        if len(node.ops) > 1 or not (isinstance(right, ast.Constant) and right.value is None):
            raise self.refusal(node, "only “is None” and “is not None”")
        operand, wanted = self.step(node.left, depth), isinstance(node.ops[0], ast.Is)
        return lambda env: (operand(env) is None) is wanted

    def logic(self, node: ast.BoolOp, depth: int) -> Step:
        flags = [self.truth_step(value, depth) for value in node.values]
        if isinstance(node.op, ast.And):
            return lambda env: all(flag(env) for flag in flags)
        return lambda env: any(flag(env) for flag in flags)

    def choice(self, node: ast.IfExp, depth: int) -> Step:
        test = self.truth_step(node.test, depth)
        chosen, other = self.step(node.body, depth), self.step(node.orelse, depth)
        return lambda env: chosen(env) if test(env) else other(env)

    def call(self, node: ast.Call, depth: int) -> Step:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        function = FUNCTIONS.get(name)
        if function is None or node.keywords:
            raise self.refusal(node, f"functions are {', '.join(sorted(FUNCTIONS))}")
        if not node.args or (name not in LIST_FUNCTIONS and len(node.args) > 1):
            raise self.refusal(node, f"{name} has the wrong number of arguments")
        steps = [(self.step(argument, depth), self.source(argument)) for argument in node.args]
        source = self.source(node)
        if name in LIST_FUNCTIONS:
            return lambda env: function(_flatten(env, steps), source)
        return lambda env: function([number(step(env), shown) for step, shown in steps], source)


def _compare_all(env: Env, steps: list[tuple[Step, str]], signs: list[str]) -> bool:
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
