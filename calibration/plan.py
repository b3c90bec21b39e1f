"""The points of every table, computed from the instrument's facts, with the limit at each.

Pure: definition and facts in, plain data out. The plan is frozen in the worksheet when the work
starts; nothing afterwards recomputes it. All values are exact decimal texts in the plan's unit.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from calibration.definition import Definition, Points, Table
from calibration.facts import environment_of, worksheet_unit
from common.errors import Fault, Refused
from instruments.messages import fault
from metrology.errors import MetrologyError
from metrology.formula.expression_values import CONTEXT
from metrology.uncertainty.stating import round_to

Plan = Mapping[str, Any]


def make_plan(definition: Definition, facts: Mapping[str, str]) -> dict[str, Any]:
    """The plan `{"unit", "tables": [{"key", "rows": [{"row", "reference", "limit", …}]}]}`.

    Raises Refused, naming the table, when the facts do not give usable points.
    """
    env = environment_of(definition, facts)
    tables = []
    for table in definition.tables:
        try:
            tables.append({"key": table.key, "rows": _rows(table, env)})
        except MetrologyError as error:
            message = _("Không lập được bảng điểm đo từ thông số của phương tiện đo.")
            raise Refused(message, code="no_plan", faults=(fault(table.key, error),)) from error
        if not tables[-1]["rows"]:
            raise Refused(
                _("Không lập được bảng điểm đo từ thông số của phương tiện đo."),
                code="no_plan",
                faults=(Fault(table.key, _("Bảng không có điểm đo nào.")),),
            )
    return {"unit": worksheet_unit(definition, facts).code, "tables": tables}


def plain(value: Decimal) -> str:
    """An exact decimal without exponent and without needless zeros."""
    text = format(value.normalize(), "f")
    return "0" if text in ("-0", "") else text


def rows_of(plan: Plan, key: str) -> list[dict[str, Any]]:
    """The rows of one table of a plan."""
    return [row for table in plan["tables"] if table["key"] == key for row in table["rows"]]


def _rows(table: Table, env: Mapping[str, Any]) -> list[dict[str, Any]]:
    parameters = {
        each.key: _rounded(each.expr.number(env), each.round_to, env) for each in table.parameters
    }
    whole = {**env, **parameters}
    points = _chosen(table, env)
    if points.labels:
        return [
            {"row": i, "label": dict(label), **_facts_of_row(table, whole, parameters, None)}
            for i, label in enumerate(points.labels)
        ]
    values = _values(points, env)
    if points.limit_changes:
        values = _with_limit_changes(table, env, values)
    distinct = list(dict.fromkeys(values))  # Decimal("5") and Decimal("5.0") are one point
    return [
        {"row": i, **_facts_of_row(table, whole, parameters, value)}
        for i, value in enumerate(distinct)
    ]


def _chosen(table: Table, env: Mapping[str, Any]) -> Points:
    for when, points in table.alternatives:
        if when.truth(env):
            return points
    return table.points


def _values(points: Points, env: Mapping[str, Any]) -> list[Decimal]:
    if points.fractions:
        low, high = env["range_min"], env["range_max"]
        span = CONTEXT.subtract(high, low)
        if span <= 0:
            raise MetrologyError(
                "out_of_range", name="range_max", found=str(high), allowed=f"> {low}"
            )
        return [CONTEXT.add(low, CONTEXT.multiply(part, span)) for part in points.fractions]
    return [_rounded(each.number(env), points.round_to, env) for each in points.expressions]


def _rounded(value: Decimal, step: str, env: Mapping[str, Any]) -> Decimal:
    """`value` at the nearest multiple of the field `step`: a load that weights can make up."""
    return round_to(value, env[step]) if step else value


def _with_limit_changes(
    table: Table, env: Mapping[str, Any], values: list[Decimal]
) -> list[Decimal]:
    """Add the loads where the limit changes (OIML R 76-1:2006, A.4.4.1), inside the range."""
    assert table.limit is not None
    assert table.limit.table is not None
    steps = table.limit.table
    bounds = [upto for upto, _mpe in steps.classes.get(str(env.get(steps.selector)), ()) if upto]
    loads = [CONTEXT.multiply(bound, env[steps.interval]) for bound in bounds]
    return sorted([*values, *(load for load in loads if min(values) < load < max(values))])


def _facts_of_row(
    table: Table,
    env: Mapping[str, Any],
    parameters: Mapping[str, Decimal],
    value: Decimal | None,
) -> dict[str, Any]:
    reference = parameters[table.reference] if value is None else value
    found: dict[str, Any] = {"reference": plain(reference)}
    if table.limit is not None:
        found["limit"] = plain(table.limit.evaluate({**env, table.reference: reference}))
    if parameters:
        found["parameters"] = {key: plain(each) for key, each in parameters.items()}
    return found
