"""Type A evaluation of one series of readings (GUM 4.2)."""

from collections.abc import Callable, Mapping

from metrology.errors import Code, MetrologyError
from metrology.statistics import series
from metrology.statistics import type_a as core
from metrology.statistics.probability import t_factor
from metrology.strict_json import fields, items, number
from metrology.validation.cases import Case, Expected, Value
from metrology.validation.kind import Answers, Kind, Question, asked


def prepare(case: Case) -> Answers:
    """Evaluate the readings once; each question picks from the result."""
    readings = _series(case.given["data"])
    result = core.type_a(readings)
    answers: Mapping[str, Callable[[Expected], Value]] = {
        "value": lambda _: float(result.mean),
        "s": lambda _: float(result.s),
        "u": lambda _: float(result.u),
        "variance": lambda _: float(result.u) ** 2,
        "dof": lambda _: float(result.dof),
        "n": lambda _: float(len(readings)),
        "lag1_autocorrelation": lambda _: series.lag1_autocorrelation(readings),
        "k": lambda expected: t_factor(asked(expected, "p"), asked(expected, "dof", result.dof)),
        "U": lambda expected: float(core.mean_interval(result, asked(expected, "p")).U),
        "interval": lambda expected: _interval(result, expected),
    }
    return lambda expected: answers[expected.quantity](expected)


def _interval(result: core.TypeA, expected: Expected) -> Value:
    found = core.mean_interval(result, asked(expected, "p"))
    return float(found.low), float(found.high)


def _series(data: object) -> list[float]:
    """Give the one series of readings in `data`, whatever its name."""
    names = list(data) if isinstance(data, Mapping) else ["x"]
    given = fields(data, "data", required=names)
    if len(names) != 1:
        raise MetrologyError(
            Code.UNKNOWN_FIELD, name="data", found=", ".join(names) or "–", allowed="one series"
        )
    [(name, values)] = given.items()
    return [number(each, f"data.{name}[{i}]") for i, each in enumerate(items(values, "data"))]


_METHOD = ("type_a",)
KIND = Kind(
    name="type_a",
    required=("data",),
    optional=("unit",),
    prepare=prepare,
    questions={
        **{
            name: Question(_METHOD)
            for name in ("value", "s", "u", "variance", "dof", "n", "lag1_autocorrelation")
        },
        "k": Question(_METHOD, details=("dof",), required=("p",)),
        "U": Question(_METHOD, required=("p",)),
        "interval": Question(_METHOD, details=("interval_type",), required=("p",)),
    },
)
