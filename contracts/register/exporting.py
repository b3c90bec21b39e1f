"""The register as a file: exactly the columns and the rows that the page shows, all of them."""

from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _

from common.sheets import Table, book_file, csv_file, write_book
from contracts.register.columns import Column, Row

FORMATS = ("xlsx", "csv")


def file_of(kind: str, columns: Sequence[Column], rows: Iterable[Row]) -> HttpResponse:
    """An xlsx or a csv, to keep."""
    heads = [str(label) for column in columns for label, _get in column.cells]
    lines = ([get(row) for column in columns for _label, get in column.cells] for row in rows)
    if kind == "csv":
        return csv_file(heads, lines, "hop-dong.csv")
    table = Table(_("Hợp đồng"), heads, lines, (22, 40, 34))
    return book_file(write_book([table], flat=True), "hop-dong.xlsx")
