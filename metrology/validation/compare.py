"""When a computed number meets a published one."""

import math

from metrology.validation.cases import Expected, Value

RELATIONS = ("<", "<=")


def meets(computed: Value, expected: Expected) -> bool:
    """Say whether a computed value meets an expected one.

    Numbers: abs(computed − value) ≤ tolerance, each element of a list; one-sided where a relation
    is given. Without a tolerance they must be equal. NaN never passes.
    """
    if expected.relation:
        return _one_sided(computed, expected)
    return _within(computed, expected.value, expected.tolerance)


def _one_sided(computed: Value, expected: Expected) -> bool:
    value, tolerance = expected.value, expected.tolerance or 0.0
    if not (isinstance(computed, float) and isinstance(value, float | int)):
        return False
    room = value + (tolerance if isinstance(tolerance, float | int) else 0.0)
    return computed < room if expected.relation == "<" else computed <= room


def _within(computed: Value, value: Value, tolerance: float | tuple[float, ...] | None) -> bool:
    if isinstance(value, tuple) and isinstance(computed, tuple):
        each = tolerance if isinstance(tolerance, tuple) else (tolerance,) * len(value)
        return len(computed) == len(value) == len(each) and all(
            _within(*row) for row in zip(computed, value, each, strict=True)
        )
    if isinstance(value, str | tuple) or isinstance(computed, str | tuple):
        return tolerance is None and computed == value
    if tolerance is None or computed == value:  # so also infinite degrees of freedom
        return computed == value
    room = tolerance if isinstance(tolerance, float | int) else math.nan
    return abs(computed - value) <= room
