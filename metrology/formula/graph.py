"""Trees to a straight-line program: numbered steps, each computed once however often it is used."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from metrology.errors import MetrologyError
from metrology.formula.nodes import Span
from metrology.formula.operations import COMMUTATIVE, CONSTANT, FLOATS, INPUT, SELECT
from metrology.formula.plan import Plan
from metrology.reasons import Reason, cannot_compute

MOST_STEPS = 500_000


class Step(NamedTuple):
    """One operation over earlier steps."""

    operation: str
    operands: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """The part of a formula a step was made for, and whether the step is of its derivative."""

    formula: str
    text: str
    span: Span
    derivative: bool = False

    def refuse(self, why: Reason, **words: str) -> MetrologyError:
        """Make `cannot_compute` with the text of the part and its column."""
        source = self.text[self.span.start : self.span.end]
        place = self.span.start + 1
        return cannot_compute(source, why, place=place, name=self.formula, **words)


class Graph:
    """A program under construction over `count` inputs; steps 0 … count − 1 are the inputs.

    Steps are only ever added, so numbers stay valid. The same operation over the same steps is
    the same step; operations on constants are done at once.
    """

    def __init__(self, inputs: Sequence[str]) -> None:
        """Begin with the inputs."""
        self.inputs = tuple(inputs)
        self.most = MOST_STEPS
        self.steps: list[Step] = []
        self.constants: dict[int, float] = {}
        self.origins: list[Origin] = []
        self.depends: list[int] = []  # one bit for each input a step depends on
        self._known: dict[tuple[str, tuple[int, ...]] | str, int] = {}
        for i, name in enumerate(inputs):
            self.origin = Origin("", name, Span(0, len(name)))
            self._added(Step(INPUT, ()), 1 << i)

    def plan(self, outputs: Sequence[int]) -> Plan:
        """Prepare the steps that these outputs need."""
        return Plan(self, outputs)

    def constant(self, value: float | Decimal | Fraction) -> int:
        """Give the step of a constant: the nearest float."""
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise self.origin.refuse(Reason.TOO_LARGE)
        if value and not number:
            raise self.origin.refuse(Reason.TOO_SMALL)
        key = repr(number)
        if key not in self._known:
            self._known[key] = self._added(Step(CONSTANT, ()), 0)
            self.constants[self._known[key]] = number
        return self._known[key]

    def is_constant(self, step: int, value: float) -> bool:
        """Whether a step is this constant."""
        return self.constants.get(step) == value

    def apply(self, operation: str, *operands: int) -> int:
        """Give the step of an operation; what needs no computing is not added."""
        same = self._folded(operation, operands)
        if same is None:
            same = self._simpler(operation, operands)
        if same is not None:
            return same
        if operation in COMMUTATIVE:
            operands = tuple(sorted(operands))
        key = (operation, operands)
        if key not in self._known:
            depends = 0
            for operand in operands:
                depends |= self.depends[operand]
            self._known[key] = self._added(Step(operation, operands), depends)
        return self._known[key]

    def _added(self, step: Step, depends: int) -> int:
        if len(self.steps) >= self.most:
            raise self.origin.refuse(Reason.TOO_MANY_PARTS, most=str(self.most))
        self.steps.append(step)
        self.origins.append(self.origin)
        self.depends.append(depends)
        return len(self.steps) - 1

    def _folded(self, operation: str, operands: tuple[int, ...]) -> int | None:
        """Compute what is constant; what fails stays a step and is refused where it is needed."""
        values = [self.constants.get(operand) for operand in operands]
        if None in values:
            return None
        try:
            value = float(FLOATS[operation](*values))
        except (ArithmeticError, ValueError):
            return None
        return self.constant(value) if math.isfinite(value) else None

    def _simpler(self, operation: str, operands: tuple[int, ...]) -> int | None:
        """Leave out + 0, × 1 and double signs; the value stays the same to the last bit."""
        if operation == SELECT:
            return self._chosen(*operands)
        if operation == "neg":
            return self._negated(operands[0])
        if operation in ("add", "mul"):
            return self._sum(*operands) if operation == "add" else self._product(*operands)
        if operation == "sub":
            return self._difference(*operands)
        if operation == "div" and self.is_constant(operands[1], 1):
            return operands[0]
        return None

    def _chosen(self, test: int, chosen: int, other: int) -> int | None:
        if chosen == other:
            return chosen
        if test in self.constants:
            return chosen if self.constants[test] else other
        return None

    def _negated(self, operand: int) -> int | None:
        step = self.steps[operand]
        if step.operation == "neg":
            return step.operands[0]
        return self.apply("sub", *reversed(step.operands)) if step.operation == "sub" else None

    def _sum(self, left: int, right: int) -> int | None:
        for one, other in ((left, right), (right, left)):
            if self.is_constant(one, 0):
                return other
            if self.steps[one].operation == "neg":
                return self.apply("sub", other, self.steps[one].operands[0])
        return None

    def _difference(self, left: int, right: int) -> int | None:
        if self.is_constant(right, 0):
            return left
        if self.is_constant(left, 0):
            return self.apply("neg", right)
        step = self.steps[right]
        return self.apply("add", left, step.operands[0]) if step.operation == "neg" else None

    def _product(self, left: int, right: int) -> int | None:
        for one, other in ((left, right), (right, left)):
            if self.is_constant(one, 1):
                return other
            if self.is_constant(one, -1):
                return self.apply("neg", other)
            if self.steps[one].operation == "neg":
                return self.apply("neg", self.apply("mul", self.steps[one].operands[0], other))
        return None
