"""The law of propagation of uncertainty (GUM clause 5): prepared once, evaluated often.

    model = prepare(measurement)
    model.evaluate()                                # value, u, ν_eff of every output
    model.evaluate({"theta": -0.2}, {"d": 12.0})    # at other estimates, with another u
    model.evaluate_arrays({"theta": thetas})        # the same at many points
    propagate(measurement)                          # everything a budget needs

Derivatives are exact. Inputs count by their components where degrees of freedom are concerned
(see `freedom`), by their whole u where variances are.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from metrology.errors import Code, MetrologyError
from metrology.formula import program as programs
from metrology.formula.nodes import Tree
from metrology.formula.program import Program
from metrology.formula.quantities import check_models
from metrology.reasons import Reason, refusal
from metrology.uncertainty.correlation import Pair, pairs_of
from metrology.uncertainty.freedom import Freedom, freedom_of
from metrology.uncertainty.measurement import Measurement
from metrology.uncertainty.propagated import Derived, JointPart, Matrix, Part, Propagated, Result
from metrology.uncertainty.remarks import Remark
from metrology.uncertainty.second_order import Curvature, curvature_warnings, second_order

if TYPE_CHECKING:
    import numpy as np

    Column = np.ndarray[Any, np.dtype[np.float64]]

# Squares of contributions outside this would lose digits or overflow; they are scaled then.
_SMALLEST, _LARGEST = 1e-280, 1e280
_ROUNDING = 1e-15


class Evaluated(NamedTuple):
    """One output at one point: value, u (its unit), ν_eff (inf; None where it is not defined)."""

    value: float
    u: float
    dof: float | None


class EvaluatedArrays(NamedTuple):
    """One output at many points; ν_eff is inf without limit, NaN where it is not defined."""

    value: "Column"
    u: "Column"
    dof: "Column"


@dataclass(frozen=True)
class Model:
    """A measurement made ready: models parsed and checked, derivatives made, matrices checked.

    `x` and `us` are the estimates and standard uncertainties of the inputs, in their order.
    """

    measurement: Measurement
    program: Program
    pairs: tuple[Pair, ...]
    freedom: Freedom
    x: tuple[float, ...]
    us: tuple[float, ...]
    names: Mapping[str, int]
    twice: tuple[tuple[int, int, float], ...]

    def evaluate(
        self,
        values: Mapping[str, float] | None = None,
        us: Mapping[str, float] | None = None,
    ) -> tuple[Evaluated, ...]:
        """Give value, u and ν_eff of every output.

        `values` and `us` replace estimates and standard uncertainties by input, in the input's
        unit; a replaced u keeps the proportions of its components, so ν stays. Correlation
        coefficients between the inputs stay. Raises `unknown_name`, `out_of_range` for a negative
        u, `not_a_number`, and `cannot_compute` where the model has no value or derivative.
        """
        x = self.x if values is None else self._with(self.x, values, least=-math.inf)
        of_inputs = self.us if us is None else self._with(self.us, us, least=0.0)
        found, gradients = self.program.values_and_gradient(x)
        return tuple(
            Evaluated(value, *self.combine([c * u for c, u in zip(gradient, of_inputs)]))  # noqa: B905  # both as long as the inputs
            for value, gradient in zip(found, gradients)  # noqa: B905
        )

    def combine(self, parts: Sequence[float]) -> tuple[float, float | None]:
        """Give u and ν_eff from the signed contributions c_i·u_i (GUM 5.2.2, equation 16)."""
        own = 0.0
        for part in parts:
            own += part * part
        variance = own
        for i, j, twice in self.twice:
            variance += parts[i] * parts[j] * twice
        if not _SMALLEST < own < _LARGEST and any(parts):
            return self._scaled(parts)
        if variance <= own * _ROUNDING:  # correlated inputs that cancel, to the last digit
            return 0.0, math.inf
        return math.sqrt(variance), self.freedom.effective(parts, variance)

    def evaluate_arrays(
        self,
        values: "Mapping[str, Column | float] | None" = None,
        us: "Mapping[str, Column | float] | None" = None,
    ) -> tuple[EvaluatedArrays, ...]:
        """Give the same at many points: arrays of one shape, floats count for all points.

        Raises like `evaluate`; a model without a value at some points says at how many.
        """
        import numpy as np

        x = self._columns(self.x, values or {}, least=-math.inf)
        of_inputs = self._columns(self.us, us or {}, least=0.0)
        shape = np.broadcast_shapes(*(np.shape(each) for each in (*x, *of_inputs)))
        if not shape:
            raise MetrologyError(Code.MISSING_VALUE, name="values")
        points = [np.broadcast_to(each, shape) if np.ndim(each) else each for each in x]
        if all(np.ndim(each) == 0 for each in points):
            points[0] = np.broadcast_to(points[0], shape)
        found, gradients = self.program.values_and_gradient(points)
        return tuple(
            EvaluatedArrays(value, *self._combine_arrays(gradient, of_inputs))
            for value, gradient in zip(found, gradients, strict=True)
        )

    def propagate(self) -> Propagated:
        """Give everything about every output at the estimates of the measurement."""
        import numpy as np

        values, gradients = self.first_order()
        covariance = self._covariance()
        inputs = self.measurement.inputs
        finite = [bool(each.u) and not math.isinf(each.dof) for each in inputs]
        curvature = second_order(self.program, self.x, covariance, finite)
        results = tuple(
            self._result(k, values[k], gradients[k], curvature) for k in range(len(values))
        )
        jacobian = np.array(gradients, dtype=float).reshape(len(values), len(inputs))
        of_outputs = jacobian @ covariance @ jacobian.T
        of_inputs = np.eye(len(inputs))
        for each in self.pairs:
            of_inputs[each.i, each.j] = of_inputs[each.j, each.i] = each.r
        return Propagated(
            measurement=self.measurement,
            inputs=tuple(Derived(i.name, i.unit, i.estimate, i.u, i.dof) for i in inputs),
            input_correlation=_rows(of_inputs),
            results=results,
            covariance=_rows(of_outputs),
            correlation=_coefficients(_rows(of_outputs), [each.u for each in results]),
        )

    def first_order(self) -> tuple[list[float], list[list[float]]]:
        """Give the values and sensitivities at the estimates; raises all that `propagate` does."""
        values, gradients = self.program.values_and_gradient(self.x)
        self._require_squares(gradients)
        return values, gradients

    def _result(
        self, k: int, value: float, gradient: Sequence[float], curvature: Curvature
    ) -> Result:
        output = self.measurement.outputs[k]
        parts = [c * u for c, u in zip(gradient, self.us, strict=True)]
        u, dof = self.combine(parts)
        names = list(self.names)
        second = curvature.terms[k]
        return Result(
            name=output.name, unit=output.unit, model=output.model, value=value, u=u, dof=dof,
            parts=tuple(
                Part(name, c, abs(part), _share(part * part, u))
                for name, c, part in zip(names, gradient, parts, strict=True)
            ),
            joints=tuple(
                JointPart(names[p.i], names[p.j], p.r, _share(2 * p.r * parts[p.i] * parts[p.j], u))
                for p in self.pairs
                if p.r and parts[p.i] and parts[p.j]
            ),
            second=second,
            warnings=(
                *curvature_warnings(output.name, u, curvature, k),
                *self._freedom_warnings(output.name, parts, dof, names),
            ),
        )  # fmt: skip

    def _freedom_warnings(
        self, output: str, parts: Sequence[float], dof: float | None, names: Sequence[str]
    ) -> Iterable[Remark]:
        if not any(self.us):
            yield Remark("no_u", {"output": output})
        if dof is None:
            pairs = [
                f"{names[i]}, {names[j]}" for i, j in self.freedom.unknown if parts[i] and parts[j]
            ]
            yield Remark("no_dof", {"output": output, "inputs": "; ".join(pairs)})

    def _covariance(self) -> "Column":
        """The covariance matrix of the inputs, in the products of their units."""
        import numpy as np

        us = np.array(self.us)
        matrix: Column = np.diag(us * us)
        for each in self.pairs:
            matrix[each.i, each.j] = matrix[each.j, each.i] = each.r * us[each.i] * us[each.j]
        return matrix

    def _require_squares(self, gradients: Sequence[Sequence[float]]) -> None:
        """Refuse sizes whose squares and products a float cannot hold; another unit helps."""
        rows = [[1.0] * len(self.us), *gradients]
        for name, u, *slopes in zip(self.names, self.us, *rows, strict=True):
            for part in (abs(slope * u) for slope in slopes):
                if part and not _SMALLEST**0.5 < part < _LARGEST**0.5:
                    allowed = f"{_SMALLEST**0.5:g} … {_LARGEST**0.5:g}"
                    raise MetrologyError(
                        Code.OUT_OF_RANGE, name=f"|c|·u({name})", found=repr(part), allowed=allowed
                    )

    def _scaled(self, parts: Sequence[float]) -> tuple[float, float | None]:
        """The same for contributions whose squares a float cannot hold."""
        scale = max(map(abs, parts))
        u, dof = self.combine([part / scale for part in parts])
        if not math.isfinite(u * scale):
            raise refusal(Code.CANNOT_COMPUTE, Reason.NOT_FINITE, found="u")
        return u * scale, dof

    def _combine_arrays(
        self, gradient: Sequence[Any], us: Sequence[Any]
    ) -> "tuple[Column, Column]":
        import numpy as np

        parts = [c * u for c, u in zip(gradient, us, strict=True)]
        own = sum(part * part for part in parts)
        variance = own
        for i, j, twice in self.twice:
            variance = variance + parts[i] * parts[j] * twice
        if not np.all(np.isfinite(variance)):
            raise refusal(Code.CANNOT_COMPUTE, Reason.NOT_FINITE, found="u")
        variance = np.where(variance > own * _ROUNDING, variance, 0.0)
        return np.sqrt(variance), np.asarray(self.freedom.effective_arrays(parts, variance))

    def _with(
        self, known: Sequence[float], given: Mapping[str, float], *, least: float
    ) -> list[float]:
        found = list(known)
        for name, value in given.items():
            place = self.names.get(name)
            if place is None:
                raise _unknown(name, self.names)
            if not least <= value < math.inf or value == -math.inf:
                raise _wrong(name, value)
            found[place] = float(value)
        return found

    def _columns(
        self, known: Sequence[float], given: Mapping[str, Any], *, least: float
    ) -> list[Any]:
        import numpy as np

        found: list[Any] = list(known)
        for name, value in given.items():
            if name not in self.names:
                raise _unknown(name, self.names)
            column = np.asarray(value, dtype=np.float64)
            bad = ~np.isfinite(column) | (column < least)
            if np.any(bad):
                raise _wrong(name, float(column[bad].flat[0] if column.ndim else column))
            found[self.names[name]] = column if column.ndim else float(column)
        return found


def prepare(measurement: Measurement) -> Model:
    """Make a measurement ready: models parsed, dimensions checked, first derivatives made.

    Raises what parsing raises, `wrong_dimension` where a model and the units do not agree,
    `unknown_unit`, `bad_correlation` for coefficients that cannot belong together,
    `too_few_values` without inputs.
    """
    inputs = measurement.inputs
    if not inputs:
        raise MetrologyError(Code.TOO_FEW_VALUES, name="inputs", found="0", allowed="1")
    names = {each.name: i for i, each in enumerate(inputs)}
    pairs = pairs_of(measurement)
    return Model(
        measurement=measurement,
        program=programs.prepare(_trees(measurement), list(names)),
        pairs=pairs,
        freedom=freedom_of(inputs, pairs),
        x=tuple(each.estimate for each in inputs),
        us=tuple(each.u for each in inputs),
        names=names,
        twice=tuple((each.i, each.j, 2 * each.r) for each in pairs if each.r),
    )


def propagate(measurement: Measurement) -> Propagated:
    """Prepare a measurement and give everything about it. Raises what `prepare` raises."""
    return prepare(measurement).propagate()


def _trees(measurement: Measurement) -> dict[str, Tree]:
    units = {each.name: each.unit for each in measurement.inputs}
    units |= {each.name: each.unit for each in measurement.outputs}
    return check_models({each.name: each.model for each in measurement.outputs}, units)


def _share(part: float, u: float) -> float:
    return part / u / u if u else 0.0


def _rows(matrix: "Column") -> Matrix:
    return tuple(tuple(float(each) for each in row) for row in matrix)


def _coefficients(covariance: Matrix, us: Sequence[float]) -> tuple[tuple[float | None, ...], ...]:
    """Correlation coefficients; the diagonal is 1 whatever the last digits say."""
    return tuple(
        tuple(
            None
            if not (us[i] and us[j])
            else 1.0
            if i == j
            else min(1.0, max(-1.0, each / us[i] / us[j]))
            for j, each in enumerate(row)
        )
        for i, row in enumerate(covariance)
    )


def _unknown(name: str, known: Iterable[str]) -> MetrologyError:
    return MetrologyError(Code.UNKNOWN_NAME, found=name, allowed=", ".join(known))


def _wrong(name: str, value: float) -> MetrologyError:
    if math.isfinite(value):
        return MetrologyError(
            Code.OUT_OF_RANGE, name=f"u({name})", found=repr(value), allowed="u ≥ 0"
        )
    return MetrologyError(Code.NOT_A_NUMBER, found=f"{name} = {value}")
