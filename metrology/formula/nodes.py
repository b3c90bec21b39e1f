"""The parts of a checked formula: small frozen nodes, each with its place in the text."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple


class Span(NamedTuple):
    """Where a part stands: characters from 0, the end excluded."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Number:
    """A decimal number with every digit that was written."""

    span: Span
    value: Decimal


@dataclass(frozen=True, slots=True)
class Pi:
    """The constant π."""

    span: Span


@dataclass(frozen=True, slots=True)
class Literal:
    """A text, True, False or None; worksheets only."""

    span: Span
    value: str | bool | None


@dataclass(frozen=True, slots=True)
class Name:
    """An input, or another formula's result."""

    span: Span
    name: str


@dataclass(frozen=True, slots=True)
class Unary:
    """`+`, `-` or `not` before an operand."""

    span: Span
    sign: str
    operand: "Node"


@dataclass(frozen=True, slots=True)
class Link:
    """One more operand of a chain; the span is that of the chain so far."""

    span: Span
    sign: str
    operand: "Node"


@dataclass(frozen=True, slots=True)
class Chain:
    """A sum `a + b − c …` or a product `a * b / c …`, from left to right, however long."""

    span: Span
    first: "Node"
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Power:
    """base ** exponent."""

    span: Span
    base: "Node"
    exponent: "Node"


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the language with its arguments, their number checked."""

    span: Span
    function: str
    arguments: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`a < b <= c`: neighbours compared from left to right."""

    span: Span
    operands: tuple["Node", ...]
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BlankTest:
    """`a is None` (wanted) or `a is not None`; worksheets only."""

    span: Span
    operand: "Node"
    wanted: bool


@dataclass(frozen=True, slots=True)
class Logic:
    """`and` or `or` over two or more operands, stopping early."""

    span: Span
    word: str
    operands: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """`chosen if test else other`; only the one that is taken is computed."""

    span: Span
    test: "Node"
    chosen: "Node"
    other: "Node"


@dataclass(frozen=True, slots=True)
class Scaling:
    """operand × factor + offset, exactly: a change of unit put in by the check of dimensions."""

    span: Span
    operand: "Node"
    factor: Fraction
    offset: Fraction = Fraction(0)


Node = (
    Number | Pi | Literal | Name | Unary | Chain | Power | Call | Comparison
    | BlankTest | Logic | Choice | Scaling
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tree:
    """A formula that was read: its text, its root and the names it uses."""

    text: str
    root: Node
    names: frozenset[str]

    def source(self, part: Node | Link) -> str:
        """The text of one part."""
        return self.text[part.span.start : part.span.end]

    def column(self, part: Node | Link) -> int:
        """The column where a part begins, in characters from 1."""
        return part.span.start + 1


def operands(node: Node) -> Iterator[Node]:
    """The parts right below a node, from left to right."""
    match node:
        case Unary() | BlankTest() | Scaling():
            yield node.operand
        case Chain():
            yield node.first
            yield from (link.operand for link in node.links)
        case Power():
            yield from (node.base, node.exponent)
        case Call():
            yield from node.arguments
        case Comparison() | Logic():
            yield from node.operands
        case Choice():
            yield from (node.test, node.chosen, node.other)
        case _:
            return


def is_truth(node: Node) -> bool:
    """Whether a part gives yes or no; in models this is known before anything is computed."""
    match node:
        case Comparison() | BlankTest() | Logic():
            return True
        case Unary():
            return node.sign == "not"
        case Literal():
            return isinstance(node.value, bool)
        case Choice():
            return is_truth(node.chosen)
        case _:
            return False
