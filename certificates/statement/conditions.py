"""The conditions of the work and the inspections, as a certificate says them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from calibration.evaluation import ADJUSTED
from calibration.models import Reading
from calibration.plan import FIRST
from certificates.statement import wording
from certificates.statement.result_cells import Cell
from metrology.quantities.units import UNITS, convert


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
    unit = seen[0].unit or one.get("unit", "")
    reasons = [reading.reason for reading in seen if reading.reason and _outside(one, reading)]
    return {
        "key": one["key"],
        "label": one["label"],
        "unit": unit,
        "symbol": UNITS[unit].symbol if unit in UNITS else unit,
        "digits": [reading.digits for reading in seen],
        "min": one.get("min"),
        "max": one.get("max"),
        "readings": [str(reading.pk) for reading in seen],
        **({"reason": "; ".join(reasons)} if reasons else {}),
    }


def _outside(one: Mapping[str, Any], reading: Reading) -> bool:
    """Whether it was outside what is allowed: only then its reason explains a deviation."""
    if reading.unit not in UNITS or one.get("unit") not in UNITS:
        return False
    found = convert(Decimal(reading.digits), UNITS[reading.unit], UNITS[one["unit"]])
    low, high = one.get("min"), one.get("max")
    return (low is not None and found < Decimal(low)) or (
        high is not None and found > Decimal(high)
    )


def adjustment(
    definition: Mapping[str, Any], plan: Mapping[str, Any], readings: Mapping[Cell, Reading]
) -> dict[str, Any] | None:
    """Whether the instrument was adjusted (ISO/IEC 17025:2017, 7.8.4.1 d); None: never offered."""
    if not definition.get("adjustment"):
        return None
    note = readings.get(ADJUSTED)
    if note is not None:
        return {"text": wording.ADJUSTED, "note": note.digits}
    first = plan.get("mode") == FIRST
    return {"text": wording.FIRST_TIME if first else wording.NOT_ADJUSTED, "note": ""}
