"""A worksheet's results as the certificate prints them: every number already rounded, as digits."""

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Context, Decimal
from typing import Any

from calibration.budget_record import rule_of
from calibration.models import Reading, Result
from certificates import wording
from certificates.wording import pair
from metrology.quantities.units import UNITS
from metrology.uncertainty.coverage import truncated_dof

_WIDE = Context(prec=120)
_SPARE = 1  # places more than the readings have, where no U says how far to go
_LONGEST_EXACT = 15  # digits of a limit or a load; a quotient without end has more
_SHOWN_OF_ENDLESS = 6
# Reasons of a k that follows ν_eff, or that fails because of it.
_BY_DOF = frozenset({"t_effective_dof", "not_rectangular", "not_trapezoidal", "fixed_low_dof"})

Cell = tuple[str, int, str, int]
Column = dict[str, Any]


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
) -> list[dict[str, Any]]:
    """Each table of the procedure that has results, column by column."""
    planned = {table["key"]: table for table in plan.get("tables", [])}
    made = []
    for table in definition["tables"]:
        rows = [row for row in results if row.section == table["key"]]
        if rows:
            made.append(_table(table, planned.get(table["key"], {}), rows, readings))
    return made


def _table(
    table: Mapping[str, Any],
    planned: Mapping[str, Any],
    results: Sequence[Result],
    readings: Mapping[Cell, Reading],
) -> dict[str, Any]:
    labels = {row["row"]: row.get("label") for row in planned.get("rows", [])}
    columns = _columns(table)
    rows = [
        {"row": result.row, "cells": _cells(result, columns, readings, labels.get(result.row))}
        for result in results
    ]
    unit = results[0].unit
    return {
        "key": table["key"],
        "title": table["title"],
        "unit": unit,
        "symbol": UNITS[unit].symbol if unit in UNITS else unit,
        "parameters": _parameters(table, planned),
        "columns": [column for column in columns if _printed(column, columns, rows)],
        "rows": rows,
    }


def _columns(table: Mapping[str, Any]) -> list[Column]:
    """The procedure's columns, a repeated one once for each repeat, then what we state."""
    columns = []
    for column in table["columns"]:
        repeat = int(column.get("repeat", 1))
        for turn in range(repeat):
            key = column["key"] if repeat == 1 else f"{column['key']}_{turn + 1}"
            label = dict(column["label"])
            if repeat > 1:
                label = {lang: f"{text} {turn + 1}" for lang, text in label.items()}
            columns.append(
                {
                    "key": key,
                    "label": label,
                    "role": column["role"],
                    "source": column["key"],
                    "repeat": turn,
                }
            )
    stated = (
        ("error", wording.ERROR),
        ("U", wording.EXPANDED),
        ("k", wording.FACTOR),
        ("dof", wording.EFFECTIVE_DOF),
        ("limit", wording.LIMIT),
        ("verdict", wording.VERDICT),
    )
    return columns + [
        {"key": key, "label": label, "role": key, "source": key, "repeat": 0}
        for key, label in stated
    ]


def _printed(column: Column, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a column says something: not blank throughout, not said by another already."""
    cells = [row["cells"] for row in rows]
    if column["key"] == "error":
        computed = [one["key"] for one in columns if one["role"] == "computed"]
        said = [{cell.get(key) for key in computed} | {None} for cell in cells]
        return any(cell.get("error") not in known for cell, known in zip(cells, said, strict=True))
    if column["key"] == "k":
        return len({cell.get("k") for cell in cells} - {None}) > 1
    if column["key"] == "dof":  # of one point it must be seen of which
        return len({cell.get("dof") for cell in cells if "U" in cell}) > 1
    if column["key"] == "limit":  # a limit beside values that nobody judged reads as a verdict
        return any("verdict" in cell and "limit" in cell for cell in cells)
    return any(column["key"] in cell for cell in cells)


def _cells(
    result: Result, columns: Sequence[Column], readings: Mapping[Cell, Reading], label: Any
) -> dict[str, Any]:
    computed = json.loads(result.computed)
    mine = [one for cell, one in readings.items() if cell[:2] == (result.section, result.row)]
    places = _places_of(result, mine)
    cells: dict[str, Any] = {}
    for column in columns:
        found = _cell(column, result, computed, readings, places, label)
        if found not in (None, ""):
            cells[column["key"]] = found
    return cells


def _cell(
    column: Column,
    result: Result,
    computed: Mapping[str, Any],
    readings: Mapping[Cell, Reading],
    places: int,
    label: Any,
) -> Any:
    role = column["role"]
    if role == "label":
        return label
    if role == "reference":
        return _exact(result.reference)
    if role == "computed":
        return _rounded(computed.get(column["source"]), places, exact=not result.stated_expanded)
    if role in ("reading", "check", "pass_fail"):
        cell = (result.section, result.row, column["source"], column["repeat"])
        return _observed(readings.get(cell), result.unit)
    if role == "error":
        plain = _rounded(result.error, places, exact=not result.stated_expanded)
        return result.stated_error or plain
    return {
        "U": result.stated_expanded,
        "k": _factor(result.k),
        "dof": _dof(result),
        "limit": _exact(result.limit),
        "verdict": result.verdict if result.verdict in wording.VERDICTS else "",
    }.get(role)


def _observed(reading: Reading | None, unit: str) -> str | None:
    """The digits as keyed; with their own unit where it is not the table's."""
    if reading is None:
        return None
    if reading.unit in ("", unit):
        return reading.digits
    symbol = UNITS[reading.unit].symbol if reading.unit in UNITS else reading.unit
    return f"{reading.digits} {symbol}"


def _places(digits: str) -> int:
    return len(digits.partition(".")[2])


def _places_of(result: Result, readings: Sequence[Reading]) -> int:
    """To how many decimals a row is stated: U's, else the readings'. U = 120 is stated to tens: -1.

    A stated U has two significant digits.
    """
    if result.stated_expanded:
        return 1 - Decimal(result.stated_expanded).adjusted()
    numbers = [one.digits for one in readings if one.digits not in ("pass", "fail")]
    return max((_places(digits) for digits in numbers), default=0)


def _rounded(value: Any, places: int, *, exact: bool) -> str | None:
    """To `places` decimals; `exact` keeps one more where the value has it."""
    if value in (None, ""):
        return None
    if not _is_number(value):
        return str(value)
    number = Decimal(str(value))
    if exact:
        own = _places(format(number.normalize(), "f"))
        places = min(max(own, places), places + _SPARE)
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN, _WIDE)
    return format(abs(rounded) if rounded.is_zero() else rounded, "f")


