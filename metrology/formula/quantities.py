"""The check of dimensions: once per model, before any number is computed.

Values are used in the units in which they are given. Products just multiply their units; a sum
brings its operands to the unit of the first, by an exact factor written into the tree, so nothing
is scaled where nothing differs.

- A bare number has the dimension one. In a sum with anything else it is an error; only a literal
  zero takes the unit beside it, as in `max(x, 0)` (not beside a temperature: 0 of which scale?).
- A point on a temperature scale (degC, degF) plus or minus a difference is a point, point − point
  is a difference, a mean is a point; any other arithmetic with points is refused. Kelvins are a
  ratio: they may be multiplied, and beside a point they are a difference.
- Values on scales and levels (HRC, pH, dB) are added, subtracted and compared among their own; dB
  also goes with dBm and its like, as the difference of two levels. Two such levels are not added:
  10 dBm and 10 dBm are 13 dBm of power, not 20.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from metrology.errors import Code, MetrologyError
from metrology.formula import nodes
from metrology.formula.exact import MOST_BITS, bits, exact_power, rational
from metrology.formula.syntax import MODEL, parse
from metrology.formula.turns import require_turns_told
from metrology.quantities.dimensions import ONE, Dimension
from metrology.quantities.unit_terms import UnitTerm, parse_unit_term
from metrology.reasons import Reason, refusal

_ANY_ZERO = "0"
_LEVEL_STEP = "dB"
MOST_POWER = 64


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a model and what its value is: SI value = value × factor + offset."""

    node: nodes.Node
    dimension: Dimension = ONE
    factor: Fraction = Fraction(1)
    offset: Fraction = Fraction(0)
    kind: str = "ratio"  # of UnitTerm, and "number" for what is made of literals only
    text: str = ""  # the unit's own, where there is one

    @property
    def shown(self) -> str:
        return self.text or str(self.dimension)

    @property
    def is_point(self) -> bool:
        return self.kind == "point"

    @property
    def is_zero(self) -> bool:
        return self.text == _ANY_ZERO


def check(
    tree: nodes.Tree, units: Mapping[str, UnitTerm], target: UnitTerm, *, name: str = ""
) -> nodes.Tree:
    """Check a model's dimensions; give the tree that computes the result in the target's unit.

    `units` has the unit of every name of the model; `name` is the output's, for the message.
    Raises `wrong_dimension`: `found` is the part, `place` its column, `why` a code of
    `metrology.reasons`, with the units it found and wanted.
    """
    checker = _Checker(tree, units, name or tree.text)
    return replace(tree, root=checker.result(target).node)


def check_models(formulas: Mapping[str, str], units: Mapping[str, str]) -> dict[str, nodes.Tree]:
    """Parse and check models that may use each other's results.

    `units` has the unit of every input and every output. The trees are what `prepare` takes.
    Raises what `syntax.parse`, `parse_unit_term` and `check` raise.
    """
    terms = {name: parse_unit_term(text) for name, text in units.items()}
    trees = {name: parse(text, names=units, dialect=MODEL) for name, text in formulas.items()}
    for name, tree in trees.items():
        require_turns_told(tree, terms, name)
    return {name: check(tree, terms, terms[name], name=name) for name, tree in trees.items()}


