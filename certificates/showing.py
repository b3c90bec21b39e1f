"""A statement's results as the page shows them: cells in the order of their columns."""

from collections.abc import Mapping
from typing import Any

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
            "columns": [_column(one, table["symbol"]) for one in table["columns"]],
            "rows": [
                [(one["role"] in TEXTUAL, row["cells"].get(one["key"])) for one in table["columns"]]
                for row in table["rows"]
            ],
        }
        for table in said["tables"]
    ]


def _column(one: Mapping[str, Any], symbol: str) -> dict[str, Any]:
    textual = one["role"] in TEXTUAL
    return {
        "label": one["label"],
        # Statements before schema 3 have one unit for the whole table.
        "symbol": one.get("symbol", "" if textual or one["role"] == "k" else symbol),
        "textual": textual,
    }