def _exact(digits: str) -> str | None:
    """A limit or a load as it was used, never rounded to what was read: 0.05 stays 0.05.

    Only a quotient without end is cut, towards zero: a printed limit is never wider than the law's.
    """
    if digits == "" or not _is_number(digits):
        return digits or None
    number = Decimal(digits)
    if len(number.normalize().as_tuple().digits) <= _LONGEST_EXACT:
        return digits
    place = Decimal(1).scaleb(number.adjusted() - _SHOWN_OF_ENDLESS + 1)
    return format(number.quantize(place, ROUND_DOWN, _WIDE), "f")


def _is_number(value: Any) -> bool:
    try:
        return Decimal(str(value)).is_finite()
    except ArithmeticError:
        return False


def _parameters(table: Mapping[str, Any], planned: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What holds for the whole table, such as the load of an eccentricity test."""
    values: dict[str, str] = {}
    for row in planned.get("rows", []):
        values |= row.get("parameters") or {}
    return [
        {
            "key": one["key"],
            "label": one.get("label", pair(one["key"])),
            "digits": _exact(values[one["key"]]),
        }
        for one in table.get("parameters", [])
        if one["key"] in values
    ]


def checks(definition: Mapping[str, Any], readings: Mapping[Cell, Reading]) -> list[dict[str, Any]]:
    """The inspections of the procedure with their outcome."""
    found = []
    for check in definition.get("checks", []):
        reading = readings.get(("checks", 0, check["key"], 0))
        if reading is not None:
            found.append({"key": check["key"], "label": check["label"], "verdict": reading.digits})
    return found


def environment(
    definition: Mapping[str, Any], readings: Mapping[Cell, Reading]
) -> list[dict[str, Any]]:
    """The conditions of the work, as observed, beside what the procedure allows."""
    found = []
    for one in definition.get("environment", []):
        seen = [
            reading
            for cell, reading in sorted(readings.items())
            if (cell[0], cell[2]) == ("environment", one["key"])
        ]
        if seen:
            found.append(_condition(one, seen))
    return found


def _condition(one: Mapping[str, Any], seen: Sequence[Reading]) -> dict[str, Any]:
    unit = seen[0].unit or one["unit"]
    return {
        "key": one["key"],
        "label": one["label"],
        "unit": unit,
        "symbol": UNITS[unit].symbol if unit in UNITS else unit,
        "digits": [reading.digits for reading in seen],
        "min": one.get("min"),
        "max": one.get("max"),
        "readings": [str(reading.pk) for reading in seen],
    }


def factors(results: Sequence[Result]) -> list[str]:
    """The coverage factors that occur, smallest first, as printed."""
    found = {_factor(row.k) for row in results if row.k and row.stated_expanded}
    return sorted(found, key=Decimal)


def _factor(k: str) -> str:
    """A coverage factor with two decimals, or none, as EA-4/02 prints it: 2, 1.65, 1.80."""
    if not k:
        return ""
    factor = Decimal(k).quantize(Decimal("0.01"))
    return str(int(factor) if factor == int(factor) else factor)


def rules(results: Sequence[Result]) -> list[tuple[str, str]]:
    """Each (rule, reason) of a coverage factor that occurs."""
    return sorted({rule_of(json.loads(row.budget)) for row in results if row.stated_expanded})


def effective_dof(results: Sequence[Result]) -> list[str]:
    """The effective degrees of freedom that k rests on, smallest first; see `_dof`."""
    return sorted({_dof(row) for row in results if row.stated_expanded} - {""}, key=int)


def _dof(row: Result) -> str:
    """ν_eff as the factor took it, whole (GUM G.6.4); blank where k does not depend on it.

    EA-4/02, section 6: where k is from Student's t the certificate names ν_eff beside it.
    """
    _rule, reason = rule_of(json.loads(row.budget))
    if reason not in _BY_DOF or row.dof in ("", "inf"):
        return ""
    return str(truncated_dof(float(row.dof)))
