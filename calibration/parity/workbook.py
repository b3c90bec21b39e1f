"""The laboratory's workbook as plain data: sheets, cells with saved value, formula and format."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from calibration.parity import read_workbook as reader
from common.apart.running import End, Limits, NotRead, read_apart
from common.errors import Fault, InvalidInput
from metrology.errors import MetrologyError
from metrology.quantities.readings import parse_number

MOST_BYTES = 10 * 2**20
LIMITS = Limits(memory=2**30, seconds=60, wall=90, answer=2**26)
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})(?::\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6}))?")
_SHEET = re.compile(r"(?:'(?P<quoted>[^']+)'|(?P<plain>[^'!]+))!(?P<range>.+)")
_DECIMALS = re.compile(r"\.([0#?]+)")
_WORDS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')  # of a number format: shown as they are
MOST_PLACES = 5000  # of one range


@dataclass(frozen=True)
class Cell:
    """One cell: the value saved with the file ("" for none), its formula, its number format."""

    place: str
    value: str = ""
    kind: str = "empty"  # number, text, word, date, error, empty
    formula: str = ""
    shown: str = "General"

    @property
    def never_calculated(self) -> bool:
        """Whether a formula was saved without its value."""
        return bool(self.formula) and not self.value

    @property
    def number(self) -> Decimal | None:
        """Its number; a text that is one ("10,05") counts, a date does not."""
        if self.kind == "number":
            return Decimal(self.value)
        if self.kind != "text":
            return None
        try:
            return Decimal(parse_number(self.value.strip(), decimal_comma="," in self.value))
        except MetrologyError:
            return None

    @property
    def step(self) -> Decimal | None:
        """One unit of the last decimal it shows; None where its format does not fix that."""
        if self.kind == "text" and self.number is not None:
            return Decimal(1).scaleb(int(self.number.as_tuple().exponent))
        bare = _WORDS.sub("", self.shown.split(";")[0]).upper()
        if "GENERAL" in bare or "E" in bare or "/" in bare or not set(bare) & {"0", "#"}:
            return None
        found = _DECIMALS.search(bare)
        places = len(found[1]) if found else 0
        return Decimal(1).scaleb(-places - (2 if "%" in bare else 0))


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook."""

    name: str
    cells: Mapping[str, Cell]
    merged: tuple[str, ...]

    def at(self, place: str) -> Cell:
        """The cell at "B5"; an empty one where nothing stands."""
        return self.cells.get(place, Cell(place))

    @cached_property
    def swallowed(self) -> Mapping[str, str]:
        """Cells inside merged areas, each with the first of its area, which holds the value."""
        found: dict[str, str] = {}
        for area in self.merged:
            with suppress(ValueError):
                first, *rest = places(area)
                found |= dict.fromkeys(rest, first)
        return found

    @cached_property
    def size(self) -> tuple[int, int]:
        """How many rows and columns it reaches."""
        ends = [spot(place) for place in self.cells] or [(0, 0)]
        return max(row for row, _column in ends), max(column for _row, column in ends)


@dataclass(frozen=True)
class Book:
    """The sheets of a workbook; cells are found by "B5" in one of them or "Sheet!B5" in any."""

    sheets: tuple[Sheet, ...]

    @property
    def names(self) -> list[str]:
        """What the sheets are called, in order."""
        return [sheet.name for sheet in self.sheets]

    def sheet(self, name: str) -> Sheet:
        """The sheet `name`, or the first."""
        return next((each for each in self.sheets if each.name == name), self.sheets[0])

    def at(self, sheet: str, place: str) -> Cell:
        """The cell at a place; one in another sheet is named with it."""
        other, _mark, bare = place.rpartition("!")
        found = self.sheet(other or sheet).at(bare)
        return replace(found, place=place) if other else found

    def merged_into(self, sheet: str, place: str) -> str:
        """The first cell of the merged area that swallowed this one; "" where none did."""
        other, _mark, bare = place.rpartition("!")
        return self.sheet(other or sheet).swallowed.get(bare, "")


def read_workbook(content: bytes, name: str = "") -> Book:
    """The sheets of an xlsx. Raises InvalidInput saying why it cannot be read and what to do."""
    if name.lower().endswith((".xlsm", ".xlsb", ".xltm")):
        raise _refusal("macros")
    if len(content) > MOST_BYTES:
        raise _refusal("too_large")
    try:
        found = read_apart(reader.read_workbook, content, LIMITS)
    except NotRead as error:
        raise _refusal(error.why if error.end == End.REFUSED else "too_large") from error
    return Book(tuple(_sheet(each) for each in found))


def _sheet(found: Mapping[str, object]) -> Sheet:
    cells = found["cells"]
    merged = found["merged"]
    assert isinstance(cells, dict)
    assert isinstance(merged, list)
    return Sheet(
        name=str(found["name"]),
        cells={
            place: Cell(place, each.get("v", ""), each["t"], each.get("f", ""), each["n"])
            for place, each in cells.items()
        },
        merged=tuple(merged),
    )


def _refusal(why: str) -> InvalidInput:
    said = {
        "macros": _(
            "Tệp có macro, và macro không bao giờ được chạy: hãy lưu thành .xlsx không macro."
        ),
        "links": _("Tệp lấy số từ tệp khác: hãy ngắt liên kết (dán giá trị) rồi tải lại."),
        "old_or_locked": _(
            "Tệp có mật khẩu, hoặc là .xls đời cũ: hãy lưu thành .xlsx không mật khẩu."
        ),
        "too_large": _("Tệp quá lớn: nhiều nhất 10 MB và 40.000 ô có dữ liệu."),
        "damaged": _("Tệp hỏng, hoặc không phải là .xlsx."),
    }  # fmt: skip
    return InvalidInput(Fault("file", said[why], code=why))


def places(text: str) -> list[str]:
    """The cells of "B5", "B5:B10", "B5:F5", or several with commas between, in reading order.

    Raises ValueError otherwise.
    """
    found = [place for part in re.split("[,;]", text) for place in _places(part.strip())]
    if len(found) > MOST_PLACES:
        raise ValueError(text)
    return found


def _places(text: str) -> list[str]:
    other = _SHEET.fullmatch(text)
    if other:
        name = other["quoted"] or other["plain"]
        return [f"{name}!{place}" for place in _places(other["range"])]
    found = _RANGE.fullmatch(text.upper())
    if found is None:
        raise ValueError(text)
    first, last = number_of(found[1]), number_of(found[3] or found[1])
    top, bottom = int(found[2]), int(found[4] or found[2])
    columns, rows = range(first, last + 1), range(top, bottom + 1)
    if not columns or not rows or len(columns) * len(rows) > MOST_PLACES:
        raise ValueError(text)
    return [f"{letters_of(column)}{row}" for row in rows for column in columns]


def spot(place: str) -> tuple[int, int]:
    """Row and column of "B5": 5, 2."""
    letters = place.rstrip("0123456789")
    return int(place[len(letters) :]), number_of(letters)


def number_of(letters: str) -> int:
    """The number of the column "B": 2."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def letters_of(number: int) -> str:
    """The letters of the column 2: "B"."""
    return "".join(reversed(list(_backwards(number))))


def _backwards(number: int) -> Iterator[str]:
    while number:
        number, rest = divmod(number - 1, 26)
        yield chr(ord("A") + rest)
