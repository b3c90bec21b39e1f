"""A point's result for machines: the digits that its cells print, with units, k, p and limits.

Nothing here is rounded anew: a number that is printed is taken from its cell, the others are
brought to the place that the cells of the row are brought to.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from typing import Any

from calibration.authority.capability import floor_at
from calibration.budget_record import rule_of
from calibration.evaluation.points import acceptance_limit
from calibration.plan import plain
from certificates.statement import wording
from certificates.statement.result_cells import (
    Row,
    exact,
    is_cmc,
    numeric,
    read_places,
    rounded,
    stated_places,
)
from metrology.quantities.units import UNITS

# What a result is distributed like, by the reason of its coverage factor; else normal.
_SHAPES: Mapping[str, str] = {
    "rectangular": "rectangular",
    "trapezoidal": "trapezoidal",
    "monte_carlo": "",
    "fixed_no_dof": "",
}
# k = 2 over enough data, and a CMC, are stated as of a normal distribution (EA-4/02, section 5).
_ABOUT_95 = "0.95"
_P_PLACES = Decimal("0.01")
_P_NOISE = Decimal("0.000001")


@dataclass(frozen=True)
class Grounds:
    """What the rows of a worksheet were judged by and stand on.

    `scope` is the plan's; `supporting` names the standards of a point by (section, row),
    `standards` those of a worksheet that does not say which standard served which point.
    """

    rule: str = ""
    scope: Mapping[str, Any] = field(default_factory=dict)
    supporting: Mapping[tuple[str, int], Sequence[str]] = field(default_factory=dict)
    standards: Sequence[str] = ()
    tell_why_no_u: bool = False  # a calibration states U, or says why not (7.8.4.1 a)


def measured(
    row: Row, cells: Mapping[str, Any], grounds: Grounds, *, without_u: bool = False
) -> dict[str, Any]:
    """A row as data; blank where nothing is stated, `cells` as they are printed.

    `without_u`: the procedure evaluates no uncertainty in this table.
    """
    result = row.result
    judged = result.verdict if result.verdict in wording.VERDICTS else ""
    return {
        "unit": result.unit,
        "error_unit": row.error_unit,
        "reference": _reference(row),
        "indication": _indication(row),
        "error": str(cells.get("error") or ""),
        **_uncertainty(row, cells),
        "limit": _limits(row, result.limit) if judged else None,
        "acceptance": _acceptance(row, grounds.rule) if judged else None,
        "verdict": judged,
        "in_scope": _in_scope(row, grounds.scope),
        "standards": _standards(row, grounds),
        "no_U": wording.NO_U_OF_ITS_OWN if without_u and grounds.tell_why_no_u else None,
    }


def _uncertainty(row: Row, cells: Mapping[str, Any]) -> dict[str, str]:
    if not cells.get("U"):
        return {"U": "", "k": "", "p": "", "distribution": "", "dof": ""}
    details = json.loads(row.result.budget)
    _rule, reason = rule_of(details)
    dof = str(cells.get("dof") or "")
    found = {"U": cells["U"], "k": str(cells.get("k") or ""), "dof": dof}
    if is_cmc(row.result) or reason == "fixed":
        return found | {"p": _ABOUT_95, "distribution": "normal"}
    p = probability(details.get("budget", {}).get("p"))
    return found | {"p": p, "distribution": _SHAPES.get(reason, "t" if dof else "normal")}


def probability(p: float | None) -> str:
    """A coverage probability to two decimals, never more than it is: 0.9545 is 0.95."""
    if p is None or not math.isfinite(p):
        return ""
    found = Decimal(repr(p)).quantize(_P_NOISE)
    return str(min(found, Decimal("0.99")).quantize(_P_PLACES, ROUND_DOWN))


def _reference(row: Row) -> str:
    """The value that the error is relative to: as planned, or as it was measured."""
    planned, own = row.planned.get("reference") or "", row.result.reference
    if not own or (numeric(planned) and numeric(own) and Decimal(planned) == Decimal(own)):
        return exact(planned or own) or ""
    return _placed(row, own) if planned else exact(own) or ""


def _indication(row: Row) -> str:
    """What was read, digit by digit, where one reading says it; else to the place of U."""
    value = row.result.indication
    if not numeric(value):
        return ""
    for one in row.own:
        same = one.unit == row.result.unit and numeric(one.digits)
        if same and Decimal(one.digits) == Decimal(value):
            return one.digits
    return _placed(row, value)


def _placed(row: Row, value: str) -> str:
    """To the place of U where it is of U's quantity, else one place more than was read."""
    unit = row.result.unit
    places = stated_places(row, unit)
    if places is not None:
        return rounded(value, places, exact=False) or ""
    return rounded(value, read_places(row.own, unit), exact=True) or ""


# Limits and verdicts


def _two_sided(row: Row) -> bool:
    """Whether a rule bounds the error on both sides; a spread has only an upper limit."""
    rules = json.loads(row.result.acceptance)
    return any("abs(" in rule["rule"] for rule in rules)


def _limits(row: Row, size: str) -> dict[str, str] | None:
    """A permissible size as limits of the error."""
    upper = exact(size)
    if not upper or not numeric(upper) or Decimal(upper) < 0:
        return None
    lower = "" if not _two_sided(row) else upper if Decimal(upper) == 0 else f"-{upper}"
    return {"lower": lower, "upper": upper}


def _acceptance(row: Row, rule: str) -> dict[str, str] | None:
    """The limits less the guard band of the rule; None where the rule leaves nothing.

    Rounded as the error is, to the same place: a point that passed is never stated beyond it.
    """
    result = row.result
    if not numeric(result.limit):
        return None
    limit, places = Decimal(result.limit), stated_places(row, row.error_unit)
    expanded = Decimal(result.expanded) if numeric(result.expanded) else None
    k = Decimal(result.k) if numeric(result.k) else None
    found = acceptance_limit(rule, limit, expanded, k)
    if found is None or found < 0 or found == limit or places is None:
        return None if found is None else _limits(row, plain(found))
    return _limits(row, rounded(plain(found), places, exact=False) or "")


# What it stands on


def _in_scope(row: Row, scope: Mapping[str, Any]) -> bool | None:
    """Inside the accredited scope with U not below the CMC.

    None where there is no accreditation, or no U that could be held against it.
    """
    result = row.result
    if not result.stated_expanded or not (scope.get("accreditation") or scope.get("outside")):
        return None
    if not scope.get("accreditation"):
        return False
    at = str(row.planned.get("reference") or result.reference)
    if not scope.get("cmc"):
        return True  # an accreditation without CMC: of verifications
    if not numeric(at) or result.unit not in UNITS:
        return False
    unit, error = UNITS[result.unit], UNITS[row.error_unit]
    return floor_at(scope, Decimal(result.expanded), Decimal(at), unit, error) is not None


def _standards(row: Row, grounds: Grounds) -> list[str]:
    if not grounds.supporting:
        return list(grounds.standards)
    return list(grounds.supporting.get((row.result.section, row.result.row), ()))
