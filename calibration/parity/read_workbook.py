"""The cells of an xlsx; `workbook` runs it in a process of its own.

A hostile workbook ends that process instead of ours. Nothing in it is ever calculated or run:
values are those that were saved with the file, formulas are shown as text.
"""

import io
import math
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from common.apart.child import Refused

MOST_BYTES = 100 * 2**20  # of all parts unpacked
MOST_CELLS = 40_000


def saved(value: Any) -> str | None:
    """A saved value as text; None for an empty cell."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")  # the shortest text that is this double
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return sound(str(value))


def sound(text: str) -> str:
    """A text that has a UTF-8: "_xD800_" in a file gives half a character."""
    return text.encode("utf-8", "replace").decode()


def kind(value: Any) -> str:
    """What kind of value was saved."""
    if isinstance(value, bool):
        return "word"
    if isinstance(value, int | float):
        return "number" if math.isfinite(value) else "error"
    return "date" if isinstance(value, datetime | date | time) else "text"


def refused(content: bytes) -> str:
    """Why the file is not read at all; "" when it is."""
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return "old_or_locked"  # xls of 1997, or an xlsx with a password
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = parts.namelist()
            size = sum(part.file_size for part in parts.infolist())
    except zipfile.BadZipFile:
        return "damaged"
    if size > MOST_BYTES:
        return "too_large"
    if any(name.lower().endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        return "macros"
    if any(name.startswith("xl/externalLinks/") for name in names):
        return "links"
    return "" if "xl/workbook.xml" in names else "damaged"


def cells_of(formulas: Any, values: Any) -> dict[str, dict[str, str]]:
    """Every cell that holds something: its saved value, its formula, its number format."""
    found: dict[str, dict[str, str]] = {}
    # Not row by row: one cell at the far end of a sheet would ask for seventeen thousand million.
    for place, cell in sorted(formulas._cells.items()):  # noqa: SLF001 — see above
        if cell.value is None:
            continue
        other = values._cells.get(place)  # noqa: SLF001
        value = other.value if other is not None else None
        is_error = other is not None and other.data_type == "e"
        kept = {"v": saved(value), "t": "error" if is_error else kind(value)}
        if cell.data_type == "f":
            kept["f"] = sound(str(getattr(cell.value, "text", cell.value)))
        found[cell.coordinate] = {k: v for k, v in kept.items() if v is not None}
        found[cell.coordinate]["n"] = str(cell.number_format)
        if len(found) > MOST_CELLS:
            raise OverflowError
    return found


def read_workbook(content: bytes) -> list[dict[str, Any]]:
    """Each sheet: {"name", "cells", "merged"}. Refuses with a word of `workbook`."""
    import openpyxl

    if why := refused(content):
        raise Refused(why)
    try:
        formulas = openpyxl.load_workbook(io.BytesIO(content))
        values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        sheets = [
            {
                "name": sound(sheet.title),
                "cells": cells_of(sheet, values[sheet.title]),
                "merged": [str(each) for each in sheet.merged_cells.ranges],
            }
            for sheet in formulas.worksheets
        ]
    except (MemoryError, OverflowError) as error:
        raise Refused("too_large") from error
    except Exception as error:
        raise Refused("damaged") from error  # whatever the library raises of a damaged file
    if not sheets:
        raise Refused("damaged")
    return sheets
