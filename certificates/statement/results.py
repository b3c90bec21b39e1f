"""A worksheet's results as the certificate prints them: every number already rounded, as digits."""

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from calibration.budget_record import rule_of
from calibration.models import Reading, Result
from calibration.plan import Laid, tables_of
from calibration.sections import LEFT, Section
from certificates.statement import machine, wording
from certificates.statement.machine import Grounds
from certificates.statement.result_cells import (
    Cell,
    Column,
    Row,
    cell,
    dof_of,
    exact,
    factor_of,
    is_cmc,
)
from common.pairs import pair
from metrology.quantities.units import UNITS


def current(readings: Iterable[Reading]) -> dict[Cell, Reading]:
    """The reading that counts in each cell: the one that no other supersedes."""
    rows = list(readings)
    gone = {row.supersedes_id for row in rows}
    return {row.cell: row for row in rows if row.pk not in gone}


def tables(
    definition: Mapping[str, Any],
    plan: Mapping[str, Any],
    results: Sequence[Result],
    readings: Mapping[Cell, Reading],
    grounds: Grounds,
) -> list[dict[str, Any]]:
    """Each table that has results, in its channel and its phase, column by column."""
    known = {table["key"]: table for table in definition["tables"]}
    adjusted = any(Section.parse(row.section).phase == LEFT for row in results)
    made = []
    for laid in tables_of(plan) if plan.get("tables") else _plain(definition):
        rows = [row for row in results if row.section == laid.section]
        if rows and laid.table in known:
            made.append(
                _table(known[laid.table], laid, rows, readings, grounds)
                | _where(laid, adjusted=adjusted)
            )
    return made


def _plain(definition: Mapping[str, Any]) -> list[Laid]:
    return [Laid(table["key"], table["key"], 0, "", None, "", ()) for table in definition["tables"]]


def _where(laid: Laid, *, adjusted: bool) -> dict[str, Any]:
    """The channel, and where the instrument was adjusted whether it is as found or as left."""
    phase = wording.AS_LEFT if laid.phase == LEFT else wording.AS_FOUND
    return {
        "key": laid.section,
        "channel": dict(laid.label) if laid.label else None,
        "phase": phase if adjusted else None,
    }


def _table(
    table: Mapping[str, Any],
    laid: Laid | Mapping[str, Any],
    results: Sequence[Result],
    readings: Mapping[Cell, Reading],
    grounds: Grounds,
) -> dict[str, Any]:
    planned = laid.rows if isinstance(laid, Laid) else ()
    by_row = {row["row"]: row for row in planned}
    points = [Row(result, by_row.get(result.row, {}), readings) for result in results]
    columns = _columns(table, points)
    bare = not table.get("uncertainty")
    rows = [_row(columns, point, grounds, without_u=bare) for point in points]
    unit = results[0].unit
    return {
        "key": table["key"],
        "title": table["title"],
        "unit": unit,
        "symbol": head_symbol(unit),
        "parameters": _parameters(table, planned, unit),
        "columns": [one for one in columns if _printed(one, columns, rows)],
        "rows": rows,
        "note": wording.NO_U_OF_ITS_OWN if bare and grounds.tell_why_no_u else None,
    }


def _row(
    columns: Sequence[Column], point: Row, grounds: Grounds, *, without_u: bool
) -> dict[str, Any]:
    """What is printed, and the same for machines."""
    cells = _cells(columns, point)
    return {
        "row": point.result.row,
        "cells": cells,
        "measured": machine.measured(point, cells, grounds, without_u=without_u),
    }


def symbol_of(unit: str) -> str:
    """How a unit is printed."""
    return UNITS[unit].symbol if unit in UNITS else unit


def head_symbol(unit: str) -> str:
    """The unit as a head of a table bears it: the unit one goes unwritten there (ISO 80000-1)."""
    return "" if unit == "1" else symbol_of(unit)


def _cells(columns: Sequence[Column], point: Row) -> dict[str, Any]:
    found = {column["key"]: cell(column, point) for column in columns}
    return {key: value for key, value in found.items() if value not in (None, "")}


# Columns


def _columns(table: Mapping[str, Any], points: Sequence[Row]) -> list[Column]:
    """The procedure's columns, a repeated one once for each repeat, then what we state."""
    shared = _shared(point.result.unit for point in points)
    steps = _shared(point.error_unit for point in points)
    judged = set(table.get("judged", ())) if table.get("error_unit") else set()
    columns: list[Column] = []
    if not any(column["role"] == "label" for column in table["columns"]):
        columns.append(column_of("_point", wording.POINT, "label"))
    if not shared or not steps:
        columns.append(column_of("_unit", wording.UNIT, "unit"))
    for column in table["columns"]:
        unit = column.get("unit") or (steps if column["key"] in judged else shared)
        symbol = "" if column["role"] == "nominal" and not column.get("unit") else head_symbol(unit)
        own = {"unit": unit, "symbol": symbol} if unit else {"symbol": ""}
        columns += [
            column_of(key, label, column["role"], source=column["key"], repeat=turn, **own)
            for turn, key, label in _turns(column, points)
        ]
    stated = (
        ("error", wording.ERROR), ("U", wording.EXPANDED), ("k", wording.FACTOR),
        ("dof", wording.EFFECTIVE_DOF), ("limit", wording.LIMIT), ("verdict", wording.VERDICT),
    )  # fmt: skip
    measured = ("error", "U", "limit")
    step = {"unit": steps, "symbol": head_symbol(steps)} if steps else {}
    return columns + [
        column_of(key, label, key, **(step if key in measured else {})) for key, label in stated
    ]


