"""The laboratory's workbook as plain data: sheets, cells with saved value, formula and format."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from common.errors import Fault, InvalidInput
from metrology.errors import MetrologyError
from metrology.quantities.readings import parse_number

READER = Path(__file__).with_name("read_workbook.py")
MOST_BYTES = 10 * 2**20
MOST_SECONDS = 90
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})(?::\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6}))?")
_DECIMALS = re.compile(r"\.([0#?]+)")


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
        if "E" in self.shown.upper().replace("GENERAL", ""):
            return None
        if "0" not in self.shown and "#" not in self.shown:
            return None
        found = _DECIMALS.search(self.shown.split(";")[0])
        places = len(found[1]) if found else 0
        return Decimal(1).scaleb(-places - (2 if "%" in self.shown else 0))


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook."""

    name: str
    cells: Mapping[str, Cell]
    merged: tuple[str, ...]

    def at(self, place: str) -> Cell:
        """The cell at "B5"; an empty one where nothing stands."""
        return self.cells.get(place, Cell(place))


def read_workbook(content: bytes, name: str = "") -> tuple[Sheet, ...]:
    """The sheets of an xlsx. Raises InvalidInput saying why it cannot be read and what to do."""
    if name.lower().endswith((".xlsm", ".xlsb", ".xltm")):
        raise _refusal("macros")
    if len(content) > MOST_BYTES:
        raise _refusal("too_large")
    command = [sys.executable, "-P", str(READER)]
    try:
        done = subprocess.run(  # noqa: S603 — our own file, the content goes in by a pipe
            command, input=content, capture_output=True, timeout=MOST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _refusal("too_large") from error
    found = json.loads(done.stdout) if done.returncode == 0 else {"refused": "too_large"}
    if "refused" in found:
        raise _refusal(found["refused"])
    return tuple(_sheet(each) for each in found["sheets"])


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
    """The cells of "B5", "B5:B10" or "B5:F5", in reading order. Raises ValueError otherwise."""
    found = _RANGE.fullmatch(text.strip().upper())
    if found is None:
        raise ValueError(text)
    first, top, last, bottom = (
        found[1],
        int(found[2]),
        found[3] or found[1],
        int(found[4] or found[2]),
    )
    columns = range(_number(first), _number(last) + 1)
    rows = range(top, bottom + 1)
    if not columns or not rows or len(columns) * len(rows) > MOST_PLACES:
        raise ValueError(text)
    return [f"{_letters(column)}{row}" for row in rows for column in columns]


MOST_PLACES = 5000


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _letters(number: int) -> str:
    return "".join(reversed(list(_backwards(number))))


def _backwards(number: int) -> Iterator[str]:
    while number:
        number, rest = divmod(number - 1, 26)
        yield chr(ord("A") + rest)
