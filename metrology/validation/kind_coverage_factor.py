"""Coverage factors from Student's t and the normal distribution (GUM table G.2)."""

from metrology.statistics.probability import t_factor
from metrology.validation.cases import Case, Expected, Value
from metrology.validation.kind import Answers, Kind, Question, asked, degrees_of_freedom


def prepare(case: Case) -> Answers:
    """Nothing is shared: every question brings its p and ν."""
    return _factor


def _factor(expected: Expected) -> Value:
    return t_factor(asked(expected, "p"), degrees_of_freedom(expected))


KIND = Kind(
    name="coverage_factor",
    prepare=prepare,
    questions={"k": Question(("student_t",), details=("dof",), required=("p",))},
)
