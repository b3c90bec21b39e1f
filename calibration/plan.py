"""The points of every table, computed from the instrument's facts, with the limit at each.

Pure: definition and facts in, plain data out. The plan is frozen in the worksheet when the work
starts; nothing afterwards recomputes it. A table is laid out once for each channel, and once more
for what is measured after an adjustment. Values are exact decimal texts in the row's unit, limits
in the table's unit of error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any

from django.utils.translation import gettext as _

from calibration.definition import Definition, Lookup, Points, Table
from calibration.facts import channels_of, environment_of, looked_up, worksheet_unit
from calibration.sections import LEFT, Section
from common.errors import Fault, Refused
from instruments.messages import fault
from metrology.errors import Code, MetrologyError
from metrology.formula.expression_values import CONTEXT
from metrology.quantities.units import UNITS, convert, difference_unit, find_unit
from metrology.uncertainty.stating import round_to

Plan = Mapping[str, Any]
AS_FOUND, FIRST = "as_found", "first"  # first: a first calibration has nothing "as found"
MODES = (AS_FOUND, FIRST)
MOST_ROWS = 1000  # of one table


@dataclass(frozen=True)
class Laid:
    """One table as it stands in a worksheet: the definition's table in a channel and a phase."""

    section: str
    table: str
    channel: int
    phase: str
    label: Mapping[str, str] | None
    error_unit: str
    rows: Sequence[Mapping[str, Any]]


def tables_of(plan: Plan) -> list[Laid]:
    """The tables of a plan; older plans know neither channels nor phases."""
    return [
        Laid(
            section=each["key"],
            table=each.get("table", each["key"]),
            channel=each.get("channel", 0),
            phase=each.get("phase", ""),
            label=each.get("label"),
            error_unit=each.get("error_unit", ""),
            rows=each["rows"],
        )
        for each in plan["tables"]
    ]


def unit_of(plan: Plan, row: Mapping[str, Any]) -> str:
    """The code of the unit a row is measured in."""
    return str(row.get("unit") or plan["unit"])


def error_unit_of(plan: Plan, laid: Laid, row: Mapping[str, Any]) -> str:
    """The code of the unit of a row's error, limit and U."""
    return laid.error_unit or difference_unit(UNITS[unit_of(plan, row)]).code


def make_plan(
    definition: Definition, facts: Mapping[str, str], mode: str = AS_FOUND
) -> dict[str, Any]:
    """The plan: `{"unit", "mode", "adjustment", "channels", "tables": [{"key", "rows": […]}]}`.

    Raises Refused, naming the table, when the facts do not give usable points.
    """
    env = environment_of(definition, facts)
    adjustable = definition.adjustment and mode == AS_FOUND
    channels = channels_of(definition, facts)
    tables = []
    names = [_channel_words(definition, name) for name in channels]
    for phase in ("", LEFT) if adjustable else ("",):
        for channel, name in [(0, None), *enumerate(names, 1)]:
            for table in definition.tables:
                if bool(channel) is (bool(channels) and table.per_channel):
                    rows = _rows_or_refuse(definition, table, env, facts)
                    tables.append(_laid(table, Section(table.key, channel, phase), name, rows))
    return {
        "unit": worksheet_unit(definition, facts).code,
        "mode": mode,
        "adjustment": adjustable,
        "channels": [{"channel": number, "label": name} for number, name in enumerate(names, 1)],
        "tables": tables,
    }


def _channel_words(definition: Definition, name: str) -> dict[str, str]:
    """A counted channel as "Vòi 2"; one with a name of its own by that name."""
    if definition.by_field[definition.channels].type != "integer":
        return {"vi": name, "en": name}
    return {language: f"{word} {name}" for language, word in definition.channel_label.items()}


def _laid(
    table: Table, section: Section, name: dict[str, str] | None, rows: list[dict[str, Any]]
) -> dict[str, Any]:
    found: dict[str, Any] = {"key": str(section), "rows": rows}
    if str(section) != table.key:
        found |= {"table": table.key, "channel": section.channel, "phase": section.phase}
    if name:
        found["label"] = name
    if table.error_unit:
        found["error_unit"] = table.error_unit
    return found


def _rows_or_refuse(
    definition: Definition, table: Table, env: Mapping[str, Any], facts: Mapping[str, str]
) -> list[dict[str, Any]]:
    message = _("Không lập được bảng điểm đo từ thông số của phương tiện đo.")
    try:
        rows = _rows(definition, table, env, facts)
    except MetrologyError as error:
        raise Refused(message, code="no_plan", faults=(fault(table.key, error),)) from error
    if not rows:
        empty = Fault(table.key, _("Bảng không có điểm đo nào."))
        raise Refused(message, code="no_plan", faults=(empty,))
    return rows


def plain(value: Decimal) -> str:
    """An exact decimal without exponent and without needless zeros."""
    text = format(value.normalize(), "f")
    return "0" if text in ("-0", "") else text


def rows_of(plan: Plan, key: str) -> list[dict[str, Any]]:
    """The rows of one table of a plan."""
    return [row for table in plan["tables"] if table["key"] == key for row in table["rows"]]


