"""Where the table begins in a messy sheet, and which column is what."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from common.sheets import Sheet
from common.text import fold
from contracts.listing.wording import Reason, Unreadable

FIELDS = (
    "name", "serial", "maker", "country", "model", "range", "accuracy", "resolution", "e", "tag",
    "type_approval", "site", "service", "price",
)  # fmt: skip
REQUIRED = ("name", "serial")
LOOK_AT = 40  # rows above which a heading is expected
_SEEN_AS_HEADING = 2
_TALLEST = 3  # rows of a heading; what is taller is merged data

# Folded: no case, no tone marks. The first of each is what a person is told to write.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "name": (
        "ten phuong tien do", "ten thiet bi", "ten phuong tien", "ten dung cu", "ten may",
        "ten thiet bi do", "ten may moc thiet bi", "phuong tien do", "thiet bi", "ten ptd", "ptd",
        "loai phuong tien do", "loai thiet bi", "ten", "ten goi", "ten hang", "ten hang hoa",
        "instrument", "instrument name", "name of instrument", "instrument type", "equipment",
        "equipment name", "name", "device", "description",
    ),
    "serial": (
        "so che tao", "so serial", "so seri", "serial", "serial number", "serial no", "s n", "sn",
        "so may", "so hieu", "so san xuat", "so sx", "so ct", "seri", "so xuat xuong",
        "so hieu may",
    ),
    "maker": (
        "hang san xuat", "nha san xuat", "hang sx", "hang", "hang che tao", "nha che tao",
        "noi san xuat", "noi sx", "xuat xu", "manufacturer", "maker", "brand", "made by",
    ),
    "country": (
        "nuoc san xuat", "nuoc sx", "nuoc che tao", "country", "country of origin", "made in",
        "origin",
    ),
    "model": (
        "kieu", "model", "kieu loai", "loai", "ky hieu", "ma hieu", "kieu che tao", "type",
        "chung loai",
    ),
    "range": (
        "pham vi do", "khoang do", "gioi han do", "dai do", "thang do", "pham vi", "muc can",
        "range", "measuring range", "measurement range", "capacity", "dac trung ky thuat",
    ),
    "accuracy": (
        "cap chinh xac", "do chinh xac", "ccx", "cap", "accuracy", "accuracy class", "class",
    ),
    "resolution": (
        "gia tri do chia", "do chia", "gia tri vach chia", "vach chia", "khoang chia", "d",
        "do phan giai", "do chia nho nhat", "scale interval", "resolution", "division",
        "readability",
    ),
    "e": (
        "gia tri do chia kiem", "do chia kiem", "e", "verification scale interval",
        "verification interval",
    ),
    "tag": (
        "ma quan ly", "ma thiet bi", "ma tai san", "ma noi bo", "ma so", "ma tb", "ma", "tag",
        "tag no", "asset no", "asset number", "equipment id", "id", "code",
    ),
    "type_approval": (
        "so phe duyet mau", "phe duyet mau", "so pdm", "pdm", "ky hieu phe duyet mau",
        "type approval", "type approval no", "type approval number",
    ),
    "site": (
        "noi su dung", "don vi su dung", "vi tri su dung", "noi lap dat", "vi tri lap dat",
        "noi dat", "vi tri", "bo phan", "khoa", "khoa phong", "phong", "phong ban", "phan xuong",
        "location", "department", "site", "place of use",
    ),
    "service": (
        "dich vu", "loai dich vu", "yeu cau", "yeu cau dich vu", "hinh thuc", "che do", "kd hc",
        "kiem dinh hieu chuan", "service", "requested service",
    ),
    "price": ("don gia", "gia", "don gia chua thue", "unit price", "price"),
}  # fmt: skip
SAMPLE = {
    "name": "Tên phương tiện đo, Tên thiết bị, Instrument",
    "serial": "Số chế tạo, Số serial, Serial No",
}
_BY_WORD = {word: name for name, words in SYNONYMS.items() for word in words}


@dataclass(frozen=True)
class Layout:
    """Where the rows are, and which column holds which field."""

    first: int  # index of the first row below the heading
    columns: dict[str, int]
    headers: dict[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    remembered: bool = False  # a person has mapped these headings before


def find_layout(sheet: Sheet) -> Layout:
    """The table's layout. Raises Unreadable naming each missing column, with what was found."""
    if not any(cell for row in sheet.rows for cell in row):
        raise Unreadable(Reason("empty_file"))
    best, found = -1, 0
    for index in range(min(LOOK_AT, len(sheet.rows))):
        known = len(_columns(sheet.rows[index])[0])
        if known > found:
            best, found = index, known
    if found < _SEEN_AS_HEADING:
        raise Unreadable(Reason("no_heading", allowed=f"{SAMPLE['name']}; {SAMPLE['serial']}"))
    top, last = _heading_rows(sheet, best)
    heading = _joined(sheet.rows, top, last)
    columns, ignored = _columns(heading)
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        shown = ", ".join(cell for cell in heading if cell)
        raise Unreadable(
            *(
                Reason("missing_column", column=name, found=shown, allowed=SAMPLE[name])
                for name in missing
            )
        )
    headers = {name: heading[column] for name, column in columns.items()}
    return Layout(last + 1, columns, headers, ignored)