class _Checker:
    """One walk over one tree, from the leaves up."""

    def __init__(self, tree: nodes.Tree, units: Mapping[str, UnitTerm], name: str) -> None:
        self.tree = tree
        self.units = units
        self.name = name

    def refuse(
        self,
        why: Reason,
        node: nodes.Node | nodes.Link,
        words: Mapping[str, str],
        *,
        at: nodes.Node | None = None,
    ) -> MetrologyError:
        found, place = self.tree.source(node), self.tree.column(at or node)
        return refusal(Code.WRONG_DIMENSION, why, found=found, place=place, name=self.name, **words)

    def source(self, part: _Part) -> str:
        return f"“{self.tree.source(part.node)}”"

    def part(self, node: nodes.Node) -> _Part:
        match node:
            case nodes.Number():
                zero = _ANY_ZERO if node.value == 0 else ""
                return _Part(node, kind="number", text=zero)
            case nodes.Pi():
                return _Part(node, kind="number")
            case nodes.Name():
                return self.named(node)
            case nodes.Unary():
                return self.unary(node)
            case nodes.Chain():
                return self.chain(node)
            case nodes.Power():
                return self.power(node)
            case nodes.Call():
                return self.call(node)
            case _:
                return self.decision(node)

    def named(self, node: nodes.Name) -> _Part:
        term = self.units[node.name]
        return _Part(node, term.dimension, term.factor, term.offset, term.kind, term.text)

    def unary(self, node: nodes.Unary) -> _Part:
        operand = self.part(node.operand)
        if node.sign == "not":
            return replace(operand, node=replace(node, operand=operand.node))
        if node.sign == "-" and operand.is_point:
            raise self.point_changed(operand)
        return replace(operand, node=replace(node, operand=operand.node))

    def chain(self, node: nodes.Chain) -> _Part:
        total = self.part(node.first)
        for link in node.links:
            right = self.part(link.operand)
            join = self.added if link.sign in "+-" else self.multiplied
            total = join(link, total, right)
        return total

    # -- sums ---------------------------------------------------------------------------------

    def added(self, link: nodes.Link, left: _Part, right: _Part) -> _Part:
        if left.is_point or right.is_point:
            return self.added_point(link, left, right)
        levels = _over_a_reference(left) and _over_a_reference(right)
        if levels and link.sign == "+":
            words = {"left": self.source(left), "right": self.source(right)}
            raise self.refuse(Reason.LEVELS_ADDED, link, words)
        (left, right), common = self.together([left, right], link)
        text = _LEVEL_STEP if levels else common.text
        return replace(common, node=_linked(link, left, right), text=text)

    def added_point(self, link: nodes.Link, left: _Part, right: _Part) -> _Part:
        if left.is_point and right.is_point:
            if link.sign == "+":
                words = {"left": self.source(left), "right": self.source(right)}
                raise self.refuse(Reason.POINTS_ADDED, link, words)
            right = self.converted(right, left, link)
            node = _linked(link, left, right)
            return _Part(node, left.dimension, left.factor, kind="difference")
        if right.is_point and link.sign == "-":
            raise self.point_changed(right)
        point, step = (left, right) if left.is_point else (right, left)
        as_step = replace(point, offset=Fraction(0), kind="difference")
        scaled = step if step.is_zero else self.converted(step, as_step, link)
        pair = (left, scaled) if left.is_point else (scaled, right)
        return replace(point, node=_linked(link, *pair))

    def together(
        self, parts: Sequence[_Part], place: nodes.Node | nodes.Link
    ) -> tuple[list[_Part], _Part]:
        """Bring parts to the unit of the first that has one; a literal zero has any."""
        common = min(parts, key=_rank)
        found = [self.converted(part, common, place) for part in parts]
        if common.kind == "number" and any(part.kind != "number" for part in parts):
            common = replace(common, kind="ratio")
        return found, common

    def converted(self, part: _Part, to: _Part, place: nodes.Node | nodes.Link) -> _Part:
        if part.is_zero and not to.is_point:
            return part
        if part.dimension != to.dimension or (part.kind == "number" and to.is_point):
            raise self.different(part, to, place)
        if part.is_point is not to.is_point:
            raise self.point_changed(part if part.is_point else to)
        if not _same_scale(part, to):
            raise self.different(part, to, place)
        factor, offset = part.factor / to.factor, (part.offset - to.offset) / to.factor
        return replace(to, node=_scaled(part.node, factor, offset))

    def different(self, part: _Part, to: _Part, place: nodes.Node | nodes.Link) -> MetrologyError:
        bare = next((each for each in (part, to) if each.kind == "number"), None)
        if bare is not None:
            wanted = to.shown if bare is part else part.shown
            words = {"part": self.source(bare), "wanted_unit": wanted}
            return self.refuse(Reason.NEEDS_UNIT, bare.node, words)
        first, second = sorted((part, to), key=lambda each: each.node.span.start)
        words = {
            "left": self.source(first),
            "left_unit": first.shown,
            "right": self.source(second),
            "right_unit": second.shown,
        }
        return self.refuse(Reason.DIFFERENT_UNITS, place, words, at=second.node)

    def point_changed(self, part: _Part) -> MetrologyError:
        words = {"part": self.source(part), "found_unit": part.shown}
        return self.refuse(Reason.POINT_CHANGED, part.node, words)

    # -- products and powers ------------------------------------------------------------------

    def multiplied(self, link: nodes.Link, left: _Part, right: _Part) -> _Part:
        for part in (left, right):
            self.insist_ratio(part)
        divide = link.sign == "/"
        node = _linked(link, left, right)
        if left.kind == right.kind == "number":
            return _Part(node, kind="number")
        dimension = left.dimension / right.dimension if divide else left.dimension * right.dimension
        factor = left.factor / right.factor if divide else left.factor * right.factor
        if bits(factor) > MOST_BITS:
            raise self.refuse(Reason.TOO_LARGE, link, {})
        return _Part(node, dimension, factor)

    def insist_ratio(self, part: _Part) -> None:
        if part.is_point:
            raise self.point_changed(part)
        if part.kind == "scale":
            words = {"part": self.source(part), "found_unit": part.shown}
            raise self.refuse(Reason.SCALE_CHANGED, part.node, words)

    def power(self, node: nodes.Power) -> _Part:
        base, exponent = self.part(node.base), self.part(node.exponent)
        self.insist_ratio(base)
        if not exponent.dimension.is_one:
            words = {"part": self.source(exponent), "found_unit": exponent.shown}
            raise self.refuse(Reason.EXPONENT_UNIT, node.exponent, words)
        constant = rational(node.exponent)
        if constant is None:
            if not base.dimension.is_one:
                words = {"part": self.source(base), "found_unit": base.shown}
                raise self.refuse(Reason.EXPONENT_VARIES, node.base, words)
            both = base.kind == exponent.kind == "number"
            base, exponent = self.plain(base, node), self.plain(exponent, node)
            kind = "number" if both else "ratio"
            return _Part(replace(node, base=base.node, exponent=exponent.node), kind=kind)
        wild = abs(constant) > MOST_POWER or constant.denominator > MOST_POWER
        if wild and not base.dimension.is_one:
            raise self.refuse(Reason.POWER, node.exponent, {"most": str(MOST_POWER)})
        base, factor = _raised(base, constant)
        made = replace(node, base=base.node)
        kind = "number" if base.kind == "number" else "ratio"
        return _Part(made, base.dimension**constant, factor, kind=kind)

    def plain(self, part: _Part, node: nodes.Node, function: str = "**") -> _Part:
        """Insist on dimension one, and take out the scale: 3 % becomes 0.03."""
        self.insist_ratio(part)
        if not part.dimension.is_one:
            words = {"part": function, "found_unit": part.shown}
            raise self.refuse(Reason.NEEDS_ONE, part.node, words)
        return _Part(_scaled(part.node, part.factor), kind=part.kind)

    # -- functions and decisions --------------------------------------------------------------

    def call(self, node: nodes.Call) -> _Part:
        parts = [self.part(argument) for argument in node.arguments]
        if node.function in ("min", "max", "mean", "stdev"):
            return self.alike(node, parts)
        if node.function == "atan2":
            for part in parts:
                self.insist_ratio(part)
            parts, _common = self.together(parts, node)
            return _Part(_with_arguments(node, parts))
        if node.function == "abs":
            if parts[0].is_point:
                raise self.point_changed(parts[0])
            return replace(parts[0], node=_with_arguments(node, parts))
        if node.function == "sqrt":
            self.insist_ratio(parts[0])
            base, factor = _raised(parts[0], Fraction(1, 2))
            dimension = base.dimension ** Fraction(1, 2)
            kind = "number" if base.kind == "number" else "ratio"
            return _Part(_with_arguments(node, [base]), dimension, factor, kind=kind)
        plain = self.plain(parts[0], node, node.function)
        kind = "number" if plain.kind == "number" else "ratio"
        return _Part(_with_arguments(node, [plain]), kind=kind)

    def alike(self, node: nodes.Call, parts: Sequence[_Part]) -> _Part:
        parts, common = self.together(parts, node)
        if node.function == "stdev" and common.is_point:
            common = replace(common, offset=Fraction(0), kind="difference", text="")
        return replace(common, node=_with_arguments(node, parts))

    def decision(self, node: nodes.Node) -> _Part:
        match node:
            case nodes.Comparison():
                parts = [self.part(operand) for operand in node.operands]
                parts, _common = self.together(parts, node)
                return _Part(replace(node, operands=tuple(part.node for part in parts)))
            case nodes.Logic():
                tests = tuple(self.part(operand).node for operand in node.operands)
                return _Part(replace(node, operands=tests))
            case nodes.Choice():
                test = self.part(node.test).node
                branches = [self.part(node.chosen), self.part(node.other)]
                if not nodes.is_truth(node.chosen):
                    branches, common = self.together(branches, node)
                else:
                    common = branches[0]
                chosen, other = (branch.node for branch in branches)
                return replace(common, node=replace(node, test=test, chosen=chosen, other=other))
            case _:
                raise TypeError(node)  # texts and blanks: a worksheet's formula has no units

    # -- the result ---------------------------------------------------------------------------

    def result(self, target: UnitTerm) -> _Part:
        part, root = self.part(self.tree.root), self.tree.root
        wanted = _Part(
            root, target.dimension, target.factor, target.offset, target.kind, target.text
        )
        words = {"found_unit": part.shown, "wanted_unit": wanted.shown}
        if part.is_zero and not wanted.is_point:
            return part
        if part.dimension != wanted.dimension or not _same_scale(part, wanted):
            if not part.dimension.is_one or part.text:
                words["found_unit"] = _both(part)
            words["wanted_unit"] = _both(wanted)
            raise self.refuse(Reason.RESULT_UNIT, root, words)
        if wanted.is_point and not part.is_point:
            raise self.refuse(Reason.RESULT_DIFFERENCE, root, words)
        if part.is_point and target.kind == "difference":
            raise self.refuse(Reason.RESULT_POINT, root, words)
        factor, offset = part.factor / wanted.factor, (part.offset - wanted.offset) / wanted.factor
        return replace(wanted, node=_scaled(part.node, factor, offset))


