"""Propagation of uncertainty through models (GUM clause 5, GUM-S1)."""

from collections.abc import Callable, Iterable, Mapping

from metrology.errors import Code, MetrologyError
from metrology.reasons import Reason, refusal
from metrology.statistics.probability import t_factor
from metrology.strict_json import fields, number
from metrology.uncertainty.coverage import Situation, expand, rectangular_factor, trapezoid_factor
from metrology.uncertainty.measurement import Input, Measurement, Output
from metrology.uncertainty.propagated import Propagated, Result
from metrology.uncertainty.propagation import propagate
from metrology.validation.cases import Case, Expected, Value, unknown_field
from metrology.validation.kind import Answers, Kind, Question, asked, word
from metrology.validation.monte_carlo import INTERVAL_TYPES, Runs
from metrology.validation.unit_words import from_pint

_OF_INPUT = "_in"


def prepare(case: Case) -> Answers:
    """Read the measurement, propagate it once, and keep one Monte Carlo run for its questions."""
    given = {name: _in_our_words(case.given[name]) for name in _READ if name in case.given}
    measurement = _with_inputs_asked(Measurement.from_json(given), case.expected)
    propagated = propagate(measurement)
    runs = Runs(measurement, case.expected)

    def answer(expected: Expected) -> Value:
        if expected.method == "mc":
            return runs.answer(expected)
        return _ANSWERS[expected.quantity](propagated, expected)

    return answer


def _in_our_words(rows: object) -> object:
    """Give inputs or outputs with their units as our catalogue names them."""
    if not isinstance(rows, list):
        return rows
    return [
        {**row, "unit": from_pint(row["unit"])}
        if isinstance(row, dict) and isinstance(row.get("unit"), str)
        else row
        for row in rows
    ]


_READ = ("inputs", "outputs", "correlations")


def _with_inputs_asked(measurement: Measurement, expected: Iterable[Expected]) -> Measurement:
    """Add an output for each input asked about: what its components make of it is a model too."""
    outputs = {each.name: each for each in measurement.outputs}
    inputs = {each.name: each for each in measurement.inputs}
    for each in expected:
        names = [(each.output, each.place + ".output")]
        if "with_output" in each.details:
            names.append((str(each.details["with_output"]), each.place + ".with_output"))
        of_input = "quantity_of" in each.details
        if of_input:
            word(each.details["quantity_of"], f"{each.place}.quantity_of", ("input",))
        for name, place in names:
            if name not in outputs:
                outputs[name] = _of_input(name, place, inputs, of_input=of_input)
    return Measurement(measurement.inputs, tuple(outputs.values()), measurement.correlations)


def _of_input(name: str, place: str, inputs: Mapping[str, Input], *, of_input: bool) -> Output:
    found = inputs.get(name.removesuffix(_OF_INPUT)) if name.endswith(_OF_INPUT) else None
    if found is None or not of_input:
        allowed = "an output, or <input>_in with quantity_of: input"
        raise unknown_field(place, name, allowed)
    return Output(name, found.unit, found.name)


def _u(propagated: Propagated, expected: Expected) -> float:
    result = propagated.result(expected.output)
    if expected.method == "lpu":
        return result.u
    if result.second is None:
        raise refusal(Code.CANNOT_COMPUTE, Reason.NO_SECOND_ORDER, found="lpu2")
    return result.second.u


def _value(propagated: Propagated, expected: Expected) -> Value:
    return propagated.result(expected.output).value


def _dof(propagated: Propagated, expected: Expected) -> float:
    dof = propagated.result(expected.output).dof
    if dof is None:
        raise refusal(Code.CANNOT_COMPUTE, Reason.NU_UNDEFINED, found="dof")
    return dof