def heading_at(sheet: Sheet, index: int) -> tuple[int, list[str]]:
    """The last row (index) of the heading that row `index` is of, and its text by column."""
    top, last = _heading_rows(sheet, index)
    return last, _joined(sheet.rows, top, last)


def _heading_rows(sheet: Sheet, best: int) -> tuple[int, int]:
    """The rows of the heading. One of two or three rows is merged: cells of it reach down."""
    tall = [(first, bottom) for first, _l, bottom, _r in sheet.merged if first < bottom]
    over = [rows for rows in tall if rows[0] <= best <= rows[1] and rows[1] - rows[0] < _TALLEST]
    top = min((first for first, _bottom in over), default=best)
    last = max((bottom for _first, bottom in over), default=best)
    return top, min(last, len(sheet.rows) - 1)


def _joined(rows: Sequence[Sequence[str]], top: int, last: int) -> list[str]:
    """One heading for each column: the lowest text that means something, else the lowest text."""
    width = max(len(row) for row in rows[top : last + 1])
    heading = []
    for column in range(width):
        cells = [row[column] for row in rows[top : last + 1] if column < len(row) and row[column]]
        known = [cell for cell in cells if meaning(cell)]
        heading.append((known or cells or [""])[-1])
    return heading


def _columns(heading: Sequence[str]) -> tuple[dict[str, int], tuple[str, ...]]:
    columns: dict[str, int] = {}
    ignored: list[str] = []
    for index, cell in enumerate(heading):
        name = meaning(cell)
        if name is not None and name not in columns:
            columns[name] = index
        elif cell:
            ignored.append(cell)
    return columns, tuple(ignored)


def meaning(cell: str) -> str | None:
    """The field that a heading names, in Vietnamese or English, with or without a remark."""
    if not cell or len(cell) > 80:  # noqa: PLR2004 — a sentence is no heading
        return None
    outside = re.sub(r"\(.*?\)", " ", cell)
    inside = re.findall(r"\((.*?)\)", cell)
    for text in (cell, outside, *re.split(r"[/\n,;–-]", outside), *inside):
        if (found := _BY_WORD.get(_plain(text))) is not None:
            return found
    return None


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", fold(text)).split())


def require_no_merges(sheet: Sheet, layout: Layout, titles: set[int]) -> None:
    """Refuse merged cells inside the table, each named as a spreadsheet names it.

    Merges in the rows of titles (“Khoa Nội”) and in columns that are not read do no harm.
    """
    read = set(layout.columns.values())
    bad = []
    for top, left, bottom, right in sheet.merged:
        rows = set(range(max(top, layout.first), bottom + 1)) - titles
        if rows and read & set(range(left, right + 1)) and any(_filled(sheet, r) for r in rows):
            bad.append(f"{_cell(top, left)}:{_cell(bottom, right)}")
    if bad:
        shown = ", ".join(bad[:20]) + ("…" if len(bad) > 20 else "")  # noqa: PLR2004
        raise Unreadable(Reason("merged_cells", found=shown, count=len(bad)))


def _filled(sheet: Sheet, row: int) -> bool:
    return row < len(sheet.rows) and any(sheet.rows[row])


def _cell(row: int, column: int) -> str:
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"
