"""The standard uncertainty of one component from what its source says (GUM 4.3, GUM-S1 6.4)."""

from collections.abc import Callable, Mapping

from metrology.uncertainty.components import Component
from metrology.validation.cases import Case, Expected, Value
from metrology.validation.kind import Answers, Kind, Question, word

_MEANINGS = ("U/u", "u/U")


def prepare(case: Case) -> Answers:
    """Read the component; each question is one of its properties."""
    component = Component.from_json(case.given["component"])
    answers: Mapping[str, Callable[[Expected], Value]] = {
        "u": lambda _: component.u,
        "variance": lambda _: component.u**2,
        "dof": lambda _: component.dof,
        "mean_shift": lambda _: component.shift,
        "half_width": lambda _: component.half_width,
        "k": lambda expected: _factor(component, expected),
    }
    return lambda expected: answers[expected.quantity](expected)


def _factor(component: Component, expected: Expected) -> float:
    """Give U/u, or its inverse where the case asks for that (GUM 4.3.5 gives u = 1.48 a)."""
    meaning = expected.details.get("meaning", _MEANINGS[0])
    stated = component.number("U")
    inverse = word(meaning, f"{expected.place}.meaning", _MEANINGS) == "u/U"
    return component.u / stated if inverse else stated / component.u


_METHOD = ("type_b",)
KIND = Kind(
    name="type_b",
    required=("component",),
    optional=("unit",),
    prepare=prepare,
    questions={
        **{
            name: Question(_METHOD) for name in ("u", "variance", "dof", "mean_shift", "half_width")
        },
        "k": Question(_METHOD, details=("meaning",)),
    },
)
