"""Which column of a bank's list is what: found by its heading, or named by a person."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from common.sheets import Sheet
from common.text import fold
from contracts.listing.wording import Reason, Unreadable

FIELDS = ("received_on", "amount", "debit", "reference", "text", "payer")
REQUIRED = ("received_on", "amount")
LOOK_AT = 40  # rows above which a heading is expected
SHOWN_ROWS, SHOWN_COLUMNS = 15, 20  # kept for a person to name the columns
_LONGEST_HEADING = 80

# Folded. The first is what a person is told to write.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "received_on": (
        "ngay giao dich", "ngay", "ngay gd", "ngay hieu luc", "ngay hach toan", "ngay ghi so",
        "ngay chung tu", "ngay thang", "thoi gian", "thoi gian giao dich", "transaction date",
        "date", "value date", "posting date", "effective date", "booking date", "tran date",
    ),
    "amount": (
        "so tien ghi co", "ghi co", "phat sinh co", "co", "so tien", "so tien vao", "tien vao",
        "thu", "so tien co", "credit", "credit amount", "amount", "deposit", "money in",
        "credit vnd",
    ),
    "debit": (
        "so tien ghi no", "ghi no", "phat sinh no", "no", "tien ra", "so tien ra", "chi",
        "so tien no", "debit", "debit amount", "withdrawal", "money out", "debit vnd",
    ),
    "reference": (
        "so tham chieu", "so chung tu", "so giao dich", "so gd", "so ct", "so but toan",
        "ma giao dich", "ma gd", "reference", "reference no", "reference number", "ref", "ref no",
        "transaction id", "transaction no", "doc no", "trace", "seq no",
    ),
    "text": (
        "noi dung", "dien giai", "noi dung giao dich", "mo ta", "mo ta giao dich",
        "noi dung chuyen khoan", "noi dung chi tiet", "chi tiet", "chi tiet giao dich",
        "description", "details", "narrative", "remark", "remarks", "transaction details",
        "content",
    ),
    "payer": (
        "don vi chuyen", "nguoi chuyen", "ten nguoi chuyen", "doi ung", "ten doi ung",
        "tai khoan doi ung", "ten tai khoan doi ung", "nguoi tra tien", "don vi tra tien",
        "ten doi tac", "doi tac", "sender", "payer", "counterparty", "corresponsive name",
        "remitter", "counter account name", "from account name",
    ),
}  # fmt: skip
SAMPLE = {"received_on": "Ngày giao dịch, Transaction date", "amount": "Số tiền ghi có, Credit"}
_BY_WORD = {word: name for name, words in SYNONYMS.items() for word in words}


@dataclass(frozen=True)
class Layout:
    """Where the rows begin, and the column of each field."""

    first: int
    columns: Mapping[str, int]
    headers: Mapping[str, str]


@lru_cache(maxsize=2048)
def plain(text: str) -> str:
    """Letters and digits only, single blanks: “HĐ số 12/2026” → “hd so 12 2026”."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", fold(text)).split())


def meaning(cell: str) -> str | None:
    """The field that a heading names, with or without a remark in brackets or a second line."""
    if not cell or len(cell) > _LONGEST_HEADING:
        return None
    outside = re.sub(r"\(.*?\)", " ", cell)
    for text in (cell, outside, *re.split(r"[/\n;–-]", outside)):
        if (found := _BY_WORD.get(plain(text))) is not None:
            return found
    return None


def find_layout(sheet: Sheet) -> Layout:
    """The layout by headings. Raises Unreadable naming each missing column."""
    if not any(cell for row in sheet.rows for cell in row):
        raise Unreadable(Reason("empty_file"))
    best: dict[str, int] = {}
    at = -1
    for index, row in enumerate(sheet.rows[:LOOK_AT]):
        columns = _columns(row)
        if len(columns) > len(best):
            best, at = columns, index
    missing = [name for name in REQUIRED if name not in best]
    if missing:
        shown = ", ".join(cell for cell in sheet.rows[at] if cell) if best else ""
        raise Unreadable(
            *(
                Reason("missing_column", column=name, found=shown[:300], allowed=SAMPLE[name])
                for name in missing
            )
        )
    return Layout(at + 1, best, {name: sheet.rows[at][column] for name, column in best.items()})


def _columns(row: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, cell in enumerate(row):
        name = meaning(cell)
        if name is not None and name not in found:
            found[name] = index
    return found


def named_layout(sheet: Sheet, row: int, columns: Mapping[str, int]) -> Layout:
    """The layout that a person named: the heading's row (from 1) and a column for each field."""
    heading = sheet.rows[row - 1] if 0 < row <= len(sheet.rows) else []
    headers = {
        name: heading[column] if column < len(heading) else letters(column)
        for name, column in columns.items()
    }
    return Layout(row, dict(columns), headers)


def letters(column: int) -> str:
    """A column as a spreadsheet names it: 0 → A, 26 → AA."""
    text, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def seen(sheet: Sheet) -> list[list[str]]:
    """The first rows, for a person to name the columns."""
    rows = sheet.rows[:SHOWN_ROWS]
    return [[cell[:60] for cell in row[:SHOWN_COLUMNS]] for row in rows]
