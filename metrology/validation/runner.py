"""Asking the core for every published number."""

import math
from collections.abc import Iterable, Iterator

from metrology.errors import Code, MetrologyError
from metrology.reasons import Reason, refusal
from metrology.validation.cases import Case, CaseFile, Expected, Result, Value
from metrology.validation.compare import meets
from metrology.validation.kind import INFINITE_WHEN_NULL, Answers
from metrology.validation.kinds import KINDS
from metrology.validation.monte_carlo import DRAWS, SEED

__all__ = ["DRAWS", "SEED", "evaluate", "run"]


def run(files: Iterable[CaseFile]) -> Iterator[Result]:
    """Evaluate the cases of files, one result for each published number, in their order."""
    for each in files:
        for case in each.cases:
            yield from evaluate(case)


def evaluate(case: Case) -> Iterator[Result]:
    """Evaluate one case. What the core refuses becomes a failed result that says why."""
    try:
        answers = KINDS[case.kind].prepare(case)
    except (MetrologyError, ArithmeticError) as error:
        for expected in case.expected:
            yield _refused(case, expected, error)
        return
    for expected in case.expected:
        yield _asked(case, expected, answers)


def _asked(case: Case, expected: Expected, answers: Answers) -> Result:
    try:
        computed = _finite(answers(expected), expected)
    except (MetrologyError, ArithmeticError) as error:
        return _refused(case, expected, error)
    return Result(case, expected, computed, passed=meets(computed, expected))


def _refused(case: Case, expected: Expected, error: Exception) -> Result:
    """An overflow in the core is its fault, not the caller's: the other cases go on."""
    if not isinstance(error, MetrologyError):
        reason = str(error) or type(error).__name__
        found = expected.quantity
        error = refusal(Code.CANNOT_COMPUTE, Reason.FAILED, found=found, part=reason)
    return Result(case, expected, None, passed=False, refusal=error)


def _finite(computed: Value, expected: Expected) -> Value:
    """Plain floats only: JSON has no infinity, and an array's scalar is not a float."""
    if isinstance(computed, str):
        return computed
    if isinstance(computed, tuple):
        return tuple(_finite(each, expected) for each in computed)
    value = float(computed)
    if math.isinf(value) and expected.quantity == INFINITE_WHEN_NULL:
        return value
    if not math.isfinite(value):
        raise MetrologyError(
            Code.OUT_OF_RANGE,
            name=f"{expected.output}.{expected.quantity}", found=repr(value), allowed="finite",
        )  # fmt: skip
    return value
