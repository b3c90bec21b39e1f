"""Tables in and out: xlsx and csv read as text cells, xlsx written with real numbers."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from common.apart.running import End, Limits, NotRead, read_apart
from common.errors import Fault, InvalidInput
from common.file_kinds import XLSX
from common.read_book import read_book
from common.text import nfc

MOST_ROWS = 20_000
MOST_COLUMNS = 100
LONGEST_LINE = 2**18  # characters of a csv
MOST_READ = MOST_ROWS + 50  # headings above the table are not counted as rows
_RUNS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for a formula
LIMITS = Limits(memory=2**30, seconds=60, wall=120, answer=2**26)


@dataclass(frozen=True)
class Sheet:
    """Cells as text, row by row; `merged` are the merged ranges as (top, left, bottom, right)."""

    rows: list[list[str]]
    merged: tuple[tuple[int, int, int, int], ...] = ()


def read_sheet(content: bytes, name: str) -> Sheet:
    """The first sheet of an xlsx (or a csv), as text; a whole number keeps no ".0".

    Raises InvalidInput (field "file") for another format, a damaged file, one that does not fit
    in a gigabyte, or too many rows.
    """
    lower = name.lower()
    if lower.endswith(".csv"):
        return _read_csv(content)
    if lower.endswith((".xlsx", ".xlsm", ".xls", ".ods")):
        return _read_book(content)
    raise _unreadable(_("Chỉ nhận tệp .xlsx hoặc .csv, không nhận “%(name)s”.") % {"name": name})


def _unreadable(message: str) -> InvalidInput:
    return InvalidInput(Fault("file", message, code="unreadable_file"))


def _refuse_many(count: int) -> None:
    if count > MOST_READ:
        raise _unreadable(
            _("Tệp có %(rows)s dòng, nhiều nhất là %(most)s dòng mỗi lần.")
            % {"rows": count, "most": MOST_ROWS}
        )


def _cell(text: str) -> str:
    return nfc(text.replace("\0", " "))


def _read_csv(content: bytes) -> Sheet:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(_("Tệp csv phải là UTF-8.")) from error
    head = text[:4096]
    mark = max((",", ";", "\t"), key=head.count)
    rows: list[list[str]] = []
    count = 0  # a line of nothing takes a byte of a file and a hundred of ours
    try:
        for count, row in enumerate(csv.reader(_lines(text), delimiter=mark), start=1):
            if count <= MOST_READ:
                rows.append([_cell(cell) for cell in row[:MOST_COLUMNS]])
    except csv.Error as error:
        raise _unreadable(_("Tệp bảng tính hỏng hoặc có mật khẩu.")) from error
    _refuse_many(count)
    return Sheet(rows)


def _lines(text: str) -> Iterator[str]:
    """The lines; one as long as a book is damage: it would be a million cells."""
    for line in io.StringIO(text, newline=""):
        if len(line) > LONGEST_LINE:
            raise csv.Error
        yield line


def _read_book(content: bytes) -> Sheet:
    """Read in a process of its own, which a hostile file may end instead of ours."""
    most = {"most_rows": MOST_READ, "most_columns": MOST_COLUMNS}
    try:
        found = read_apart(read_book, content, LIMITS, **most)
    except NotRead as error:
        if error.end == End.REFUSED:
            raise _unreadable(_("Tệp bảng tính hỏng hoặc có mật khẩu.")) from error
        raise _unreadable(_("Tệp bảng tính quá lớn khi mở ra.")) from error
    _refuse_many(found["count"])
    rows = [[_cell(cell) for cell in row] for row in found["rows"]]
    return Sheet(rows, tuple((a, b, c, d) for a, b, c, d in found["merged"]))


@dataclass(frozen=True)
class Table:
    """One sheet to write: its name, headings, rows; numbers stay numbers."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]
    widths: Sequence[int] = ()


def write_book(tables: Iterable[Table], *, flat: bool = False) -> bytes:
    """An xlsx of `tables`. Text that looks like a formula stays text.

    `flat` keeps no more than a row in memory, for sheets of a hundred thousand rows.
    """
    import xlsxwriter

    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    if flat:
        options |= {"constant_memory": True, "in_memory": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        number = book.add_format({"num_format": "#,##0"})
        for table in tables:
            sheet = book.add_worksheet(table.name[:31])
            sheet.freeze_panes(1, 0)
            for column, heading in enumerate(table.headings):
                sheet.write_string(0, column, str(heading), bold)
                width = table.widths[column] if column < len(table.widths) else 18
                sheet.set_column(column, column, width)
            for line, row in enumerate(table.rows, start=1):
                for column, value in enumerate(row):
                    _write(sheet, line, column, value, day=day, number=number)
    return out.getvalue()


def book_file(content: bytes, name: str) -> HttpResponse:
    """An xlsx as a file to keep; `name` is plain ASCII."""
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def csv_file(heads: Iterable[Any], rows: Iterable[Iterable[Any]], name: str) -> HttpResponse:
    """A csv (UTF-8 with the mark that Excel looks for) to keep; days are ISO 8601."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([str(head) for head in heads])
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    answer = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _inert(cell: Any) -> Any:
    """A text that would run as a formula stays a text; a number stays one."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_RUNS) else cell


def _write(sheet: Any, line: int, column: int, value: Any, *, day: Any, number: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date):
        sheet.write_datetime(line, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001 — a day has no zone
    elif isinstance(value, int) and not isinstance(value, bool):
        sheet.write_number(line, column, value, number)
    else:
        sheet.write_string(line, column, str(value))
