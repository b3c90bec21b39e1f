"""Whether a stored result's budget gives the numbers beside it, by its own arithmetic.

For the check of the record: nothing but the stored result is read, so that an auditor with the
statement alone comes to the same. Approval compares with the readings instead (`agreement`).
"""

import math
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from calibration.budget_record import PointRecord, contribution_of, read
from metrology.decimals import to_decimal
from metrology.errors import MetrologyError
from metrology.uncertainty.budget import Budget, Line
from metrology.uncertainty.contributions import combine
from metrology.uncertainty.stating import state

# The first form kept 25 digits of a long quotient, and k of Student's t is a float.
_TOLERANCE = Decimal("1e-9")
# What reading something else than a budget may end in; the record is checked, not trusted.
_NOT_A_BUDGET = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def disagreements(result: Mapping[str, Any]) -> list[str]:
    """Name the numbers of a result that its budget does not give, in the order of the arithmetic.

    "standard.u" (from the distribution), "standard.u_y" (|c|·u), "standard.share", then "u" (root
    of the sum of squares, GUM 5.1.2), "dof" (GUM G.4.1), "k" (by the rule), "reason", "U" (k·u),
    and the columns of the result, the stated digits among them. ["budget"] where the stored JSON
    is no budget. `result` is what a statement keeps of a point; blank where it has no budget.
    """
    try:
        record = read(result["budget"], result)
        if record is None:
            return ["budget"] if result["u"] else []
        return list(_differing(record, result))
    except (MetrologyError, *_NOT_A_BUDGET):
        return ["budget"]


def _differing(record: PointRecord, result: Mapping[str, Any]) -> Iterator[str]:
    stored: Budget[Any] = record.budget
    again = combine([contribution_of(line) for line in stored.lines], rule=stored.rule)
    for line, other in zip(stored.lines, again.lines, strict=True):
        yield from _of_line(line, other)
    yield from (name for name in ("u", "k", "U") if not _near(name, stored, again))
    if not _near_dof(stored.dof, again.dof):
        yield "dof"
    if stored.reason != again.reason:
        yield "reason"
    yield from _columns(again, result)


def _of_line(line: Line[Any], other: Line[Any]) -> Iterator[str]:
    for name in ("u", "u_y", "share"):
        if not _near(name, line, other):
            yield f"{line.key}.{name}"


def _columns(again: Budget[Decimal], result: Mapping[str, Any]) -> Iterator[str]:
    # U is raised to the CMC where it was below.
    reported = max(again.U, Decimal(result.get("cmc") or 0))
    for name, wanted in (("u", again.u), ("k", again.k), ("expanded", reported)):
        if not _close(Decimal(result[name]), wanted):
            yield f"result.{name}"
    if not _near_dof(float(result["dof"]), again.dof):
        yield "result.dof"
    if result["stated_expanded"]:
        error, expanded = Decimal(result["error"]), Decimal(result["expanded"])
        # One digit or two; upwards where it would have been printed below the CMC.
        either = [
            state(error, expanded, digits=digits, up_only=up)
            for digits in (1, 2)
            for up in (False, True)
        ]
        if (result["stated_error"], result["stated_expanded"]) not in [
            (s.value, s.U) for s in either
        ]:
            yield "result.stated"


def _near(name: str, one: Any, other: Any) -> bool:
    return _close(to_decimal(getattr(one, name)), to_decimal(getattr(other, name)))


def _close(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= _TOLERANCE * max(abs(one), abs(other))


def _near_dof(one: float | None, other: float | None) -> bool:
    if one is None or other is None or math.isinf(one) or math.isinf(other):
        return one == other
    return math.isclose(one, other, rel_tol=1e-6)  # the first form has six decimals of it
