"""The unit of a worksheet's formula, as far as it can be known, and where units disagree.

A worksheet computes with plain numbers, in the units of its columns and fields: nothing is
converted inside a formula. So a sum of millimetres and micrometres is as wrong as one of
millimetres and seconds. What cannot be known is allowed: a literal stands for whatever is beside
it, and a product with a literal may have changed the scale (`* 1000`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from django.utils.translation import gettext as _

from metrology.formula import nodes
from metrology.formula.exact import rational
from metrology.quantities.dimensions import ONE, Dimension
from metrology.quantities.unit_terms import UnitTerm
from metrology.quantities.units import UNITS

UNIT, NUMBER, TEXT, TRUTH, ANY = "unit", "number", "text", "truth", "any"
# The scale of a unit that is only known to be one and the same: a prime that no unit has, so that
# it cancels in a ratio and is recognized wherever it does not.
SAME = Fraction(2**61 - 1)
_SMOOTH = frozenset({
    "exp", "log", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh",
})  # fmt: skip


@dataclass(frozen=True)
class Known:
    """What is known of a part: of a UNIT its dimension, and its scale unless that is open."""

    kind: str = ANY
    dimension: Dimension = ONE
    scale: Fraction | None = None
    shown: str = ""

    @property
    def words(self) -> str:
        """The unit for a reader."""
        return self.shown or str(self.dimension)


UNKNOWN, BARE, WORDS, YES_OR_NO = Known(), Known(NUMBER), Known(TEXT), Known(TRUTH)


class Disagreement(Exception):
    """Two parts of a formula that do not go together; the sentence says which."""


def of_term(term: UnitTerm) -> Known:
    """The unit of a term."""
    shown = UNITS[term.text].symbol if term.text in UNITS else term.text
    return Known(UNIT, term.dimension, term.factor, shown)


def unit_of(tree: nodes.Tree, names: Mapping[str, Known]) -> Known:
    """The unit of a formula's value. Raises Disagreement."""
    return _Walker(tree, names).part(tree.root)


def product(left: Known, right: Known, *, divide: bool = False) -> Known:
    """The unit of a product or a quotient."""
    if ANY in (left.kind, right.kind):
        return UNKNOWN
    if left.kind == right.kind == NUMBER:
        return BARE
    dimension = left.dimension / right.dimension if divide else left.dimension * right.dimension
    if left.scale is None or right.scale is None:
        same = right.kind == NUMBER and not right.dimension.powers
        return Known(UNIT, dimension, None, left.shown if same else "")
    scale = left.scale / right.scale if divide else left.scale * right.scale
    return Known(UNIT, dimension, scale)


def fits(found: Known, wanted: Known) -> bool:
    """Whether a value may stand where the other is asked for."""
    if {found.kind, wanted.kind} & {ANY, NUMBER}:
        return found.kind not in (TEXT, TRUTH)
    if found.kind != UNIT or wanted.kind != UNIT:
        return found.kind == wanted.kind
    return found.dimension == wanted.dimension and _same_scale(found.scale, wanted.scale)


def _same_scale(one: Fraction | None, other: Fraction | None) -> bool:
    """Whether two scales are equal, or may be as far as is known."""
    if one is None or other is None or one == other:
        return True
    ratio = one / other
    return 0 in (ratio.numerator % SAME.numerator, ratio.denominator % SAME.numerator)


