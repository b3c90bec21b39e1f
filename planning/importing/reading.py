"""A table as rows of text by column; the template that people fill in."""

import re
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from common.errors import Fault, InvalidInput
from common.sheets import Sheet, Table, write_book
from common.text import fold
from planning.importing.fields import LANGUAGES, Field
from planning.importing.subjects import Subject

LOOK_AT = 20
MOST_ROWS = 5000
LONGEST_CELL = 500


def rows_of(sheet: Sheet, subject: Subject) -> list[dict[str, Any]]:
    """[{"number", "values"}] of the rows below the heading; InvalidInput names what is missing."""
    top, columns = _heading(sheet, subject)
    _refuse_twins(sheet, subject, top, columns)
    rows = []
    for index in range(top + 1, len(sheet.rows)):
        cells = sheet.rows[index]
        values = {
            name: " ".join(cells[column].split())[:LONGEST_CELL]
            for name, column in columns.items()
            if column < len(cells) and cells[column].strip()
        }
        if values:
            rows.append({"number": index + 1, "values": values})
    if not rows:
        raise _refused(_("Tệp không có dòng nào dưới dòng tiêu đề."), "no_rows")
    if len(rows) > MOST_ROWS:
        message = _("Tệp có %(rows)s dòng, nhiều nhất là %(most)s dòng mỗi lần.")
        raise _refused(message % {"rows": len(rows), "most": MOST_ROWS}, "too_many_rows")
    return rows


def _refused(message: str, code: str) -> InvalidInput:
    return InvalidInput(Fault("file", message, code=code))


def _heading(sheet: Sheet, subject: Subject) -> tuple[int, dict[str, int]]:
    meanings = _meanings(subject)
    needed = {one.name for one in subject.fields if one.required}
    best: set[str] = set()
    for index, cells in enumerate(sheet.rows[:LOOK_AT]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(cells):
            name = meanings.get(_plain(cell))
            if name is not None:
                columns.setdefault(name, column)
        if needed <= set(columns):
            return index, columns
        best = max(best, set(columns), key=len)
    missing = [str(one.label) for one in subject.fields if one.name in needed - best]
    raise _refused(
        _("Không thấy dòng tiêu đề: thiếu cột %(missing)s.") % {"missing": ", ".join(missing)},
        "no_heading",
    )


def _refuse_twins(sheet: Sheet, subject: Subject, top: int, columns: dict[str, int]) -> None:
    """Of two columns that mean the same only one would be read: what the other says is lost."""
    meanings, heads = _meanings(subject), sheet.rows[top]
    for index, head in enumerate(heads):
        read = columns.get(meanings.get(_plain(head), ""))
        if read is None or read == index or not _says(sheet, top, index):
            continue
        message = _("Cột “%(first)s” và “%(second)s” cùng một nghĩa: hãy giữ một cột.") % {
            "first": heads[read][:60],
            "second": head[:60],
        }
        raise _refused(message, "twin_columns")


def _says(sheet: Sheet, top: int, index: int) -> bool:
    return any(index < len(cells) and cells[index].strip() for cells in sheet.rows[top + 1 :])


def _meanings(subject: Subject) -> dict[str, str]:
    """What a folded heading means, in both languages; a field's own name too."""
    known: dict[str, str] = {}
    for language in LANGUAGES:
        with translation.override(language):
            for one in subject.fields:
                known[_plain(str(one.label))] = one.name
    for one in subject.fields:
        for word in (*one.more, one.name.replace("_", " ")):
            known.setdefault(_plain(word), one.name)
    return known


def _plain(cell: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", fold(cell[:80])).split())


def template(subject: Subject) -> bytes:
    """A workbook with the headings and one line of examples; the choices on a second sheet."""
    heads = [str(one.label) for one in subject.fields]
    example = [one.example for one in subject.fields]
    notes = [(str(one.label), _("bắt buộc") if one.required else "", _allowed(one))
             for one in subject.fields]  # fmt: skip
    return write_book(
        [
            Table(_("Danh sách"), heads, [example], [24] * len(heads)),
            Table(_("Giải thích"), (_("Cột"), "", _("Cách viết")), notes, (28, 12, 90)),
        ]
    )


def _allowed(one: Field) -> str:
    from planning.importing.fields import BadCell

    try:
        one.read("\x01")
    except BadCell as error:
        return error.allowed
    return one.example
