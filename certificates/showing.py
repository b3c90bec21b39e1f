"""A statement's results as the page shows them: cells in the order of their columns."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from certificates.statement import checklist
from common import law

TEXTUAL = frozenset({"label", "unit", "verdict", "check", "text", "pass_fail"})


def tables(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each table with its rows as lists of (column, value)."""
    return [
        {
            "title": table["title"],
            "channel": table.get("channel"),
            "phase": table.get("phase"),
            "symbol": table["symbol"],
            "parameters": table["parameters"],
            "note": table.get("note"),
            "columns": [_column(one, table["symbol"]) for one in table["columns"]],
            "rows": [
                [(one["role"] in TEXTUAL, row["cells"].get(one["key"])) for one in table["columns"]]
                for row in table["rows"]
            ],
        }
        for table in said["tables"]
    ]


def clauses(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each clause that the statement serves with what serves it, in the reader's words."""
    return [
        {
            "clause": law.shown(one["clause"]),
            "label": known.label if known is not None else one["serves"],
        }
        for one in said.get("checklist", ())
        for known in [checklist.BY_KEY.get(one.get("key", ""))]
    ]


def again_on(said: Mapping[str, Any]) -> date | None:
    """The day of the recalibration that the customer asked to have stated."""
    interval = said.get("interval")
    return None if interval is None else date.fromisoformat(interval["on"])


def _column(one: Mapping[str, Any], symbol: str) -> dict[str, Any]:
    textual = one["role"] in TEXTUAL
    # Statements before schema 3 have one unit for the whole table; words have none in any.
    own = one.get("symbol", "" if one["role"] == "k" else symbol)
    return {
        "label": one["label"],
        "symbol": "" if textual else own,
        "textual": textual,
        "dof": one["role"] == "dof",
    }
