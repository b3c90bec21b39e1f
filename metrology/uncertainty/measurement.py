"""A measurement to be evaluated: inputs with their components, correlations, models of outputs.

The JSON form is that of the reference cases (`validation/README.md`); the API, the workbench and
the validation all read it here.
"""

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar
from unicodedata import normalize

from metrology.errors import Code, MetrologyError
from metrology.formula.syntax import is_name
from metrology.reasons import Reason, refusal
from metrology.strict_json import fields, items, number, text, words, wrong
from metrology.uncertainty.components import Component

FROM_OBSERVATIONS = "from_observations"  # in the place of a coefficient, or of all of them
MOST_INPUTS = 200
MOST_OUTPUTS = 50

_Same = TypeVar("_Same", bound=Hashable)


@dataclass(frozen=True)
class Input:
    """An input quantity X_i (GUM 4.1.2): its estimate in `unit` and its components.

    Components are added in quadrature (GUM 4.3.10); none means an exact constant.
    """

    name: str
    value: float
    unit: str
    components: tuple[Component, ...] = ()
    description: str = ""

    @cached_property
    def estimate(self) -> float:
        """The value, moved to the middle of unequal bounds (GUM 4.3.8)."""
        return self.value + math.fsum(component.shift for component in self.components)

    @cached_property
    def u(self) -> float:
        """The standard uncertainty, in `unit` (for a temperature: of a difference)."""
        return math.hypot(*(component.u for component in self.components))

    @cached_property
    def dof(self) -> float:
        """The effective degrees of freedom of its components (GUM G.4.1), inf without limit."""
        limiting = self.limiting()
        return 1 / limiting if limiting else math.inf

    def limiting(self, aside: Component | None = None) -> float:
        """Give Σ (u_c/u)⁴/ν_c over the components but one: what limits ν_eff (GUM G.4.1)."""
        return math.fsum(
            (each.u / self.u) ** 4 / each.dof
            for each in self.components
            if each is not aside and each.u
        )

    @property
    def observations(self) -> tuple[float, ...]:
        """The observations, where the input has exactly one Type A component with some."""
        series = [c.observations for c in self.components if c.observations]
        return series[0] if len(series) == 1 else ()


@dataclass(frozen=True)
class Correlation:
    """A correlation coefficient between two inputs; r None: that of their paired observations."""

    a: str
    b: str
    r: float | None


@dataclass(frozen=True)
class Output:
    """An output quantity Y: its name, its unit, its model over the inputs (GUM 4.1)."""

    name: str
    unit: str
    model: str


@dataclass(frozen=True)
class Measurement:
    """All that is needed to evaluate a measurement."""

    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    correlations: tuple[Correlation, ...] = ()

    def __post_init__(self) -> None:
        """Refuse names used twice and correlations of inputs that are not there."""
        _require_distinct([*(i.name for i in self.inputs), *(o.name for o in self.outputs)])
        _require_single([frozenset((each.a, each.b)) for each in self.correlations])
        known = {each.name: each for each in self.inputs}
        for each in self.correlations:
            for name in (each.a, each.b):
                if name not in known:
                    allowed = ", ".join(known)
                    raise MetrologyError(Code.UNKNOWN_NAME, found=name, allowed=allowed)
            if each.r is None:
                _require_paired(known[each.a], known[each.b])

    @classmethod
    def from_json(cls, data: object) -> "Measurement":
        """Read `{"inputs": […], "outputs": […], "correlations": […] | "from_observations"}`.

        Raises what `Component.from_json` raises, `too_few_values` without an output, `out_of_range`
        for a coefficient outside −1…1, `unknown_name`, `cannot_compute`; places as
        "inputs[2].components[0].half_width".
        """
        given = fields(
            data, "measurement", required=("inputs", "outputs"), optional=("correlations",)
        )
        inputs = tuple(
            _input(each, f"inputs[{i}]") for i, each in enumerate(items(given["inputs"], "inputs"))
        )
        outputs = tuple(
            _output(each, f"outputs[{i}]")
            for i, each in enumerate(items(given["outputs"], "outputs"))
        )
        _require_count("outputs", len(outputs), 1, MOST_OUTPUTS)
        _require_count("inputs", len(inputs), 0, MOST_INPUTS)
        return cls(inputs, outputs, _correlations(given.get("correlations"), inputs))

    def to_json(self) -> dict[str, object]:
        """Give the same back; `from_json` reads it without loss."""
        data: dict[str, object] = {
            "inputs": [_input_json(each) for each in self.inputs],
            "outputs": [{"name": o.name, "unit": o.unit, "model": o.model} for o in self.outputs],
        }
        if self.correlations:
            data["correlations"] = [
                {"a": c.a, "b": c.b, "r": FROM_OBSERVATIONS if c.r is None else c.r}
                for c in self.correlations
            ]
        return data


