"""The price list as a workbook: written, and read back into rows of text by heading."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from common.sheets import Sheet, Table, write_book
from common.text import fold
from contracts.listing.wording import Reason, Unreadable
from contracts.models import ServiceItem
from instruments.form_fields import write_quantity
from metrology.quantities.quantity import Quantity

FIELDS = (
    "code", "name_vi", "name_en", "kind", "type", "range_min", "range_max", "unit",
    "vat_category", "amount", "valid_from", "valid_to",
)  # fmt: skip
NAMES = {
    "code": pgettext_lazy("bảng giá", "Mã"),
    "name_vi": gettext_lazy("Tên dịch vụ"),
    "name_en": gettext_lazy("Tên tiếng Anh"),
    "kind": gettext_lazy("Loại dịch vụ"),
    "type": gettext_lazy("Loại phương tiện đo"),
    "range_min": gettext_lazy("Phạm vi từ"),
    "range_max": gettext_lazy("Phạm vi đến"),
    "unit": gettext_lazy("Đơn vị tính"),
    "vat_category": gettext_lazy("Nhóm thuế GTGT"),
    "amount": gettext_lazy("Đơn giá, đồng, chưa thuế"),
    "valid_from": gettext_lazy("Từ ngày"),
    "valid_to": gettext_lazy("Đến ngày"),
}
# Folded; what is written beside our own headings by those who keep their list in Excel.
_MORE = {
    "code": ("ma dich vu", "ma so", "service code"),
    "name_vi": ("ten", "noi dung", "dich vu", "service"),
    "kind": ("loai", "hinh thuc", "kind"),
    "type": ("phuong tien do", "loai phuong tien", "type"),
    "unit": ("dvt", "don vi", "unit"),
    "amount": ("don gia", "gia", "muc thu", "don gia dong", "price", "unit price"),
    "vat_category": ("thue gtgt", "vat", "nhom thue"),
}
NEEDED = ("code", "amount")
LOOK_AT = 40
MOST_ROWS = 2000
WIDTHS = (16, 44, 34, 16, 34, 14, 14, 12, 18, 18, 12, 12)
_LONGEST_CELL = 300


@dataclass(frozen=True)
class Row:
    """One row as found: its number as the sheet counts, and its cells by field."""

    number: int
    values: dict[str, str]


def written(services: Iterable[ServiceItem], on: date) -> bytes:
    """The services with their price of a day as xlsx, in the reader's language.

    Wants `type` selected and `prices` prefetched.
    """
    headings = [str(NAMES[name]) for name in FIELDS]
    rows = [_cells(one, on) for one in services]
    return write_book([Table(_("Bảng giá"), headings, rows, WIDTHS)])


def _cells(one: ServiceItem, on: date) -> list[object]:
    price = one.price_on(on)
    low, high = _written(one.range_min), _written(one.range_max)
    return [
        one.code, one.name_vi, one.name_en, one.get_kind_display(),
        one.type.code if one.type else "", low, high, one.unit, one.get_vat_category_display(),
        price.amount if price else None, price.valid_from if price else None,
        price.valid_to if price else None,
    ]  # fmt: skip


def _written(end: Quantity | None) -> str:
    """With the decimal comma whoever exports: so it is read back, whoever imports."""
    if end is None:
        return ""
    with translation.override("vi"):
        return write_quantity(end)


def rows_of(sheet: Sheet) -> list[Row]:
    """The rows below the heading. Raises Unreadable naming what is missing."""
    top, columns = _heading(sheet)
    rows = []
    for index in range(top + 1, len(sheet.rows)):
        values = dict(_values(sheet.rows[index], columns))
        if values["code"] or values["amount"]:  # the others are titles of groups, sums, blanks
            rows.append(Row(index + 1, values))
    if not rows:
        raise Unreadable(Reason("no_rows"))
    if len(rows) > MOST_ROWS:
        raise Unreadable(Reason("too_many_rows", found=len(rows), allowed=MOST_ROWS))
    return rows


def _values(cells: list[str], columns: dict[str, int]) -> Iterator[tuple[str, str]]:
    for name, column in columns.items():
        text = cells[column] if column < len(cells) else ""
        yield name, " ".join(text.replace("\x00", "").split())[:_LONGEST_CELL]


def _heading(sheet: Sheet) -> tuple[int, dict[str, int]]:
    meanings = _meanings()
    best: dict[str, int] = {}
    for index, cells in enumerate(sheet.rows[:LOOK_AT]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(cells):
            name = meanings.get(_plain(cell)) or meanings.get(_plain(re.sub(r"\(.*?\)", " ", cell)))
            if name is not None:
                columns.setdefault(name, column)
        if all(name in columns for name in NEEDED):
            return index, columns
        best = max(best, columns, key=len)
    missing = [str(NAMES[name]) for name in NEEDED if name not in best]
    raise Unreadable(Reason("no_price_heading", found=", ".join(missing)))


def _meanings() -> dict[str, str]:
    """What a folded heading means, in both languages."""
    known: dict[str, str] = {}
    for language in ("vi", "en"):
        with translation.override(language):
            for name in FIELDS:
                known[_plain(str(NAMES[name]))] = name
    for name, words in _MORE.items():
        for word in words:
            known.setdefault(word, name)
    return known


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", fold(text[:80])).split())
