"""Limits that templates of instruments need, and a short way to ask for one."""

from decimal import Decimal
from typing import Any

from metrology.conformity.limits import Limit

NAMES = ("nominal", "cls", "connection", "i", "ib", "pf", "regime", "l", "d", "digital", "r")

# After IEC 62053-21, table 6 and 62053-22, table 4; shortened
METER: dict[str, Any] = {
    "type": "rows",
    "in": "%",
    "rows": [
        {
            "when": "connection == 'direct' and pf == '1' and 0.05*ib <= i < 0.1*ib",
            "by": "cls",
            "values": {"1": "1.5", "2": "2.5"},
        },
        {
            "when": "connection == 'direct' and pf == '1' and i >= 0.1*ib",
            "by": "cls",
            "values": {"1": "1.0", "2": "2.0"},
            "confidence": "memory",
        },
        {"when": "pf == '0.5L' and i >= 0.1*ib", "by": "cls", "values": {"0.5S": "0.6"}},
    ],
}
# After OIML R 111-1:2004, table 1; two rows
WEIGHT: dict[str, Any] = {
    "type": "table",
    "key": "nominal",
    "by": "cls",
    "in": "mg",
    "values": {
        "1 kg": {"E2": "1.6", "F1": "5.0", "M1": "50"},
        "500 mg": {"E2": "0.025", "F1": "0.08"},
    },
}
# After DIN 863-1
MICROMETER: dict[str, Any] = {
    "type": "ranges",
    "variable": "l",
    "in": "mm",
    "ranges": [
        {"upto": "50", "mpe": "0.004"},
        {"upto": "100", "mpe": "0.005"},
        {"upto": "150", "mpe": "0.006"},
    ],
}


def evaluated(data: dict[str, Any], **env: Any) -> Decimal:
    return Limit.from_json(data, names=NAMES).evaluate(env)


def rows(*found: object) -> dict[str, Any]:
    return {"type": "rows", "rows": list(found)}