class _Walker:
    def __init__(self, tree: nodes.Tree, names: Mapping[str, Known]) -> None:
        self.tree, self.names = tree, names

    def part(self, node: nodes.Node) -> Known:
        match node:
            case nodes.Name():
                return self.names.get(node.name, UNKNOWN)
            case nodes.Unary():
                return self.part(node.operand)
            case nodes.Chain():
                return self.chain(node)
            case nodes.Power():
                return self.power(node)
            case nodes.Call():
                return self.call(node)
            case _:
                return _literal(node) or self.decision(node)

    def decision(self, node: nodes.Node) -> Known:
        match node:
            case nodes.Comparison():
                self.together(node.operands)
                return YES_OR_NO
            case nodes.Choice():
                self.part(node.test)
                return self.together((node.chosen, node.other))
            case _:
                for each in nodes.operands(node):
                    self.part(each)
                return YES_OR_NO

    def chain(self, node: nodes.Chain) -> Known:
        if node.links[0].sign in "+-":
            return self.together((node.first, *(link.operand for link in node.links)), sum_=True)
        total = self.counted(node.first)
        for link in node.links:
            total = product(total, self.counted(link.operand), divide=link.sign == "/")
        return total

    def counted(self, node: nodes.Node) -> Known:
        """A part that arithmetic is done with."""
        found = self.part(node)
        if found.kind == TEXT:
            message = _("“%(part)s” là chữ, không tính được.") % {"part": self.tree.source(node)}
            raise Disagreement(message)
        return found

    def together(self, parts: Sequence[nodes.Node], *, sum_: bool = False) -> Known:
        """Parts that are added, compared or chosen between."""
        found = [(each, self.counted(each) if sum_ else self.part(each)) for each in parts]
        first, common = found[0]
        for each, own in found[1:]:
            if not self.agree(common, own):
                raise self.differ(first, common, each, own)
            if _says_more(own, common):
                first, common = each, own
        return common

    def agree(self, one: Known, other: Known) -> bool:
        if {one.kind, other.kind} == {TEXT, NUMBER}:
            return False
        return fits(one, other) or fits(other, one)

    def differ(
        self, node: nodes.Node, one: Known, beside: nodes.Node, other: Known
    ) -> Disagreement:
        left, right = self.tree.source(node), self.tree.source(beside)
        if TEXT in (one.kind, other.kind):
            message = _("“%(left)s” và “%(right)s”: chữ và số không so sánh với nhau được.")
            return Disagreement(message % {"left": left, "right": right})
        message = _(
            "“%(left)s” tính theo %(left_unit)s, “%(right)s” theo %(right_unit)s: "
            "không cộng, trừ hay so sánh với nhau được."
        )
        words = {"left": left, "right": right, "left_unit": one.words, "right_unit": other.words}
        return Disagreement(message % words)

    def power(self, node: nodes.Power) -> Known:
        base, exponent = self.counted(node.base), rational(node.exponent)
        self.counted(node.exponent)
        if base.kind != UNIT:
            return base
        if exponent is None:
            return UNKNOWN
        whole = base.scale is not None and exponent.denominator == 1
        scale = base.scale ** int(exponent) if whole and base.scale is not None else None
        return Known(UNIT, base.dimension**exponent, scale)

    def call(self, node: nodes.Call) -> Known:
        if node.function in ("min", "max", "mean", "stdev"):
            return self.together(node.arguments, sum_=True)
        parts = [self.counted(each) for each in node.arguments]
        if node.function == "abs":
            return parts[0]
        if node.function == "sqrt":
            return _root(parts[0])
        if node.function in _SMOOTH and parts[0].kind == UNIT and parts[0].dimension.powers:
            message = _("%(function)s cần một số không có đơn vị, “%(part)s” tính theo %(unit)s.")
            words = {
                "function": node.function,
                "part": self.tree.source(node.arguments[0]),
                "unit": parts[0].words,
            }
            raise Disagreement(message % words)
        return BARE if node.function == "len" else Known(UNIT)


def _literal(node: nodes.Node) -> Known | None:
    match node:
        case nodes.Number() | nodes.Pi():
            return BARE
        case nodes.Literal(value=bool()):
            return YES_OR_NO
        case nodes.Literal(value=str()):
            return WORDS
        case nodes.Literal():
            return UNKNOWN
    return None


def _says_more(own: Known, common: Known) -> bool:
    """Whether a part tells the unit of a sum better than what is known of it so far."""
    if common.kind != UNIT:
        return own.kind == UNIT or (common.kind == NUMBER and own.kind == ANY)
    return common.scale is None and own.kind == UNIT and own.scale is not None


def _root(part: Known) -> Known:
    if part.kind != UNIT:
        return part
    return replace(part, dimension=part.dimension ** Fraction(1, 2), scale=None, shown="")
