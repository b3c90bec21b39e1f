"""What the propagation of a measurement gives: results, derived inputs, correlations, warnings."""

from collections.abc import Sequence
from dataclasses import dataclass

from metrology.errors import Code, MetrologyError
from metrology.uncertainty.measurement import Measurement
from metrology.uncertainty.remarks import Remark

Matrix = tuple[tuple[float, ...], ...]
Coefficients = tuple[tuple[float | None, ...], ...]


@dataclass(frozen=True)
class Part:
    """What one input brings to one output.

    `sensitivity` is ∂y/∂x, unit of the output per unit of the input (of its difference for a
    temperature); `contribution` is |∂y/∂x|·u(x) in the output's unit (GUM 5.1.3); `share` is its
    part of the variance without correlation terms, 0 where u is 0.
    """

    input: str
    sensitivity: float
    contribution: float
    share: float


@dataclass(frozen=True)
class JointPart:
    """The correlation term 2·c_a·c_b·u(a, b) of one output (GUM 5.2.2): r, and its signed share."""

    a: str
    b: str
    r: float
    share: float


@dataclass(frozen=True)
class SecondOrder:
    """The second-order terms of GUM 5.1.2 for one output, in its unit.

    `u` has them added to the first order; `shift` is ½·tr(HV), by how much the expectation lies
    beyond the value; `limited` says whether inputs with finite ν take part.
    """

    u: float
    shift: float
    limited: bool


@dataclass(frozen=True)
class Result:
    """One output: value, u, ν_eff (inf, or None where it is not defined), in `unit`.

    `parts` has one entry for each input, in their order; shares of parts and joints sum to 1.
    `second` is None where the second derivatives do not exist.
    """

    name: str
    unit: str
    model: str
    value: float
    u: float
    dof: float | None
    parts: tuple[Part, ...]
    joints: tuple[JointPart, ...]
    second: SecondOrder | None
    warnings: tuple[Remark, ...]

    def part(self, name: str) -> Part:
        """Give what one input brings. Raises `unknown_name`."""
        return self.parts[_place(name, [each.input for each in self.parts])]


@dataclass(frozen=True)
class Derived:
    """An input as it was used: its estimate, u and ν from its components, in `unit`."""

    name: str
    unit: str
    value: float
    u: float
    dof: float


@dataclass(frozen=True)
class Propagated:
    """A measurement propagated in first order (GUM clause 5).

    `covariance` is that of all outputs, in the product of their units; `correlation` its
    coefficients, None where an output has u = 0; `input_correlation` the coefficients between the
    whole inputs as they were used. Rows and columns in the order of outputs, of inputs.
    """

    measurement: Measurement
    inputs: tuple[Derived, ...]
    input_correlation: Matrix
    results: tuple[Result, ...]
    covariance: Matrix
    correlation: Coefficients

    @property
    def warnings(self) -> tuple[Remark, ...]:
        """The warnings of all outputs, in their order."""
        return tuple(each for result in self.results for each in result.warnings)

    def result(self, name: str) -> Result:
        """Give one output. Raises `unknown_name`."""
        return self.results[_place(name, [each.name for each in self.results])]

    def input(self, name: str) -> Derived:
        """Give one input as it was used. Raises `unknown_name`."""
        return self.inputs[_place(name, [each.name for each in self.inputs])]

    def correlation_of(self, a: str, b: str) -> float | None:
        """Give r between two outputs; None where one has u = 0. Raises `unknown_name`."""
        names = [each.name for each in self.results]
        return self.correlation[_place(a, names)][_place(b, names)]

    def input_correlation_of(self, a: str, b: str) -> float:
        """Give r between two inputs as it was used. Raises `unknown_name`."""
        names = [each.name for each in self.inputs]
        return self.input_correlation[_place(a, names)][_place(b, names)]


def _place(name: str, names: Sequence[str]) -> int:
    if name not in names:
        raise MetrologyError(Code.UNKNOWN_NAME, found=name, allowed=", ".join(names))
    return names.index(name)