def column_of(key: str, label: Mapping[str, str], role: str, **more: Any) -> Column:
    """A column: its key, its words, what it holds, its unit where it has one."""
    given = {"source": key, "repeat": 0, "symbol": "", **more}
    return {"key": key, "label": dict(label), "role": role, **given}


def _turns(
    column: Mapping[str, Any], points: Sequence[Row]
) -> list[tuple[int, str, dict[str, str]]]:
    """Each repeat with its key and its label; a row written out may ask for its own number."""
    repeat = int(column.get("repeat", 1))
    if repeat > 1:
        repeat = max([int(point.planned.get("repeat", repeat)) for point in points] or [repeat])
    if repeat == 1:
        return [(0, column["key"], dict(column["label"]))]
    return [
        (
            turn,
            f"{column['key']}_{turn + 1}",
            {lang: f"{text} {turn + 1}" for lang, text in column["label"].items()},
        )
        for turn in range(repeat)
    ]


def _shared(units: Iterable[str]) -> str:
    """The one unit of all, or none."""
    found = set(units)
    return found.pop() if len(found) == 1 else ""


def _printed(column: Column, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a column says something: not blank throughout, not said by another already."""
    cells = [row["cells"] for row in rows]
    if column["key"] == "error":
        computed = [one["key"] for one in columns if one["role"] == "computed"]
        said = [{cell.get(key) for key in computed} | {None} for cell in cells]
        return any(cell.get("error") not in known for cell, known in zip(cells, said, strict=True))
    if column["key"] == "k":
        return len({cell.get("k") for cell in cells} - {None}) > 1
    if column["key"] == "limit":  # a limit beside values that nobody judged reads as a verdict
        return any("verdict" in cell and "limit" in cell for cell in cells)
    return any(column["key"] in cell for cell in cells)


def _parameters(
    table: Mapping[str, Any], planned: Sequence[Mapping[str, Any]], unit: str
) -> list[dict[str, Any]]:
    """What holds for the whole table, such as the load of an eccentricity test."""
    values: dict[str, str] = {}
    for row in planned:
        values |= row.get("parameters") or {}
    return [
        {
            "key": one["key"],
            "label": one.get("label", pair(one["key"])),
            "digits": exact(values[one["key"]]),
            "symbol": _symbol_at(values[one["key"]], planned, unit),
        }
        for one in table.get("parameters", [])
        if one["key"] in values
    ]


def _symbol_at(value: str, planned: Sequence[Mapping[str, Any]], unit: str) -> str:
    """The unit of a parameter that is the reference of the rows; others are bare numbers."""
    return symbol_of(unit) if value in {row.get("reference") for row in planned} else ""


# What the statement says of all of them


def channels(plan: Mapping[str, Any], results: Sequence[Result]) -> list[dict[str, Any]]:
    """Each channel with its verdict, by the points that decide; blank where nothing is judged."""
    found = []
    deciding = deciding_of(results)
    for each in plan.get("channels", ()):
        mine = [row for row in deciding if Section.parse(row.section).channel == each["channel"]]
        verdicts = {row.verdict for row in mine if row.verdict in wording.VERDICTS}
        verdict = "fail" if "fail" in verdicts else "pass" if verdicts else ""
        found.append({"label": dict(each["label"]), "verdict": verdict})
    return found


def deciding_of(results: Sequence[Result]) -> list[Result]:
    """What was left, where the instrument was adjusted; else what was found."""
    left = [row for row in results if Section.parse(row.section).phase == LEFT]
    return left or list(results)


def factors(results: Sequence[Result]) -> list[str]:
    """The coverage factors that occur, smallest first, as printed."""
    found = {factor_of(row) for row in results if row.k and row.stated_expanded}
    return sorted(found, key=Decimal)


def rules(results: Sequence[Result]) -> list[tuple[str, str]]:
    """Each (rule, reason) of a coverage factor that occurs; a CMC in place of U has none."""
    own = [row for row in results if row.stated_expanded and not is_cmc(row)]
    return sorted({rule_of(json.loads(row.budget)) for row in own})


def low_coverage(results: Sequence[Result]) -> list[str]:
    """The coverage probabilities of k = 2 over too few data, smallest first: 0.86, 0.91."""
    found = set()
    for row in results:
        details = json.loads(row.budget)
        if row.stated_expanded and not is_cmc(row) and rule_of(details)[1] == "fixed_low_dof":
            found.add(machine.probability(details.get("budget", {}).get("p")))
    return sorted(found - {""})


def effective_dof(results: Sequence[Result]) -> list[str]:
    """The effective degrees of freedom that k rests on, smallest first; see `dof_of`."""
    return sorted({dof_of(row) for row in results if row.stated_expanded} - {""}, key=int)
