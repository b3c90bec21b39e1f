"""Files of others are read as text, and a hostile one ends nothing but its own reading."""

import io
import tracemalloc
import zipfile
from dataclasses import replace

import pytest

from common import sheets
from common.errors import InvalidInput
from common.sheets import MOST_ROWS, Table, read_sheet, write_book
from planning.numbers import Number, parse_number
from tests.factories.sheets import xlsx

SHEET = "xl/worksheets/sheet1.xml"
HEAD = (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
    b'2006/main"><sheetData>'
)


def book(*parts: bytes) -> bytes:
    """A workbook whose sheet is `parts`, written one after the other."""
    source, out = zipfile.ZipFile(io.BytesIO(xlsx([["a"]]))), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            if name != SHEET:
                made.writestr(name, source.read(name))
        with made.open(SHEET, "w", force_zip64=True) as sheet:
            for part in (HEAD, *parts, b"</sheetData></worksheet>"):
                sheet.write(part)
    return out.getvalue()


def refused(content: bytes, name: str) -> tuple[str, str]:
    with pytest.raises(InvalidInput) as caught:
        read_sheet(content, name)
    (fault,) = caught.value.faults
    return fault.field, fault.code


def test_cells_are_text_as_they_look() -> None:
    content = xlsx([["Số", 12.0, 12.5], ["00", "1.234", True]])

    assert read_sheet(content, "A.XLSX").rows == [
        ["Số", "12", "12.5"],
        ["00", "1.234", "True"],
    ]


def test_a_number_of_three_decimals_does_not_look_like_thousands() -> None:
    (line,) = read_sheet(xlsx([[99.125, -1.005, 0.125, "99.125", 1234.125]]), "a.xlsx").rows

    assert line == ["99.1250", "-1.0050", "0.125", "99.125", "1234.125"]
    assert parse_number(line[0]) is None  # told, not read as 99125
    assert parse_number(line[3]) == Number(99125)  # a text is grouped by whoever wrote it


def test_a_far_corner_does_not_take_the_memory_of_the_server() -> None:
    far = book(
        b'<row r="1"><c r="A1"><v>1</v></c></row>'
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )
    assert len(far) < 10_000

    assert refused(far, "a.xlsx") == ("file", "unreadable_file")


def test_a_csv_of_blank_lines_takes_no_more_memory_than_its_text() -> None:
    tracemalloc.start()
    try:
        assert refused(b"\n" * 1_000_000, "a.csv") == ("file", "unreadable_file")
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < 30 * 2**20


def test_a_csv_of_a_million_columns_is_refused() -> None:
    assert refused(b"a," * 1_000_000, "a.csv") == ("file", "unreadable_file")
    assert len(read_sheet(b"a," * 1_000, "a.csv").rows[0]) == sheets.MOST_COLUMNS


def test_a_zip_bomb_is_refused() -> None:
    cell = b'<row r="1"><c r="A1" t="inlineStr"><is><t>'
    bomb = book(cell, *[b"x" * 10_000_000] * 60, b"</t></is></c></row>")
    assert len(bomb) < 1_000_000

    assert refused(bomb, "a.xlsx") == ("file", "unreadable_file")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"not a zip", "a.xlsx"),
        (b"", "a.xls"),
        (b"PK\x05\x06" + b"\0" * 18, "a.ods"),
        (b"\xff\xfe", "a.csv"),
        (b'"' + b"x" * 200_000, "a.csv"),
        (b"a\n" * (MOST_ROWS + 51), "a.csv"),
        (b"%PDF", "a.pdf"),
        (b"x", "../../etc/passwd"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, name: str) -> None:
    assert refused(content, name) == ("file", "unreadable_file")


def test_more_text_than_is_taken_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "LIMITS", replace(sheets.LIMITS, answer=1000))

    with pytest.raises(InvalidInput) as refusal:
        read_sheet(xlsx([["x" * 1000]]), "a.xlsx")

    assert refusal.value.faults[0].message == "Tệp bảng tính quá lớn khi mở ra."


def test_csv_of_any_line_ending_and_without_nul() -> None:
    assert read_sheet(b"a;b\rc;d\r", "a.csv").rows == [["a", "b"], ["c", "d"]]
    assert read_sheet(b"a;\0b\n", "a.csv").rows == [["a", "b"]]


def test_a_formula_is_read_as_its_value_and_written_as_text() -> None:
    evil = ['=cmd|"/c calc"!A1', "+1", "-1", "@SUM(A1)", "=1+1", "http://x.example"]

    made = write_book([Table("T", evil, [evil])])

    parts = zipfile.ZipFile(io.BytesIO(made))
    assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
    assert not [name for name in parts.namelist() if "external" in name or "_rels/sheet" in name]
    assert read_sheet(made, "a.xlsx").rows == [evil, evil]
