"""Reads one workbook from its standard input and says its cells as JSON on its standard output.

A process of its own with little memory: five kilobytes of xlsx may claim seventeen thousand
million cells, and the reader, asked for that much memory, ends its process. It imports nothing of
ours and is run by `common.sheets` alone.
"""

import io
import json
import resource
import sys
from datetime import date, datetime
from typing import Any

MEMORY = 2**30
SECONDS = 60


def text(cell: Any) -> str:
    """A cell as text; a whole number keeps no ".0"."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(cell)


def main(most_rows: int, most_columns: int) -> None:
    """Answer {"count", "rows", "merged"}, or {"damaged": true}."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, ZipError

    content = io.BytesIO(sys.stdin.buffer.read())
    try:
        sheet = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0)
        cells = sheet.to_python(skip_empty_area=False)
    except (CalamineError, PasswordError, ZipError, IndexError):
        json.dump({"damaged": True}, sys.stdout)
        return
    merged = [(*start, *end) for start, end in (sheet.merged_cell_ranges or ())]
    rows = [[text(cell) for cell in row[:most_columns]] for row in cells[:most_rows]]
    json.dump({"count": len(cells), "rows": rows, "merged": merged}, sys.stdout)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main(int(sys.argv[1]), int(sys.argv[2]))
