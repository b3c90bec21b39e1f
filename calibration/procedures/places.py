"""Where formulas stand in a definition, and what each must give."""

from collections.abc import Iterator
from dataclasses import dataclass

from calibration.definition import Definition, Points, Source, Table
from metrology.conformity.limit_tables import RangeTable, Rows, Selection, StepTable
from metrology.conformity.limits import Limit
from metrology.formula.expressions import Expression

# What a formula gives: a value in the row's unit, in that of errors, in that of the limit's
# numbers, a plain number, or whatever it likes (a truth among them).
ROW, ERROR, LIMIT, ONE, FREE = "row", "error", "limit", "one", "free"


@dataclass(frozen=True)
class Place:
    """One formula. `unit` is the code of the unit it must be in, where the definition names one."""

    path: str
    expr: Expression
    wants: str = FREE
    unit: str = ""
    table: Table | None = None
    source: Source | None = None  # a contribution: its names include the standard's
    name: str = ""  # the column or parameter that it computes


def places(definition: Definition) -> Iterator[Place]:
    """Every formula of a definition, names before the formulas that use them."""
    for i, field in enumerate(definition.fields):
        if field.formula is not None:
            yield Place(f"fields.{i}.formula", field.formula, unit=field.unit, name=field.key)
    for i, slot in enumerate(definition.standards):
        if slot.requirement is not None:
            yield Place(f"standards.{i}.requirement", slot.requirement)
    for i, table in enumerate(definition.tables):
        yield from _of_table(table, f"tables.{i}")


def _of_table(table: Table, path: str) -> Iterator[Place]:
    for i, parameter in enumerate(table.parameters):
        at = f"{path}.parameters.{i}.expr"
        wants = ROW if parameter.key == table.reference else FREE
        yield Place(at, parameter.expr, wants, table=table, name=parameter.key)
    yield from _of_points(table, table.points, f"{path}.points")
    for i, (when, points) in enumerate(table.alternatives):
        yield Place(f"{path}.alternatives.{i}.when", when, table=table)
        yield from _of_points(table, points, f"{path}.alternatives.{i}.points")
    if table.limit is not None:
        yield from _of_limit(table, table.limit, f"{path}.limit")
    yield from _of_columns(table, path)
    for i, rule in enumerate(table.acceptance):
        for name, given in (("expr", rule.expr), ("when", rule.when)):
            if given is not None:
                yield Place(f"{path}.acceptance.{i}.{name}", given, table=table)
    for i, source in enumerate(table.uncertainty):
        yield from _of_source(table, source, f"{path}.uncertainty.{i}")


def _of_columns(table: Table, path: str) -> Iterator[Place]:
    for i, column in enumerate(table.columns):
        if column.expr is not None:
            at = f"{path}.columns.{i}.expr"
            yield Place(at, column.expr, unit=column.unit, table=table, name=column.key)
    for name, wants in (("true_value", ROW), ("indication", ROW), ("error", ERROR)):
        if (expr := getattr(table, name)) is not None:
            yield Place(f"{path}.{name}", expr, wants, table=table)


def _of_points(table: Table, points: Points, path: str) -> Iterator[Place]:
    for i, each in enumerate(points.expressions):
        yield Place(f"{path}.expressions.{i}", each, ROW, table=table)
    for i, row in enumerate(points.rows):
        for key, value in row.values.items():
            yield Place(f"{path}.rows.{i}.values.{key}", value, table=table)
        if row.reference is not None:
            at = f"{path}.rows.{i}.reference"
            yield Place(at, row.reference, ROW, unit=row.unit, table=table)
        if row.when is not None:
            yield Place(f"{path}.rows.{i}.when", row.when, table=table)


def _of_limit(table: Table, limit: Limit, path: str) -> Iterator[Place]:
    source = limit.source
    if isinstance(source, StepTable):
        yield Place(f"{path}.variable", source.variable, ONE, table=table)
    if isinstance(source, RangeTable):
        yield Place(f"{path}.variable", source.variable, table=table)
    if isinstance(source, Rows):
        for i, row in enumerate(source.rows):
            if row.when is not None:
                yield Place(f"{path}.rows.{i}.when", row.when, table=table)
    for at, amount in _amounts(limit, path):
        yield Place(at, amount, LIMIT, unit=limit.unit, table=table)


def _amounts(limit: Limit, path: str) -> Iterator[tuple[str, Expression]]:
    """The formulas that give a limit; numbers need no look."""
    source = limit.source
    if isinstance(source, Expression):
        yield f"{path}.expr", source
    if isinstance(source, RangeTable):
        for i, (_upto, mpe) in enumerate(source.ranges):
            yield from ((f"{path}.ranges.{i}.mpe", each) for each in _formulas(mpe))
    if isinstance(source, Rows):
        for i, row in enumerate(source.rows):
            yield from ((f"{path}.rows.{i}.mpe", each) for each in _formulas(row.mpe))
    if isinstance(source, Selection):
        yield from ((path, each) for each in _formulas(source))


def _formulas(amount: object) -> Iterator[Expression]:
    if isinstance(amount, Expression):
        yield amount
    if isinstance(amount, Selection):
        for each in amount.values.values():
            yield from _formulas(each)


def _of_source(table: Table, source: Source, path: str) -> Iterator[Place]:
    # With a sensitivity it is the product that is an error: `units` looks at both.
    alone = source.sensitivity is None or source.sensitivity.text.strip() == "1"
    wants = ERROR if alone else FREE
    yield Place(f"{path}.expr", source.expr, wants, table=table, source=source)
    if source.sensitivity is not None and not alone:
        at = f"{path}.sensitivity"
        yield Place(at, source.sensitivity, ERROR, table=table, source=source, name="sensitivity")
    for name in ("divisor", "dof"):
        if (given := getattr(source, name)) is not None:
            yield Place(f"{path}.{name}", given, ONE, table=table, source=source)
    if source.when is not None:
        yield Place(f"{path}.when", source.when, table=table, source=source)
