"""What a kind of case is: the fields it has, the questions it answers, and how."""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from metrology import strict_json
from metrology.errors import Code, MetrologyError
from metrology.validation.cases import Case, Expected, Value, unknown_field

# Degrees of freedom: absent or null is infinite, given, asked and answered.
INFINITE_WHEN_NULL = "dof"

Answers = Callable[[Expected], Value]


@dataclass(frozen=True)
class Question:
    """A quantity that may be asked: by which methods, with which further words."""

    methods: Collection[str]
    details: Collection[str] = ()
    required: Collection[str] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of case.

    `prepare` does what the questions of one case share (one Monte Carlo run, one fit) and gives
    the function that answers each. It raises `MetrologyError` for what the core refuses.
    """

    name: str
    questions: Mapping[str, Question]
    prepare: Callable[[Case], Answers]
    required: Collection[str] = ()
    optional: Collection[str] = field(default=())

    def check(self, expected: Expected) -> None:
        """Refuse a quantity, a method or a detail this kind does not know."""
        question = self.questions.get(expected.quantity)
        if question is None:
            raise unknown_field(
                f"{expected.place}.quantity", expected.quantity, ", ".join(self.questions)
            )
        if expected.method not in question.methods:
            raise unknown_field(
                f"{expected.place}.method", expected.method, ", ".join(question.methods)
            )
        strict_json.fields(
            expected.details, expected.place,
            required=question.required, optional=question.details,
        )  # fmt: skip


def asked(expected: Expected, name: str, default: float | None = None) -> float:
    """Give a number among the details of a question. Raises `missing_value`."""
    found = expected.details.get(name)
    if found is None:
        if default is None:
            raise MetrologyError(Code.MISSING_VALUE, name=f"{expected.place}.{name}")
        return default
    return strict_json.number(found, f"{expected.place}.{name}")


def degrees_of_freedom(expected: Expected) -> float:
    """Give `dof` among the details; absent or null is infinite."""
    return asked(expected, "dof", math.inf)


def word(data: object, place: str, allowed: Collection[str]) -> str:
    """Give one word of a closed list. Raises `unknown_field`."""
    found = strict_json.text(data, place)
    if found not in allowed:
        raise unknown_field(place, found, ", ".join(allowed))
    return found
