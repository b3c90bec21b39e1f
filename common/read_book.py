"""The cells of a workbook's first sheet; `common.sheets` runs it in a process of its own.

Five kilobytes of xlsx may claim seventeen thousand million cells, and the library, asked for that
much memory, ends its process.
"""

import io
import re
from datetime import date, datetime
from typing import Any

from common.apart.child import Refused

# Where a point groups by threes, the number 99.125 would be read as 99125.
_LIKE_A_GROUP = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")


def text(cell: Any) -> str:
    """A cell as text; a whole number keeps no ".0", three decimals a nought behind them."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    said = str(cell)
    return f"{said}0" if isinstance(cell, float) and _LIKE_A_GROUP.fullmatch(said) else said


def read_book(content: bytes, most_rows: int, most_columns: int) -> dict[str, Any]:
    """{"count", "rows", "merged"}; refuses what is damaged."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, ZipError

    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        cells = sheet.to_python(skip_empty_area=False)
    except (CalamineError, PasswordError, ZipError, IndexError) as error:
        raise Refused("damaged") from error
    merged = [(*start, *end) for start, end in (sheet.merged_cell_ranges or ())]
    rows = [[text(cell) for cell in row[:most_columns]] for row in cells[:most_rows]]
    return {"count": len(cells), "rows": rows, "merged": merged}
