"""A model as a program, for the tests of programs."""

from metrology.formula.program import Program, prepare

INPUTS = ["a", "b", "c"]


def program(text: str, *, inputs: list[str] | None = None) -> Program:
    return prepare({"y": text}, inputs or INPUTS)


def value(text: str, **x: float) -> float:
    return program(text, inputs=list(x)).values(list(x.values()))[0]


def gradient(text: str, **x: float) -> list[float]:
    return program(text, inputs=list(x)).gradient(list(x.values()))[0]
