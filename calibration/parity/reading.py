"""One cell of the workbook as a number or words, or why it is none."""

import re
from dataclasses import dataclass
from decimal import Context, Decimal

from calibration.numbers import text_of
from calibration.parity.workbook import Book, Cell
from common.text import fold

_EXCEL = Context(prec=15)  # what a double holds for certain, and all that Excel shows
_BLANKS = re.compile(r"[\s._-]+")
PASS = frozenset({"dat", "pass", "passed", "p", "ok", "yes", "true", "phu hop", "dat yeu cau"})
FAIL = frozenset({"khong dat", "k dat", "kd", "fail", "failed", "f", "no", "false",
                  "khong phu hop", "khong dat yeu cau"})  # fmt: skip


@dataclass(frozen=True)
class Trouble:
    """Why a cell cannot be used: a code of `saying.WHY`, the cell at fault, what stands there."""

    why: str
    at: str = ""
    found: str = ""

    def as_json(self) -> dict[str, str]:
        """The parts that say something."""
        return {k: v for k, v in vars(self).items() if v}


class Reader:
    """Reads cells of one workbook, from one sheet unless a place names another."""

    def __init__(self, book: Book, sheet: str) -> None:
        self.book = book
        self.sheet = sheet

    def cell(self, place: str) -> Cell:
        """The cell as it stands."""
        return self.book.at(self.sheet, place)

    def trouble(self, place: str) -> Trouble | None:
        """Why nothing can be read here at all."""
        cell = self.cell(place)
        if cell.kind == "error":
            return Trouble("error", place, cell.value)
        if cell.never_calculated:
            return Trouble("never_calculated", place, cell.formula[:60])
        if cell.value.strip():
            return None
        first = self.book.merged_into(self.sheet, place)
        return Trouble("merged", place, first) if first else Trouble("empty", place)

    def number(self, place: str) -> Decimal | Trouble:
        """The number as it was saved."""
        if trouble := self.trouble(place):
            return trouble
        cell = self.cell(place)
        if cell.kind == "date":
            return Trouble("date", place, cell.value)
        found = cell.number
        return Trouble("not_a_number", place, cell.value[:60]) if found is None else found

    def digits(self, place: str) -> str | Trouble:
        """The number as somebody typed it: without the noise of a double."""
        found = self.number(place)
        return found if isinstance(found, Trouble) else plain(found)

    def answer(self, place: str) -> str | Trouble:
        """Pass or fail, from the words of either language."""
        if trouble := self.trouble(place):
            return trouble
        words = self.cell(place).value
        return answer_of(words) or Trouble("no_answer", place, words[:60])


def plain(value: Decimal) -> str:
    """Digits of a number as Excel shows it at its finest: 0.30000000000000004 is 0.3."""
    if len(value.as_tuple().digits) > _EXCEL.prec:
        value = _EXCEL.plus(value).normalize()
    return text_of(value)


def answer_of(words: str) -> str:
    """What the words of an inspector say: pass, fail, or nothing for words that are neither."""
    bare = _BLANKS.sub(" ", fold(words)).strip(" !:")
    if bare in PASS:
        return "pass"
    return "fail" if bare in FAIL else ""