def _both(part: _Part) -> str:
    """Give a unit with its dimension: "mV (kg·m²·s⁻³·A⁻¹)"."""
    dimension = str(part.dimension)
    return f"{part.text} ({dimension})" if part.text not in ("", dimension) else dimension


def _rank(part: _Part) -> int:
    """Say whose unit a sum has: a level's before dB, a scale's before a ratio, zero's last."""
    if part.is_zero:
        return 3
    if part.kind != "scale":
        return 2
    return 1 if part.text == _LEVEL_STEP else 0


def _over_a_reference(part: _Part) -> bool:
    """Whether a value is a level such as dBm or dB(A), not the dB between two of them."""
    return part.kind == "scale" and part.text.startswith(_LEVEL_STEP) and part.text != _LEVEL_STEP


def _same_scale(part: _Part, other: _Part) -> bool:
    """Values on two scales do not mix; dB goes with dBm and its like, as their difference."""
    if part.kind != "scale" or other.kind != "scale" or part.text == other.text:
        return True
    texts = (part.text, other.text)
    return _LEVEL_STEP in texts and all(text.startswith(_LEVEL_STEP) for text in texts)


def _scaled(node: nodes.Node, factor: Fraction, offset: Fraction = Fraction(0)) -> nodes.Node:
    if factor == 1 and offset == 0:
        return node
    return nodes.Scaling(node.span, node, factor, offset)


def _linked(link: nodes.Link, left: _Part, right: _Part) -> nodes.Node:
    """Lengthen the chain on the left, so that a long sum stays flat."""
    made = replace(link, operand=right.node)
    family = "+-" if link.sign in "+-" else "*/"
    if isinstance(left.node, nodes.Chain) and left.node.links[0].sign in family:
        return nodes.Chain(link.span, left.node.first, (*left.node.links, made))
    return nodes.Chain(link.span, left.node, (made,))


def _with_arguments(node: nodes.Call, parts: Sequence[_Part]) -> nodes.Node:
    return replace(node, arguments=tuple(part.node for part in parts))


def _raised(base: _Part, power: Fraction) -> tuple[_Part, Fraction]:
    """Give base and factor ** power; a factor without an exact root is taken out before."""
    factor = exact_power(base.factor, power)
    if factor is not None:
        return base, factor
    plain = replace(base, node=_scaled(base.node, base.factor), factor=Fraction(1))
    return plain, Fraction(1)
