"""Divisions that can only be by zero: a denominator of literals and constants."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from calibration.definition import Definition
from calibration.procedures.places import Place, places
from common.errors import Fault
from metrology.errors import MetrologyError
from metrology.formula import nodes
from metrology.formula.expressions import compile_expression


def zero_divisions(definition: Definition) -> list[Fault]:
    """A fault for each denominator that is always zero."""
    known = {constant.key: constant.value for constant in definition.constants}
    return [fault for place in places(definition) for fault in _of(place, known)]


def _of(place: Place, known: Mapping[str, Decimal]) -> Iterator[Fault]:
    tree = place.expr.tree
    for node in _all(tree.root):
        if not isinstance(node, nodes.Chain):
            continue
        for link in node.links:
            text = tree.source(link.operand)
            if link.sign == "/" and _is_zero(text, known):
                message = _("“%(found)s” luôn bằng 0: không chia được.") % {"found": text}
                yield Fault(place.path, message, code="divides_by_zero", found=text)


def _is_zero(text: str, known: Mapping[str, Decimal]) -> bool:
    try:
        return compile_expression(text, names=known).number(known) == 0
    except MetrologyError:
        return False  # it needs readings: what they give is told cell by cell


def _all(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for below in nodes.operands(node):
        yield from _all(below)
