"""Components of uncertainty: what is known about one influence on one input (GUM 4.2, 4.3).

A component is a distribution with the parameters its source gives: a certificate's U and k, a
half width, observations. Everything is in the unit of its input; for a temperature that is the
unit of a difference.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from metrology.bounds import between, not_negative, positive
from metrology.errors import Code, MetrologyError
from metrology.statistics.probability import t_factor
from metrology.statistics.type_a import type_a_floats
from metrology.strict_json import fields, items, number, numbers, text, words

Parameter = float | tuple[float, ...] | Mapping[str, float]

# The parameters a source may give for each distribution; one of the sets, whole.
PARAMETERS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "normal": (("std",), ("U", "k"), ("U", "p")),
    "rectangular": (("half_width",), ("lower", "upper"), ("specification",)),
    "triangular": (("half_width",),),
    "trapezoidal": (("half_width", "top"),),
    "arcsine": (("half_width",), ("std",)),
    "ctrap": (("half_width", "d"),),
    "t": (("scale", "nu"), ("std", "nu"), ("U", "p", "nu")),
    "type_a": (("observations",),),
    "pooled": (("s", "n"),),
    "resolution": (("resolution",),),
}
_OWN_DOF = frozenset({"t", "type_a"})  # their degrees of freedom follow from their parameters
_LEAST_OBSERVATIONS = 2


@dataclass(frozen=True)
class Component:
    """One component. `dof` is inf where u is taken as known exactly (GUM G.4.3).

    `source` says where the numbers come from: a certificate, a data sheet, a procedure's clause.
    """

    distribution: str
    parameters: Mapping[str, Parameter]
    dof: float = math.inf
    source: str = ""
    place: str = field(default="component", compare=False)

    def __post_init__(self) -> None:
        """Check everything now: a component that exists can be computed."""
        object.__setattr__(self, "parameters", MappingProxyType(dict(self.parameters)))
        _require_known(self.distribution, tuple(self.parameters), self.place)
        if self.distribution in _OWN_DOF:
            object.__setattr__(self, "dof", _own_dof(self))
        if not self.dof >= 1:
            raise MetrologyError(
                Code.OUT_OF_RANGE, name=f"{self.place}.dof", found=repr(self.dof), allowed="ν ≥ 1"
            )
        _ = self.u

    @cached_property
    def u(self) -> float:
        """The standard uncertainty for linear propagation, in the input's unit."""
        return _STANDARD[self.distribution](self)

    @cached_property
    def shift(self) -> float:
        """By how much the expectation lies off the input's value (GUM 4.3.8), its unit."""
        if "lower" not in self.parameters:
            return 0.0
        return (self.number("lower") + self.number("upper")) / 2

    @cached_property
    def half_width(self) -> float:
        """The half width a of a bounded distribution, in the input's unit.

        Raises `missing_value` for a distribution without bounds.
        """
        if "specification" in self.parameters:
            return self._specified()
        if "lower" in self.parameters:
            return self._between_bounds()
        if "resolution" in self.parameters:
            return not_negative(f"{self.place}.resolution", self.number("resolution")) / 2
        if self.distribution == "arcsine" and "std" in self.parameters:
            return self.number("std") * math.sqrt(2)
        return not_negative(f"{self.place}.half_width", self.number("half_width"))

    @property
    def observations(self) -> tuple[float, ...]:
        """The observations of a Type A component, otherwise none."""
        found = self.parameters.get("observations", ())
        return found if isinstance(found, tuple) else ()

    def number(self, name: str) -> float:
        """Give a parameter that is one number. Raises `missing_value`."""
        value = self.parameters.get(name)
        if not isinstance(value, float):
            raise MetrologyError(Code.MISSING_VALUE, name=f"{self.place}.{name}")
        return value

    def _specified(self) -> float:
        from metrology.uncertainty.specifications import half_width_of

        return half_width_of(self.parameters["specification"], place=self.place)

    def _between_bounds(self) -> float:
        lower, upper = self.number("lower"), self.number("upper")
        if upper < lower:
            raise MetrologyError(
                Code.OUT_OF_RANGE,
                name=f"{self.place}.lower", found=repr(lower), allowed=f"≤ {upper!r}",
            )  # fmt: skip
        return (upper - lower) / 2

    @classmethod
    def from_json(cls, data: object, place: str = "component") -> "Component":
        """Read `{"distribution": "normal", "U": 0.02, "k": 2, "dof": 8, "source": "…"}`.

        `dof` absent or null means infinite. Raises `unknown_name` for another distribution,
        `unknown_field`, `missing_value`, `out_of_range`, `cannot_compute`; all name the place.
        """
        known = {name for sets in PARAMETERS.values() for each in sets for name in each}
        given = fields(
            data, place, required=("distribution",), optional=(*sorted(known), "dof", "source")
        )
        name = text(given["distribution"], f"{place}.distribution")
        _require_known(name, tuple(key for key in given if key in known), place)
        dof = given.get("dof")
        return cls(
            distribution=name,
            parameters={
                key: _parameter(key, value, f"{place}.{key}")
                for key, value in given.items()
                if key in known
            },
            dof=math.inf if dof is None else number(dof, f"{place}.dof"),
            source=words(given.get("source"), f"{place}.source"),
            place=place,
        )

    def to_json(self) -> dict[str, object]:
        """Give the same back; `from_json` reads it without loss."""
        data: dict[str, object] = {"distribution": self.distribution}
        for key, value in self.parameters.items():
            data[key] = list(value) if isinstance(value, tuple) else _plain(value)
        if self.distribution not in _OWN_DOF and not math.isinf(self.dof):
            data["dof"] = self.dof
        if self.source:
            data["source"] = self.source
        return data


