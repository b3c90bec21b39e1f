"""Each row as formulas see it: facts, parameters, the row's own values, its standard, columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from calibration.budget import slot_at
from calibration.certified import Support, names_of, support_of_row
from calibration.definition import Column, Table
from calibration.evaluation.work import Work
from calibration.facts import environment_of
from calibration.plan import Laid, tables_of, unit_of, values_of_row
from calibration.sections import LEFT
from metrology.errors import Code, MetrologyError
from metrology.formula.expressions import Expression
from metrology.quantities.units import UNITS, convert


@dataclass(frozen=True)
class RowEnv:
    """One row with all its names, what supports it, and what could not be computed."""

    laid: Laid
    table: Table
    row: Mapping[str, Any]
    env: dict[str, Any]
    support: Support | None
    problems: dict[str, str] = field(default_factory=dict)


Across = dict[tuple[int, str], dict[str, Any]]


def laid_out(work: Work) -> list[Laid]:
    """The tables that are wanted: what is measured after an adjustment only when there is one."""
    return [laid for laid in tables_of(work.plan) if laid.phase != LEFT or work.adjusted]


def row_envs(work: Work) -> tuple[list[RowEnv], Across]:
    """Every row of every wanted table, and what each channel and phase shows of its tables."""
    base = environment_of(work.definition, work.facts)
    across: Across = {}
    found = []
    for laid in laid_out(work):
        table = work.definition.by_key[laid.table]
        seen = {**base, **seen_by(across, laid)}
        rows = [_row_env(work, laid, table, row, seen) for row in laid.rows]
        across.setdefault((laid.channel, laid.phase), {}).update(_shown(table, rows))
        found.extend(rows)
    return found, across


def row_supports(work: Work) -> dict[tuple[str, int], Support | None]:
    """What supports each planned row, wanted yet or not, by section and row."""
    return {
        (laid.section, row["row"]): _support(work, work.definition.by_key[laid.table], row)
        for laid in tables_of(work.plan)
        for row in laid.rows
    }


def _support(work: Work, table: Table, row: Mapping[str, Any]) -> Support | None:
    slot = slot_at(work.definition, table, row)
    unit = unit_of(work.plan, row)
    return None if slot is None else support_of_row(slot, row, unit, work.reaching)


def seen_by(across: Across, laid: Laid) -> dict[str, Any]:
    """`table_column` as a table sees it: the whole's first, then its own channel's and phase's."""
    places = ((0, ""), (laid.channel, ""), (0, laid.phase), (laid.channel, laid.phase))
    return {key: value for place in places for key, value in across.get(place, {}).items()}


def _row_env(
    work: Work, laid: Laid, table: Table, row: Mapping[str, Any], base: Mapping[str, Any]
) -> RowEnv:
    support, unit = _support(work, table, row), unit_of(work.plan, row)
    env = {**base, **names_of(support), **values_of_row(row)}
    env |= {key: Decimal(value) for key, value in row.get("parameters", {}).items()}
    if table.reference and table.reference not in env:
        env[table.reference] = Decimal(row["reference"]) if row["reference"] else None
    found = RowEnv(laid, table, row, env, support)
    for column in table.columns:
        if column.observed:
            env[column.key] = _observed(work, laid.section, row, column, unit)
        elif column.expr is not None:
            env[column.key] = number_of(column.expr, env, column.key, found.problems)
    return found


def repeats(column: Column, row: Mapping[str, Any]) -> int:
    """How often a cell is read: a row written out may ask for fewer or more."""
    return int(row.get("repeat", column.repeat)) if column.repeat > 1 else column.repeat


def _observed(work: Work, section: str, row: Mapping[str, Any], column: Column, unit: str) -> Any:
    """A number, a list of repeats, or the answer or words; None unless every repeat is there."""
    wanted = repeats(column, row)
    cells = [(section, row["row"], column.key, i) for i in range(wanted)]
    found = [entry for cell in cells if (entry := work.cells.get(cell)) is not None]
    if len(found) < wanted:
        return None
    if column.role != "reading":
        return found[0].digits
    target = UNITS[column.unit or unit]
    values = [convert(Decimal(entry.digits), UNITS[entry.unit], target) for entry in found]
    return values if column.repeat > 1 else values[0]


def number_of(
    expr: Expression | None, env: Mapping[str, Any], key: str, problems: dict[str, str]
) -> Decimal | None:
    """The value of a formula, or None where it needs what is blank or cannot be computed."""
    if expr is None:
        return None
    try:
        return expr.number(env)
    except MetrologyError as error:
        if error.code != Code.MISSING_VALUE:
            problems[key] = str(error)
        return None


def _shown(table: Table, rows: Sequence[RowEnv]) -> dict[str, Any]:
    """`table_column` for other tables: all values, or None until complete."""
    found = {
        f"{table.key}_{parameter.key}": rows[0].env.get(parameter.key) if rows else None
        for parameter in table.parameters
    }
    for column in table.columns:
        if column.role in ("reading", "computed"):
            found[f"{table.key}_{column.key}"] = _all_values(rows, column.key)
    return found


def _all_values(rows: Sequence[RowEnv], key: str) -> list[Decimal] | None:
    values = list(_each(rows, key))
    return None if None in values else [value for value in values if value is not None]


def _each(rows: Sequence[RowEnv], key: str) -> Iterator[Decimal | None]:
    for row in rows:
        value = row.env[key]
        if isinstance(value, list):
            yield from value
        else:
            yield value
