"""Text to tree: an allow-list over the syntax of Python, and nothing of Python is ever run.

The text is first scanned for the tokens of the language, then parsed by `ast`, then copied node by
node into our own; what is not named here is refused with its column. Length, depth and the number
of parts are bounded, so hostile text costs milliseconds.
"""

import ast
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from keyword import iskeyword

from metrology.errors import Code, MetrologyError
from metrology.formula.nodes import (
    BlankTest,
    Call,
    Chain,
    Choice,
    Comparison,
    Link,
    Literal,
    Logic,
    Name,
    Node,
    Number,
    Pi,
    Power,
    Span,
    Tree,
    Unary,
    is_truth,
)
from metrology.reasons import Reason, refusal

HIGHEST_POWER = 9

LIST_FUNCTIONS = frozenset({"min", "max", "mean", "stdev", "len"})
FUNCTION_NAMES = LIST_FUNCTIONS | {
    "abs", "sqrt", "exp", "log", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "atan2",
    "sinh", "cosh", "tanh",
}  # fmt: skip


@dataclass(frozen=True)
class Dialect:
    """What one use of the language allows: its size, and whether it is about numbers only."""

    longest: int
    deepest: int
    most_parts: int
    model: bool


WORKSHEET = Dialect(longest=500, deepest=20, most_parts=500, model=False)
MODEL = Dialect(longest=2000, deepest=30, most_parts=1000, model=True)

_NUMBER = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?"
_TOKEN = re.compile(
    rf"""(?P<space>[ \t\r\n\f]+|\#[^\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\r\n]*)
    |(?P<number>{_NUMBER})(?![\w.])
    |(?P<name>[^\W\d]\w*)
    |(?P<text>'[^'\\\x00-\x1f\x7f\ud800-\udfff]*'|"[^"\\\x00-\x1f\x7f\ud800-\udfff]*")
    |(?P<sign>[-+*/%@&|^~<>=!.,:;()\[\]{{}}])""",
    re.VERBOSE,
)
_NAME = re.compile(r"[^\W\d]\w*")
_LINE_END = re.compile(r"\r\n|\r|\n")
_SUM = {ast.Add: "+", ast.Sub: "-"}
_PRODUCT = {ast.Mult: "*", ast.Div: "/"}
_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}


def parse(text: str, *, names: Collection[str], dialect: Dialect = MODEL) -> Tree:
    """Read a formula over the given names.

    Allowed: decimal numbers, the names, `pi`, `+ - * /`, `**`, comparisons (chained), `and or not`,
    `a if c else b`, and abs, sqrt, exp, log (natural), log10, sin, cos, tan, asin, acos, atan,
    atan2, sinh, cosh, tanh, min, max, mean, stdev (n − 1, GUM 4.2.2). Worksheets also know 'text',
    None, True, False, `is None`, `is not None` and len; their powers are whole numbers up to 9.
    A name of the caller comes before the constant pi.

    Raises `blank`, `bad_expression` (with `place`, the column counted from 1), `unknown_name`.
    """
    formula = text.strip()
    if not formula:
        raise MetrologyError(Code.BLANK)
    if len(formula) > dialect.longest:
        raise _refused(formula, 0, Reason.TOO_LONG, most=str(dialect.longest))
    _scan(formula)
    builder = _Builder(formula, frozenset(names), dialect)
    root = builder.build(_parsed(formula), 1)
    if dialect.model:
        builder.insist(root, truth=False)
    return Tree(formula, root, frozenset(builder.used))


def is_name(text: str) -> bool:
    """Whether a text can be a name in a formula."""
    return bool(_NAME.fullmatch(text)) and text.isidentifier() and not iskeyword(text)


def _refused(text: str, start: int, why: Reason, **words: str) -> MetrologyError:
    return refusal(Code.BAD_EXPRESSION, why, found=text, place=start + 1, **words)


def _scan(text: str) -> None:
    """Refuse what is no token, before Python's own reader may warn about it or trip over it."""
    position = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            digits = re.compile(r"[.]?[0-9][\w.]*").match(text, position)
            why = Reason.NOT_DECIMAL if digits else Reason.CHARACTER
            part = digits[0] if digits else ascii(text[position])[1:-1]
            raise _refused(text, position, why, part=part)
        if token["name"] and not token["name"].isidentifier():
            raise _refused(text, position, Reason.CHARACTER, part=token["name"])
        position = token.end()


def _parsed(text: str) -> ast.expr:
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError as problem:
        raise _refused(text, _place_of(problem, text), Reason.SYNTAX) from problem
    except (ValueError, RecursionError, MemoryError) as problem:
        raise _refused(text, 0, Reason.UNREADABLE) from problem