def _input(data: object, place: str) -> Input:
    given = fields(
        data, place, required=("name", "value", "unit"), optional=("components", "description")
    )
    rows = items(given.get("components", []), f"{place}.components")
    return Input(
        name=_name(given["name"], f"{place}.name"),
        value=number(given["value"], f"{place}.value"),
        unit=text(given["unit"], f"{place}.unit"),
        components=tuple(
            Component.from_json(row, f"{place}.components[{i}]") for i, row in enumerate(rows)
        ),
        description=words(given.get("description"), f"{place}.description"),
    )


def _input_json(each: Input) -> dict[str, object]:
    data: dict[str, object] = {
        "name": each.name,
        "value": each.value,
        "unit": each.unit,
        "components": [component.to_json() for component in each.components],
    }
    if each.description:
        data["description"] = each.description
    return data


def _output(data: object, place: str) -> Output:
    given = fields(data, place, required=("name", "unit", "model"))
    name = _name(given["name"], f"{place}.name")
    unit, model = (text(given[key], f"{place}.{key}") for key in ("unit", "model"))
    return Output(name, unit, normalize("NFC", model))


def _name(data: object, place: str) -> str:
    """Give a name that a model can use, composed: é typed as two characters is the same é."""
    name = normalize("NFC", text(data, place))
    if not is_name(name):
        raise wrong(place, data, Reason.NAME_NEEDED)
    return name


def _correlations(data: object, inputs: Sequence[Input]) -> tuple[Correlation, ...]:
    if data is None:
        return ()
    if data == FROM_OBSERVATIONS:
        observed = [each.name for each in inputs if each.observations]
        return tuple(
            Correlation(a, b, None) for i, a in enumerate(observed) for b in observed[i + 1 :]
        )
    rows = enumerate(items(data, "correlations"))
    return tuple(_correlation(row, f"correlations[{i}]") for i, row in rows)


def _correlation(data: object, place: str) -> Correlation:
    given = fields(data, place, required=("a", "b", "r"))
    a, b = (normalize("NFC", text(given[key], f"{place}.{key}")) for key in ("a", "b"))
    if a == b:
        raise refusal(Code.BAD_CORRELATION, Reason.CORRELATED_WITH_ITSELF, part=place, other=a)
    if given["r"] == FROM_OBSERVATIONS:
        return Correlation(a, b, None)
    r = number(given["r"], f"{place}.r")
    if not -1 <= r <= 1:
        raise MetrologyError(
            Code.OUT_OF_RANGE, name=f"{place}.r", found=repr(r), allowed="-1 ≤ r ≤ 1"
        )
    return Correlation(a, b, r)


def _require_distinct(names: Sequence[str]) -> None:
    """Refuse names that read the same too: µ and μ, Ω and its sign differ for no reader."""
    same = _first_twice(normalize("NFKC", name) for name in names)
    if same is not None:
        twice = [name for name in names if normalize("NFKC", name) == same]
        raise refusal(Code.UNKNOWN_NAME, Reason.EACH_NAME_ONCE, found=twice[-1])


def _require_single(pairs: Sequence[frozenset[str]]) -> None:
    pair = _first_twice(pairs)
    if pair is not None:
        part = ", ".join(sorted(pair))
        raise refusal(Code.BAD_CORRELATION, Reason.CORRELATED_TWICE, part=part)


def _first_twice(found: Iterable[_Same]) -> _Same | None:
    return next((each for each, times in Counter(found).items() if times > 1), None)


def _require_paired(a: Input, b: Input) -> None:
    if not a.observations or len(a.observations) != len(b.observations):
        raise refusal(Code.BAD_CORRELATION, Reason.NOT_PAIRED, part=a.name, other=b.name)


def _require_count(name: str, count: int, least: int, most: int) -> None:
    if not least <= count <= most:
        found, allowed = str(count), f"{least} … {most}"
        raise MetrologyError(Code.OUT_OF_RANGE, name=name, found=found, allowed=allowed)
