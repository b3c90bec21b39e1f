"""One point: its budget, the CMC under it, its limit by the decision rule, its verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from calibration.authority.capability import floor_at
from calibration.budget import Measured, PointBudget, budget_of
from calibration.definition import Table
from calibration.evaluation.rows import RowEnv, number_of
from calibration.evaluation.work import PointResult, Work
from calibration.numbers import text_of
from calibration.plan import error_unit_of, unit_of
from metrology.conformity.conformance import Limits
from metrology.conformity.decisions import judge
from metrology.errors import MetrologyError
from metrology.formula.expression_values import CONTEXT
from metrology.formula.expressions import Expression
from metrology.quantities.units import UNITS, difference_unit
from metrology.uncertainty.cmc import Floor
from metrology.uncertainty.stating import state


def point_of(work: Work, found: RowEnv, across: Mapping[str, Any]) -> PointResult:
    """The result of one row."""
    table, row, env, problems = found.table, found.row, found.env, found.problems
    unit, error_unit = unit_of(work.plan, row), error_unit_of(work.plan, found.laid, row)
    limit = Decimal(row["limit"]) if row.get("limit") else None
    error = number_of(table.error, env, "error", problems)
    reference = _reference(found)
    what = Measured(work.definition, table, error_unit, error, row, unit)
    whole = {**env, **across, "mpe": limit, "limit": limit}
    at = row["reference"] or reference
    budget = budget_of(what, whole, work.reaching)
    floor = _floor(work, budget, at, unit, error_unit)
    if floor is not None:
        budget = replace(budget, expanded=floor.reported)
    mpe = acceptance_limit(work.rule, limit, budget.expanded, budget.k)
    judging = {**whole, "mpe": mpe, "U": budget.expanded}
    acceptance = _accepted(work, table, judging) if work.decides else []
    stated = None
    if error is not None and budget.expanded:
        least = None if floor is None else floor.cmc
        stated = state(error, budget.expanded, digits=work.definition.digits, floor=least)
    return PointResult(
        section=found.laid.section,
        row=row["row"],
        unit=unit,
        error_unit="" if error_unit == difference_unit(UNITS[unit]).code else error_unit,
        phase=found.laid.phase,
        channel=found.laid.channel,
        reference=reference,
        indication=text_of(number_of(table.indication, env, "indication", problems)),
        error=text_of(error),
        computed={
            column.key: text_of(env[column.key])
            for column in table.columns
            if column.role == "computed" and env[column.key] is not None
        },
        limit=row.get("limit", ""),
        verdict=judged(acceptance),
        acceptance=tuple(acceptance),
        u=text_of(budget.u),
        dof=budget.dof,
        k=text_of(budget.k),
        expanded=text_of(budget.expanded),
        stated_error=stated.value if stated else "",
        stated_expanded=stated.U if stated else "",
        cmc=text_of(floor.cmc) if floor is not None and floor.raised else "",
        budget=budget.details,
        problems=problems,
    )


def _reference(found: RowEnv) -> str:
    """The planned reference, or the one that was measured where the table says how."""
    if found.table.true_value is None:
        return str(found.row["reference"])
    return text_of(number_of(found.table.true_value, found.env, "reference", found.problems))


# The CMC: what is reported is never below it (ILAC-P14:09/2020, 5.4).


def _floor(work: Work, budget: PointBudget, at: str, unit: str, error_unit: str) -> Floor | None:
    """U held against the CMC of the accredited line; None where there is none to hold it against.

    `at` is the planned point: what was measured there may lie a hair beyond the scope's end.
    """
    scope = work.plan.get("scope")
    if not scope or not budget.expanded or not at:
        return None
    return floor_at(scope, budget.expanded, Decimal(at), UNITS[unit], UNITS[error_unit])


# Limit and verdict


def acceptance_limit(
    rule: str, limit: Decimal | None, expanded: Decimal | None, k: Decimal | None
) -> Decimal | None:
    """How far an error may go: the limit less the guard band of the rule. None: it needs U."""
    if limit is None or rule == "simple":
        return limit
    if not expanded:
        return None
    if limit == 0:
        return CONTEXT.minus(expanded)  # nothing can be shown to keep a limit of zero
    try:
        found = judge(
            value=Decimal(0), limits=Limits.symmetric(limit), rule=rule,
            expanded=expanded, k=k or Decimal(2),
        )  # fmt: skip
    except MetrologyError:
        return None  # a TUR too low for the rule: it cannot be told, which is no pass
    return CONTEXT.subtract(limit, found.guard_band)


def _accepted(work: Work, table: Table, env: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each rule that applies here, with yes, no, or None while it cannot be told."""
    found = []
    for rule in table.acceptance:
        if not work.judged and env["limit"] is None and rule.expr.names & {"mpe", "limit"}:
            continue  # nobody set a limit: on request only what has one is judged
        if rule.when is None or truth_of(rule.when, env):
            told = {"key": rule.key, "label": dict(rule.label), "rule": rule.expr.text}
            found.append({**told, "met": truth_of(rule.expr, env)})
    return found


def truth_of(expr: Expression, env: Mapping[str, Any]) -> bool | None:
    """Yes, no, or None where it cannot be told."""
    try:
        return expr.truth(env)
    except MetrologyError:
        return None


def judged(acceptance: Sequence[Mapping[str, Any]]) -> str:
    """The verdict of a point: "" where no rule applies or one cannot be told."""
    met = [rule["met"] for rule in acceptance]
    if not met or None in met:
        return ""
    return "pass" if all(met) else "fail"


def use_of_limit(table: Table, point: PointResult) -> Decimal | None:
    """How much of the limit the judged columns use: 0.94 for an error of 0.15 of 0.16."""
    values = [Decimal(point.computed[key]) for key in table.judged if key in point.computed]
    if not values or not point.limit or Decimal(point.limit) == 0:
        return None
    return CONTEXT.divide(max(abs(value) for value in values), Decimal(point.limit))