def _plain(value: float | Mapping[str, float]) -> object:
    return dict(value) if isinstance(value, Mapping) else value


def _parameter(key: str, value: object, place: str) -> Parameter:
    if key == "observations":
        return numbers(items(value, place), place)
    if key == "specification":
        from metrology.uncertainty.specifications import read

        return read(value, place)
    return number(value, place)


def _require_known(distribution: str, given: tuple[str, ...], place: str) -> None:
    sets = PARAMETERS.get(distribution)
    if sets is None:
        allowed = ", ".join(PARAMETERS)
        raise MetrologyError(Code.UNKNOWN_NAME, found=distribution, allowed=allowed)
    if set(given) not in [set(each) for each in sets]:
        allowed = " | ".join("+".join(each) for each in sets)
        found = ", ".join(given) or "–"
        raise MetrologyError(
            Code.UNKNOWN_FIELD, name=f"{place} ({distribution})", found=found, allowed=allowed
        )


def _own_dof(component: Component) -> float:
    if component.distribution == "t":
        return component.number("nu")
    count = len(component.observations)
    if count < _LEAST_OBSERVATIONS:
        raise MetrologyError(
            Code.TOO_FEW_VALUES,
            found=f"{component.place}.observations: {count}",
            allowed=str(_LEAST_OBSERVATIONS),
        )
    return count - 1


def _normal(component: Component) -> float:
    place = component.place
    if "std" in component.parameters:
        return not_negative(f"{place}.std", component.number("std"))
    expanded = not_negative(f"{place}.U", component.number("U"))
    if "k" in component.parameters:
        return expanded / positive(f"{place}.k", component.number("k"))
    # A normal's U with p was made with the normal's factor, or with t where ν is stated (4.3.4).
    return expanded / t_factor(between(f"{place}.p", component.number("p"), 0, 1), component.dof)


def _t(component: Component) -> float:
    place = component.place
    for name in ("scale", "std"):
        if name in component.parameters:
            return not_negative(f"{place}.{name}", component.number(name))
    expanded = not_negative(f"{place}.U", component.number("U"))
    return expanded / t_factor(between(f"{place}.p", component.number("p"), 0, 1), component.dof)


def _arcsine(component: Component) -> float:
    if "std" in component.parameters:
        return not_negative(f"{component.place}.std", component.number("std"))
    return component.half_width / math.sqrt(2)


def _trapezoidal(component: Component) -> float:
    """Give a·√((1 + β²)/6) with β = top/a, GUM 4.3.9."""
    a, top = component.half_width, component.number("top")
    if not 0 <= top <= a:
        raise MetrologyError(
            Code.OUT_OF_RANGE, name=f"{component.place}.top", found=repr(top), allowed=f"0 … {a!r}"
        )
    return math.sqrt((a * a + top * top) / 6)


def _ctrap(component: Component) -> float:
    """Give √(a²/3 + d²/9): a rectangle whose limits are known to ±d, GUM-S1 6.4.3.3."""
    a, d = component.half_width, component.number("d")
    if not 0 <= d <= a:
        raise MetrologyError(
            Code.OUT_OF_RANGE, name=f"{component.place}.d", found=repr(d), allowed=f"0 … {a!r}"
        )
    return math.sqrt(a * a / 3 + d * d / 9)


def _type_a(component: Component) -> float:
    """Give s/√n (GUM 4.2.3)."""
    values = component.observations
    # Squares of very large or small values leave the floats; a power of two costs no digit.
    power = math.frexp(max(map(abs, values)))[1]
    return math.ldexp(type_a_floats([math.ldexp(value, -power) for value in values]).u, power)


def _pooled(component: Component) -> float:
    s = not_negative(f"{component.place}.s", component.number("s"))
    return s / math.sqrt(positive(f"{component.place}.n", component.number("n")))


_STANDARD: Mapping[str, Callable[[Component], float]] = {
    "normal": _normal,
    "rectangular": lambda component: component.half_width / math.sqrt(3),
    "triangular": lambda component: component.half_width / math.sqrt(6),
    "trapezoidal": _trapezoidal,
    "arcsine": _arcsine,
    "ctrap": _ctrap,
    "t": _t,
    "type_a": _type_a,
    "pooled": _pooled,
    "resolution": lambda component: component.half_width / math.sqrt(3),
}
