"""Client lists for tests: real xlsx files, as messy as clients send them."""

import io
from collections.abc import Sequence
from typing import Any

HEADING = ["STT", "Tên phương tiện đo", "Hãng sản xuất", "Kiểu", "Số chế tạo", "Phạm vi đo",
           "Cấp chính xác", "Nơi sử dụng", "Dịch vụ"]  # fmt: skip


def xlsx(
    rows: Sequence[Sequence[Any]], *, merges: Sequence[tuple[int, int, int, int]] = ()
) -> bytes:
    """A workbook of one sheet; `merges` are (top, left, bottom, right), counted from zero."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Danh sách")
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell is not None:
                    sheet.write(line, column, cell)
        for top, left, bottom, right in merges:
            text = rows[top][left] if left < len(rows[top]) else ""
            sheet.merge_range(top, left, bottom, right, text)
    return out.getvalue()


def gauge(number: int, serial: str | None = None, **cells: str) -> list[Any]:
    """A row for a pressure gauge."""
    given = {
        "name": "Áp kế lò xo",
        "maker": "Wika",
        "model": "111.10",
        "range": "0 ÷ 10 bar",
        "accuracy": "1,6",
        "site": "",
        "service": "",
    } | cells
    return [number, given["name"], given["maker"], given["model"],
            f"SN-{number:05}" if serial is None else serial, given["range"], given["accuracy"],
            given["site"], given["service"]]  # fmt: skip


def gauges(count: int) -> bytes:
    """A list of `count` different pressure gauges."""
    return xlsx([HEADING, *(gauge(n) for n in range(1, count + 1))])