def _place_of(problem: SyntaxError, text: str) -> int:
    """Where Python stopped, from 0; without a column it wanted more than there is."""
    if not problem.offset:
        return len(text)
    starts = [0, *(end.end() for end in _LINE_END.finditer(text))]
    line = min(problem.lineno or 1, len(starts)) - 1
    return min(starts[line] + problem.offset - 1, len(text))


class _Places:
    """Where Python's nodes stand, in characters: `ast` counts lines, and bytes within them."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *(end.end() for end in _LINE_END.finditer(text))]
        ends = [*self.starts[1:], len(text)]
        pairs = zip(self.starts, ends, strict=True)
        self.lines = [text[start:end].encode() for start, end in pairs]
        self.ascii = text.isascii()

    def span(self, node: ast.expr) -> Span:
        end_line, end_byte = node.end_lineno or node.lineno, node.end_col_offset or 0
        return Span(self._at(node.lineno, node.col_offset), self._at(end_line, end_byte))

    def _at(self, line: int, byte: int) -> int:
        before = byte if self.ascii else len(self.lines[line - 1][:byte].decode())
        return self.starts[line - 1] + before


class _Builder:
    """One walk over one syntax tree."""

    def __init__(self, text: str, names: frozenset[str], dialect: Dialect) -> None:
        self.text = text
        self.names = names
        self.dialect = dialect
        self.used: set[str] = set()
        self.parts = 0
        self.places = _Places(text)
        self.by_node: dict[type[ast.expr], Callable[..., Node]] = {
            ast.Constant: self.constant,
            ast.Name: self.name,
            ast.UnaryOp: self.unary,
            ast.BinOp: self.binary,
            ast.Compare: self.comparison,
            ast.BoolOp: self.logic,
            ast.IfExp: self.choice,
            ast.Call: self.call,
        }

    def refuse(self, node: ast.expr | Node, why: Reason, **words: str) -> MetrologyError:
        span = self.places.span(node) if isinstance(node, ast.expr) else node.span
        return _refused(self.text, span.start, why, **words)

    def source(self, node: ast.expr | Node) -> str:
        span = self.places.span(node) if isinstance(node, ast.expr) else node.span
        return self.text[span.start : span.end]

    def insist(self, node: Node, *, truth: bool) -> Node:
        """In a model every part is a number or a yes-or-no, and it is known which."""
        if self.dialect.model and is_truth(node) is not truth:
            why = Reason.TRUTH_NEEDED if truth else Reason.NUMBER_NEEDED
            raise self.refuse(node, why, part=self.source(node))
        return node

    def build(self, node: ast.expr, depth: int) -> Node:
        self.parts += 1
        if depth > self.dialect.deepest:
            raise self.refuse(node, Reason.TOO_DEEP, most=str(self.dialect.deepest))
        if self.parts > self.dialect.most_parts:
            raise self.refuse(node, Reason.TOO_MANY_PARTS, most=str(self.dialect.most_parts))
        build = self.by_node.get(type(node))
        if build is None:
            raise self.refuse(node, Reason.NOT_IN_LANGUAGE, part=self.source(node))
        return build(node, depth + 1)

    def number(self, node: ast.expr, depth: int) -> Node:
        return self.insist(self.build(node, depth), truth=False)

    def truth(self, node: ast.expr, depth: int) -> Node:
        return self.insist(self.build(node, depth), truth=True)

    def constant(self, node: ast.Constant, _depth: int) -> Node:
        value: object = node.value
        span, source = self.places.span(node), self.source(node)
        if value is None or isinstance(value, bool | str):
            if self.dialect.model:
                raise self.refuse(node, Reason.NOT_IN_LANGUAGE, part=source)
            return Literal(span, value)
        # From the source, not from the float Python made of it: every digit counts.
        if not re.fullmatch(_NUMBER, source):
            raise self.refuse(node, Reason.NOT_DECIMAL, part=source)
        return Number(span, Decimal(source))

    def name(self, node: ast.Name, _depth: int) -> Node:
        # Python folds compatibility characters (µ) into one; a caller's own spelling comes first.
        source = self.source(node)
        name = source if source in self.names else node.id
        if name in self.names:
            self.used.add(name)
            return Name(self.places.span(node), name)
        if name == "pi":
            return Pi(self.places.span(node))
        allowed = ", ".join(sorted(self.names))
        place = str(self.places.span(node).start + 1)
        raise MetrologyError(Code.UNKNOWN_NAME, found=name, allowed=allowed, place=place)

    def unary(self, node: ast.UnaryOp, depth: int) -> Node:
        span = self.places.span(node)
        if isinstance(node.op, ast.Not):
            return Unary(span, "not", self.truth(node.operand, depth))
        if isinstance(node.op, ast.Invert):
            raise self.refuse(node, Reason.OPERATOR)
        sign = "-" if isinstance(node.op, ast.USub) else "+"
        return Unary(span, sign, self.number(node.operand, depth))

    def binary(self, node: ast.BinOp, depth: int) -> Node:
        if isinstance(node.op, ast.Pow):
            return self.power(node, depth)
        family: dict[type[ast.operator], str] = next(
            (signs for signs in (_SUM, _PRODUCT) if type(node.op) in signs), {}
        )
        spine = [node]
        while isinstance(spine[-1].left, ast.BinOp) and type(spine[-1].left.op) in family:
            spine.append(spine[-1].left)
        spine.reverse()
        if not family:
            raise self.refuse(node, Reason.OPERATOR)
        return self.chain(spine, [family[type(part.op)] for part in spine], depth)

    def chain(self, spine: Sequence[ast.BinOp], signs: Sequence[str], depth: int) -> Node:
        # A worksheet's sum counts as nested, as it always did; a model may add a hundred terms.
        extra = 0 if self.dialect.model else len(spine) - 1
        first = self.number(spine[0].left, depth + extra)
        links = [
            Link(self.places.span(part), sign, self.number(part.right, depth + max(extra - i, 0)))
            for i, (part, sign) in enumerate(zip(spine, signs, strict=True))
        ]
        return Chain(self.places.span(spine[-1]), first, tuple(links))

    def power(self, node: ast.BinOp, depth: int) -> Node:
        base, span = self.number(node.left, depth), self.places.span(node)
        if self.dialect.model:
            return Power(span, base, self.number(node.right, depth))
        literal = self.source(node.right)
        if not re.fullmatch(rf"-?[0-{HIGHEST_POWER}]", literal):
            raise self.refuse(node.right, Reason.POWER, most=str(HIGHEST_POWER))
        return Power(span, base, Number(self.places.span(node.right), Decimal(literal)))

    def comparison(self, node: ast.Compare, depth: int) -> Node:
        if any(isinstance(operator, ast.Is | ast.IsNot) for operator in node.ops):
            return self.blank_test(node, depth)
        signs = [_COMPARISONS.get(type(operator)) for operator in node.ops]
        known = tuple(sign for sign in signs if sign is not None)
        if len(known) < len(signs):
            raise self.refuse(node, Reason.COMPARISON)
        parts = [self.number(part, depth) for part in (node.left, *node.comparators)]
        return Comparison(self.places.span(node), tuple(parts), known)

    def blank_test(self, node: ast.Compare, depth: int) -> Node:
        right = node.comparators[0]
        if len(node.ops) > 1 or not (isinstance(right, ast.Constant) and right.value is None):
            raise self.refuse(node, Reason.ONLY_NONE)
        if self.dialect.model:
            raise self.refuse(node, Reason.COMPARISON)
        operand = self.build(node.left, depth)
        return BlankTest(self.places.span(node), operand, isinstance(node.ops[0], ast.Is))

    def logic(self, node: ast.BoolOp, depth: int) -> Node:
        parts = tuple(self.truth(value, depth) for value in node.values)
        return Logic(self.places.span(node), "and" if isinstance(node.op, ast.And) else "or", parts)

    def choice(self, node: ast.IfExp, depth: int) -> Node:
        test = self.truth(node.test, depth)
        chosen = self.build(node.body, depth)
        other = self.insist(self.build(node.orelse, depth), truth=is_truth(chosen))
        return Choice(self.places.span(node), test, chosen, other)

    def call(self, node: ast.Call, depth: int) -> Node:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        known = FUNCTION_NAMES - {"len"} if self.dialect.model else FUNCTION_NAMES
        if name not in known or node.keywords:
            raise self.refuse(node, Reason.FUNCTION, allowed=", ".join(sorted(known)))
        if not self.arguments_fit(name, len(node.args)):
            raise self.refuse(node, Reason.ARGUMENTS, part=name)
        arguments = tuple(self.number(argument, depth) for argument in node.args)
        return Call(self.places.span(node), name, arguments)

    def arguments_fit(self, name: str, count: int) -> bool:
        if name in LIST_FUNCTIONS:
            # A worksheet's argument may be a list of readings, so its length is not known yet.
            return count > (1 if self.dialect.model and name == "stdev" else 0)
        return count == (2 if name == "atan2" else 1)
