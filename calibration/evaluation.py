"""From readings to results. Plain data in, plain data out: no queries, no clock.

Everything is computed from the latest readings with exact decimals. A blank stays blank, and
what is still missing is named cell by cell. A result is rounded once, where it is stated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from typing import Any

from calibration.budget import Measured, StandardFacts, budget_of
from calibration.definition import Column, Definition, Table
from calibration.facts import environment_of
from calibration.numbers import text_of
from calibration.plan import Plan, rows_of
from metrology.errors import MetrologyError
from metrology.formula.expression_values import CONTEXT
from metrology.formula.expressions import Expression
from metrology.quantities.units import UNITS, convert, difference_unit
from metrology.uncertainty.stating import state

Cell = tuple[str, int, str, int]  # section, row, column, repeat


@dataclass(frozen=True)
class Entry:
    """The latest reading of a cell: canonical digits (or pass, fail) and the unit's code."""

    digits: str
    unit: str = ""


@dataclass(frozen=True)
class Work:
    """All that a result depends on."""

    definition: Definition
    facts: Mapping[str, str]
    plan: Plan
    cells: Mapping[Cell, Entry]
    standards: Sequence[StandardFacts]
    judged: bool  # verification decides; calibration and testing report values


@dataclass(frozen=True)
class PointResult:
    """One row of one table. Texts are exact decimals in `unit`; "" means none."""

    section: str
    row: int
    unit: str
    reference: str = ""
    indication: str = ""
    error: str = ""
    computed: Mapping[str, str] = field(default_factory=dict)
    limit: str = ""
    verdict: str = ""
    acceptance: Sequence[Mapping[str, Any]] = ()
    u: str = ""
    dof: str = ""
    k: str = ""
    expanded: str = ""
    stated_error: str = ""
    stated_expanded: str = ""
    budget: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ClimateFinding:
    """A quantity of the environment outside its limits."""

    key: str
    label: Mapping[str, str]
    found: str
    allowed: str
    blocking: bool


