"""The uncertainty of one point: contributions of the procedure, values of the standards."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, cast

from calibration.budget_record import OUTPUT, written
from calibration.certified import (
    AnyStandard,
    Support,
    names_of,
    same_quantity,
    support_of_row,
)
from calibration.definition import STANDARD_NAMES, Definition, Slot, Source, Table
from calibration.numbers import text_of
from metrology.errors import Code, MetrologyError
from metrology.formula.expressions import Expression
from metrology.uncertainty.budget import Budget, Line
from metrology.uncertainty.contributions import Contribution, Distribution, combine


@dataclass(frozen=True)
class PointBudget:
    """The budget of a point; blank where nothing is to be computed or something is missing."""

    u: Decimal | None = None
    dof: str = ""
    k: Decimal | None = None
    expanded: Decimal | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Measured:
    """What a budget is of: a table of a procedure, the unit of its errors, the error found."""

    definition: Definition
    table: Table
    unit: str
    value: Decimal | None
    point: Mapping[str, Any]  # the plan's row: its own unit, its own slot
    row_unit: str


# A line of the procedure, what it gave here, and the standard that supports the point.
_Sourced = tuple[Source, Contribution, Support | None]


def budget_of(
    what: Measured, env: Mapping[str, Any], standards: Sequence[AnyStandard]
) -> PointBudget:
    """Combine the table's contributions at one point, by the procedure's coverage rule.

    All numbers are in `what.unit`. A contribution that cannot be computed leaves the budget blank
    and is named in `details`.
    """
    table = what.table
    supports: dict[str, Support | None] = {}
    lines: list[_Sourced] = []
    for source in table.uncertainty:
        support = _support(what, source, standards, supports)
        whole = {**env, **names_of(support)}
        try:
            if _applies(source.when, whole):
                lines.append((source, _contribution(source, whole), support))
        except MetrologyError as error:
            return PointBudget(details={"missing": source.key, "reason": str(error)})
    if not lines:
        return PointBudget()
    given = [contribution for _source, contribution, _support in lines]
    combined = combine(given, rule=what.definition.coverage, value=what.value)
    labels = {source.key: source.label for source, _contribution, _support in lines}
    return PointBudget(
        u=combined.u,
        dof=_dof_text(combined.dof),
        k=combined.k,
        expanded=combined.U,
        details=written(_described(combined, what, lines), labels, _standards(supports)),
    )


def _dof_text(dof: float | None) -> str:
    if dof is None:
        return ""
    return "inf" if math.isinf(dof) else text_of(Decimal(str(round(dof, 6))))


def _support(
    what: Measured,
    source: Source,
    standards: Sequence[AnyStandard],
    known: dict[str, Support | None],
) -> Support | None:
    slot = slot_at(what.definition, what.table, what.point, source.standard)
    if slot is None:
        return None
    if slot.key not in known:
        known[slot.key] = support_of_row(slot, what.point, what.row_unit, standards)
    return known[slot.key]


def slot_at(
    definition: Definition, table: Table, point: Mapping[str, Any], named: str = ""
) -> Slot | None:
    """The slot that supports a row: the one named, the row's own, the table's.

    Where none is: the first that serves the table and is of the row's quantity, or the first.
    """
    key = named or point.get("standard", "") or table.standard
    if key or "unit" not in point:
        return definition.slot(key, table.key)
    serving = [slot for slot in definition.standards if slot.serves(table.key)]
    alike = (slot for slot in serving if same_quantity(slot, point["unit"]))
    return next(alike, serving[0] if serving else None)


def _applies(when: Expression | None, env: Mapping[str, Any]) -> bool:
    if when is None:
        return True
    try:
        return when.truth(env)
    except MetrologyError as error:
        if error.code == Code.MISSING_VALUE:
            return False
        raise


def _contribution(source: Source, env: Mapping[str, Any]) -> Contribution:
    dof = None if source.dof is None else float(source.dof.number(env))
    return Contribution(
        key=source.key,
        distribution=cast("Distribution", source.distribution),
        value=source.expr.number(env),
        divisor=None if source.divisor is None else source.divisor.number(env),
        sensitivity=Decimal(1) if source.sensitivity is None else source.sensitivity.number(env),
        dof=dof,
    )


def _described(
    combined: Budget[Decimal], what: Measured, lines: Sequence[_Sourced]
) -> Budget[Decimal]:
    """The combined budget with what it is of, and where each of its lines comes from."""
    named = zip(combined.lines, lines, strict=True)
    model = "" if what.table.error is None else what.table.error.text
    return replace(
        combined,
        unit=what.unit,
        output=OUTPUT,
        model=model,
        lines=tuple(_with_source(line, what, each) for line, each in named),
    )


def _with_source(line: Line[Decimal], what: Measured, given: _Sourced) -> Line[Decimal]:
    source, _contribution, support = given
    place = f"{what.definition.code}, {what.table.key}.{source.key}: {source.expr.text}"
    leans = [expr for expr in (source.expr, source.divisor) if expr is not None]
    if support is not None and any(expr.names & set(STANDARD_NAMES) for expr in leans):
        place += f"; {support.standard.code}, {support.standard.certificate}"
    plain = source.sensitivity is None or source.sensitivity.text.strip() == "1"
    return replace(
        line, label=source.label["vi"], source=place, unit=what.unit if plain else line.unit
    )


def _standards(supports: Mapping[str, Support | None]) -> list[dict[str, Any]]:
    return [
        {
            "key": s.standard.key,
            "code": s.standard.code,
            "calibration": s.standard.calibration,
            "certificate_number": s.standard.certificate,
        }
        for s in supports.values()
        if s is not None
    ]
