"""The register as a file: exactly the columns and the rows that the page shows, all of them."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from common.sheets import Table, book_file, write_book
from contracts.register.columns import Column, Row

FORMATS = ("xlsx", "csv")
_RUNS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for a formula


def file_of(kind: str, columns: Sequence[Column], rows: Iterable[Row]) -> HttpResponse:
    """An xlsx or a csv (UTF-8 with the mark that Excel looks for), to keep."""
    heads = [str(label) for column in columns for label, _get in column.cells]
    lines = ([get(row) for column in columns for _label, get in column.cells] for row in rows)
    if kind == "csv":
        return _csv(heads, lines)
    table = Table(_("Hợp đồng"), heads, lines, (22, 40, 34))
    return book_file(write_book([table], flat=True), "hop-dong.xlsx")


def _csv(heads: list[str], lines: Iterator[list[Any]]) -> HttpResponse:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([_safe(cell) for cell in line] for line in lines)
    answer = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv")
    answer["Content-Disposition"] = 'attachment; filename="hop-dong.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _safe(cell: Any) -> Any:
    """A text that would run as a formula stays a text; a number stays one; a day is ISO 8601."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_RUNS) else cell