@dataclass(frozen=True)
class Evaluation:
    """The whole: points in order, what is missing, the verdict ("" until all is decided)."""

    points: tuple[PointResult, ...]
    missing: tuple[Cell, ...]
    verdict: str
    stopped_by: str  # the check or table that ended the work with a fail
    undecided: tuple[PointResult, ...]  # nothing is missing, and yet a rule cannot be told
    climate: tuple[ClimateFinding, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing required is missing."""
        return not self.missing


def evaluate(work: Work) -> Evaluation:
    """Compute every point and the verdict of the whole."""
    with localcontext(CONTEXT):
        envs = {table.key: _table_envs(work, table) for table in work.definition.tables}
        across = _across(work.definition, envs)
        points = [
            _point(work, table, row, env, across)
            for table in work.definition.tables
            for row, env in zip(rows_of(work.plan, table.key), envs[table.key], strict=True)
        ]
        missing, stopped_by = _missing(work, points)
        undecided = [] if missing or stopped_by else [p for p in points if _is_open(p)]
        return Evaluation(
            points=tuple(points),
            missing=tuple(missing),
            verdict="" if undecided else _verdict(work, points, missing, stopped_by),
            stopped_by=stopped_by,
            undecided=tuple(undecided),
            climate=tuple(_climate(work)),
        )


# Rows


def _table_envs(work: Work, table: Table) -> list[dict[str, Any]]:
    base = environment_of(work.definition, work.facts)
    return [_row_env(work, table, row, base) for row in rows_of(work.plan, table.key)]


def _row_env(
    work: Work, table: Table, row: Mapping[str, Any], base: Mapping[str, Any]
) -> dict[str, Any]:
    env = dict(base)
    env |= {key: Decimal(value) for key, value in row.get("parameters", {}).items()}
    env[table.reference] = Decimal(row["reference"])
    for column in table.columns:
        if column.observed:
            env[column.key] = _observed(work, table.key, row["row"], column)
        elif column.expr is not None:
            env[column.key] = _number(column.expr, env)
    return env


def _observed(work: Work, section: str, row: int, column: Column) -> Any:
    """A number, a list of repeats, or "pass"/"fail"; None unless every repeat is there."""
    entries = [work.cells.get((section, row, column.key, i)) for i in range(column.repeat)]
    found = [entry for entry in entries if entry is not None]
    if len(found) < column.repeat:
        return None
    if column.role == "check":
        return found[0].digits
    target = UNITS[column.unit or work.plan["unit"]]
    values = [convert(Decimal(entry.digits), UNITS[entry.unit], target) for entry in found]
    return values if column.repeat > 1 else values[0]


def _number(expr: Expression | None, env: Mapping[str, Any]) -> Decimal | None:
    """The value of a formula, or None where it needs something that is blank."""
    if expr is None:
        return None
    try:
        return expr.number(env)
    except MetrologyError:
        return None


def _truth(expr: Expression, env: Mapping[str, Any]) -> bool | None:
    try:
        return expr.truth(env)
    except MetrologyError:
        return None


def _across(
    definition: Definition, envs: Mapping[str, Sequence[Mapping[str, Any]]]
) -> dict[str, Any]:
    """`table_column` for the budgets of other tables: all values, or None until complete."""
    found: dict[str, Any] = {}
    for table in definition.tables:
        rows = envs[table.key]
        for parameter in table.parameters:
            found[f"{table.key}_{parameter.key}"] = rows[0].get(parameter.key) if rows else None
        for column in table.columns:
            if column.role in ("reading", "computed"):
                found[f"{table.key}_{column.key}"] = _all_values(rows, column.key)
    return found


def _all_values(rows: Sequence[Mapping[str, Any]], key: str) -> list[Decimal] | None:
    values: list[Decimal] = []
    for row in rows:
        value = row[key]
        if value is None:
            return None
        values.extend(value if isinstance(value, list) else [value])
    return values


# Points


def _point(
    work: Work,
    table: Table,
    row: Mapping[str, Any],
    env: Mapping[str, Any],
    across: Mapping[str, Any],
) -> PointResult:
    limit = Decimal(row["limit"]) if row.get("limit") else None
    error = _number(table.error, env)
    unit = difference_unit(UNITS[work.plan["unit"]]).code
    what = Measured(work.definition, table, unit, error)
    budget = budget_of(what, {**env, "mpe": limit, **across}, work.standards)
    mpe = limit
    if work.definition.decision_rule == "guarded" and limit is not None:
        mpe = None if budget.expanded is None else limit - budget.expanded
    acceptance = _accepted(table, {**env, "mpe": mpe}) if work.judged else []
    stated = None
    if error is not None and budget.expanded:
        stated = state(error, budget.expanded)
    return PointResult(
        section=table.key,
        row=row["row"],
        unit=work.plan["unit"],
        reference=row["reference"],
        indication=text_of(_number(table.indication, env)),
        error=text_of(error),
        computed={
            column.key: text_of(env[column.key])
            for column in table.columns
            if column.role == "computed" and env[column.key] is not None
        },
        limit=row.get("limit", ""),
        verdict=_judged(acceptance),
        acceptance=tuple(acceptance),
        u=text_of(budget.u),
        dof=budget.dof,
        k=text_of(budget.k),
        expanded=text_of(budget.expanded),
        stated_error=stated.value if stated else "",
        stated_expanded=stated.U if stated else "",
        budget=budget.details,
    )


def _accepted(table: Table, env: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each rule that applies here, with yes, no, or None while it cannot be told."""
    found = []
    for rule in table.acceptance:
        if rule.when is None or _truth(rule.when, env):
            told = {"key": rule.key, "label": dict(rule.label), "rule": rule.expr.text}
            found.append({**told, "met": _truth(rule.expr, env)})
    return found


def _judged(acceptance: Sequence[Mapping[str, Any]]) -> str:
    met = [rule["met"] for rule in acceptance]
    if not met or None in met:
        return ""
    return "pass" if all(met) else "fail"


def _is_open(point: PointResult) -> bool:
    return any(rule["met"] is None for rule in point.acceptance)


def use_of_limit(table: Table, point: PointResult) -> Decimal | None:
    """How much of the limit the judged columns use: 0.94 for an error of 0.15 of 0.16."""
    values = [Decimal(point.computed[key]) for key in table.judged if key in point.computed]
    if not values or not point.limit or Decimal(point.limit) == 0:
        return None
    return CONTEXT.divide(max(abs(value) for value in values), Decimal(point.limit))


# The whole


def _missing(work: Work, points: Sequence[PointResult]) -> tuple[list[Cell], str]:
    """Required cells still blank, in the order of work, up to a failure that ends it."""
    definition, cells = work.definition, work.cells
    missing: list[Cell] = [
        ("environment", 0, climate.key, 0)
        for climate in definition.environment
        if climate.required and ("environment", 0, climate.key, 0) not in cells
    ]
    for check in definition.checks:
        cell = ("checks", 0, check.key, 0)
        if cell not in cells:
            missing.append(cell)
        elif check.stop_on_fail and cells[cell].digits == "fail":
            return missing, check.key
    for table in definition.tables:
        blank = _blank_cells(work, table)
        missing.extend(blank)
        failed = any(p.section == table.key and p.verdict == "fail" for p in points)
        if failed and not blank and table.stop_on_fail:
            return missing, table.key
    return missing, ""


def _blank_cells(work: Work, table: Table) -> list[Cell]:
    """Column after column, as the work goes."""
    return [
        (table.key, row["row"], column.key, repeat)
        for column in table.observed
        if column.required
        for row in rows_of(work.plan, table.key)
        for repeat in range(column.repeat)
        if (table.key, row["row"], column.key, repeat) not in work.cells
    ]


def _verdict(
    work: Work, points: Sequence[PointResult], missing: Sequence[Cell], stopped_by: str
) -> str:
    if missing:
        return ""
    answers = [
        work.cells[cell].digits
        for check in work.definition.checks
        if (cell := ("checks", 0, check.key, 0)) in work.cells
    ]
    if stopped_by or "fail" in answers:
        return "fail"
    if not work.judged:
        return "reported"
    return "fail" if any(point.verdict == "fail" for point in points) else "pass"


def _climate(work: Work) -> list[ClimateFinding]:
    found = []
    for climate in work.definition.environment:
        entry = work.cells.get(("environment", 0, climate.key, 0))
        if entry is None:
            continue
        value = convert(Decimal(entry.digits), UNITS[entry.unit], UNITS[climate.unit])
        low = climate.least is not None and value < climate.least
        high = climate.most is not None and value > climate.most
        if low or high:
            shown = f"{entry.digits} {UNITS[entry.unit].symbol}"
            least, most = climate.least, climate.most
            allowed = f"{'' if least is None else least}…{'' if most is None else most}"
            allowed = f"{allowed} {UNITS[climate.unit].symbol}"
            found.append(
                ClimateFinding(climate.key, climate.label, shown, allowed, climate.blocking)
            )
    return found