def _factor(propagated: Propagated, expected: Expected) -> float:
    """Give k: given, by the shape named, by p with ν as given, or by p with ν_eff truncated."""
    if expected.method == "trapezoid":
        return _trapezoid(propagated, expected)
    if expected.method == "dominant_rectangular":
        return rectangular_factor(asked(expected, "p"))
    if "k" in expected.details:
        return asked(expected, "k")
    words: Mapping[str, object] = expected.details
    if "k_from" in words:
        place = f"{expected.place}.k_from"
        words = fields(words["k_from"], place, required=("p",), optional=("dof",))
    if "p" not in words:
        raise MetrologyError(Code.MISSING_VALUE, name=f"{expected.place}: k, k_from, p")
    p = number(words["p"], f"{expected.place}.p")
    if "dof" in words and words["dof"] is not None:
        return t_factor(p, number(words["dof"], f"{expected.place}.dof"))
    result = propagated.result(expected.output)
    return float(expand("t", Situation(u=result.u, dof=_dof(propagated, expected), p=p)).k)


def _trapezoid(propagated: Propagated, expected: Expected) -> float:
    """Take the half widths the case names, or those of the two dominant rectangles."""
    p = asked(expected, "p")
    if "a1" in expected.details or "a2" in expected.details:
        return trapezoid_factor(asked(expected, "a1"), asked(expected, "a2"), p)
    widths = sorted(_half_widths(propagated, propagated.result(expected.output)), reverse=True)
    first, second = (*widths, 0.0, 0.0)[:2]
    return trapezoid_factor(first, second, p)


def _half_widths(propagated: Propagated, result: Result) -> Iterable[float]:
    for each in propagated.measurement.inputs:
        sensitivity = abs(result.part(each.name).sensitivity)
        for component in each.components:
            if component.distribution in ("rectangular", "resolution"):
                yield sensitivity * component.half_width


def _expanded(propagated: Propagated, expected: Expected) -> float:
    return _factor(propagated, expected) * _u(propagated, expected)


def _interval(propagated: Propagated, expected: Expected) -> tuple[float, float]:
    # First order makes the result symmetric: the shortest interval is the symmetric one.
    place = f"{expected.place}.interval_type"
    word(expected.details.get("interval_type", "symmetric"), place, INTERVAL_TYPES)
    value = propagated.result(expected.output).value
    half = _expanded(propagated, expected)
    return value - half, value + half


def _component(propagated: Propagated, expected: Expected) -> Value:
    return propagated.result(expected.output).part(str(expected.details["input"])).contribution


def _sensitivity(propagated: Propagated, expected: Expected) -> Value:
    return propagated.result(expected.output).part(str(expected.details["input"])).sensitivity


def _correlation(propagated: Propagated, expected: Expected) -> Value:
    found = propagated.correlation_of(expected.output, str(expected.details["with_output"]))
    if found is None:
        raise refusal(Code.CANNOT_COMPUTE, Reason.U_ZERO, found="r")
    return found


_ANSWERS: Mapping[str, Callable[[Propagated, Expected], Value]] = {
    "value": _value,
    "u": _u,
    "variance": lambda propagated, expected: _u(propagated, expected) ** 2,
    "dof": _dof,
    "k": _factor,
    "U": _expanded,
    "interval": _interval,
    "interval_low": lambda propagated, expected: _interval(propagated, expected)[0],
    "interval_high": lambda propagated, expected: _interval(propagated, expected)[1],
    "component": _component,
    "sensitivity": _sensitivity,
    "correlation": _correlation,
}

_ANY = ("lpu", "lpu2", "mc")
_FACTOR = ("p", "dof", "k", "k_from")
KIND = Kind(
    name="propagation",
    required=("inputs", "outputs"),
    optional=("correlations", "raw", "complex_model"),
    prepare=prepare,
    questions={
        **{name: Question(_ANY, details=("quantity_of",)) for name in ("value", "u", "variance")},
        "dof": Question(("lpu",), details=("quantity_of",)),
        "k": Question(
            ("lpu", "mc", "trapezoid", "dominant_rectangular"),
            details=("dof", "a1", "a2", "interval_type", "quantity_of"),
            required=("p",),
        ),
        "U": Question(_ANY, details=(*_FACTOR, "interval_type", "quantity_of")),
        **{
            name: Question(_ANY, details=(*_FACTOR, "interval_type", "quantity_of"))
            for name in ("interval", "interval_low", "interval_high")
        },
        **{
            name: Question(("lpu",), details=("quantity_of",), required=("input",))
            for name in ("component", "sensitivity")
        },
        "correlation": Question(("lpu", "mc"), details=("quantity_of",), required=("with_output",)),
    },
)