def _rows(
    definition: Definition, table: Table, env: Mapping[str, Any], facts: Mapping[str, str]
) -> list[dict[str, Any]]:
    parameters = {
        each.key: _rounded(each.expr.number(env), each.round_to, env) for each in table.parameters
    }
    whole = {**env, **parameters}
    points = _chosen(table, env)
    unit = table.unit or worksheet_unit(definition, facts).code
    if points.rows:
        return _written_out(definition, table, points, whole, facts)
    if points.labels:
        return [
            {"row": i, "label": dict(label), **_facts_of_row(table, whole, parameters, None, unit)}
            for i, label in enumerate(points.labels)
        ]
    values = _values(points, env)
    if points.limit_changes:
        values = _with_limit_changes(table, env, values)
    distinct = list(dict.fromkeys(values))  # Decimal("5") and Decimal("5.0") are one point
    return [
        {"row": i, **_facts_of_row(table, whole, parameters, value, unit)}
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


def _written_out(
    definition: Definition,
    table: Table,
    points: Points,
    env: Mapping[str, Any],
    facts: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Rows written out one by one; each brings values of its own into the formulas."""
    known = looked_up(definition, points.lookup.field, facts) if points.lookup else []
    lines = looked_up(definition, points.each, facts) if points.each else [{}]
    if len(lines) * len(points.rows) > MOST_ROWS:
        allowed = f"≤ {MOST_ROWS // len(points.rows)}"
        raise MetrologyError(
            Code.OUT_OF_RANGE, name=points.each, found=str(len(lines)), allowed=allowed
        )
    parameters = {each.key: env[each.key] for each in table.parameters}
    found: list[dict[str, Any]] = []
    for line, point in product(lines, points.rows):
        here = {**env, **line}
        values = {**line, **{key: each.evaluate(here) for key, each in point.values.items()}}
        if points.lookup:
            values = _joined(points.lookup, values, known, definition)
        whole = {**here, **values}
        if point.when is not None and not point.when.truth(whole):
            continue
        value = None if point.reference is None else point.reference.number(whole)
        own = _unit_code(point.unit, whole)
        unit = own or table.unit or worksheet_unit(definition, facts).code
        row = {"row": len(found), **_facts_of_row(table, whole, parameters, value, unit)}
        row |= {"label": dict(point.label)} if point.label else {}
        row |= {"unit": own} if own else {}
        row |= {"repeat": point.repeat} if point.repeat else {}
        row |= {"standard": point.standard} if point.standard else {}
        row |= {"values": as_texts(values)} if values else {}
        found.append(row)
    return found


def _unit_code(unit: str, values: Mapping[str, Any]) -> str:
    """The code of a row's unit: as written in the procedure, or as the instrument's line says."""
    return unit if unit in UNITS or not unit else find_unit(str(values.get(unit) or "")).code


def _joined(
    lookup: Lookup,
    values: Mapping[str, Any],
    known: Sequence[Mapping[str, Any]],
    definition: Definition,
) -> dict[str, Any]:
    """`values` with those of the instrument's table row that agrees; blank where none does."""
    columns = [column.key for column in definition.by_field[lookup.field].columns]
    agreeing = (row for row in known if all(row.get(key) == values.get(key) for key in lookup.on))
    return {**dict.fromkeys(columns), **next(agreeing, {}), **values}


def as_texts(values: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers as digits in a list of one, so that a text of digits stays a text."""
    return {
        key: [plain(value)] if isinstance(value, Decimal) else value
        for key, value in values.items()
        if value is not None
    }


def values_of_row(row: Mapping[str, Any]) -> dict[str, Decimal | str]:
    """The row's own values as formulas see them; see `as_texts`."""
    return {
        key: Decimal(value[0]) if isinstance(value, list) else value
        for key, value in row.get("values", {}).items()
    }


def _facts_of_row(
    table: Table,
    env: Mapping[str, Any],
    parameters: Mapping[str, Decimal],
    value: Decimal | None,
    unit: str,
) -> dict[str, Any]:
    reference = env.get(table.reference) if value is None else value
    numeric = reference if isinstance(reference, Decimal) else None
    found: dict[str, Any] = {"reference": "" if numeric is None else plain(numeric)}
    if table.unit:
        found["unit"] = table.unit
    limit = _limit(table, {**env, table.reference: reference}, unit)
    if limit is not None:
        found["limit"] = plain(limit)
    if parameters:
        found["parameters"] = {key: plain(each) for key, each in parameters.items()}
    return found


def _limit(table: Table, env: Mapping[str, Any], unit: str) -> Decimal | None:
    """The limit in the table's unit of error; None where what it depends on is not on record."""
    if table.limit is None:
        return None
    try:
        found = table.limit.evaluate(env)
    except MetrologyError as error:
        if error.code == Code.MISSING_VALUE:
            return None
        raise
    if not table.limit.unit:
        return found
    errors = UNITS[table.error_unit] if table.error_unit else difference_unit(UNITS[unit])
    return convert(found, difference_unit(UNITS[table.limit.unit]), errors)
