"""Results of paper worksheets as people key them: read, held against each other, made canonical.

Pure: texts in, texts out. Blank is none, never zero; a number keeps the digits that it was typed
with. Everything wrong with a sheet is said at once, each fault under the field of its row.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from calibration.states import Outcome, Service
from common.errors import Fault, Faults
from common.text import fold, nfc
from instruments.messages import fault
from metrology.errors import MetrologyError
from metrology.quantities.readings import parse_number
from metrology.quantities.units import find_unit

MOST_ROWS: Final = 500
LONGEST: Final[Mapping[str, int]] = {"point": 120, "indication": 120}
_LONGEST_NUMBER = 40
NUMBERS: Final = ("reference", "error", "expanded", "k")
MEASURED: Final = ("reference", "indication", "error")
MOST_FIGURES = 2  # of U: GUM 7.2.6
# k is at least 1; 95.45 % of Student's t with one degree of freedom asks for 13.97.
_LEAST_K, _MOST_K = Decimal(1), Decimal(14)
_VERDICTS: Final = {
    "": "", "pass": Outcome.PASS.value, "dat": Outcome.PASS.value, "p": Outcome.PASS.value,
    "fail": Outcome.FAIL.value, "khong dat": Outcome.FAIL.value, "f": Outcome.FAIL.value,
}  # fmt: skip
_APART = re.compile(r"\s*(?:…|\.{2,3}|;|–|—|~)\s*|\s+(?:đến|to|-)\s+|\s+")
_ENDS = 2  # of a range


@dataclass(frozen=True)
class PaperRow:
    """One point as the paper has it; U as `expanded`, one unit for the whole row."""

    point: str = ""
    unit: str = ""
    reference: str = ""
    indication: str = ""
    error: str = ""
    expanded: str = ""
    k: str = ""
    limit: str = ""
    verdict: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing is written in it; a unit alone is nothing."""
        return not any(value for name, value in asdict(self).items() if name != "unit")


@dataclass(frozen=True)
class Asked:
    """What the rows are held against: the service, the rule that verdicts follow, who writes."""

    service: str
    rule: str = ""
    decimal_comma: bool = False


def read_rows(rows: Sequence[PaperRow], asked: Asked, faults: Faults) -> list[PaperRow]:
    """The rows in canonical form; blank ones are left out. Faults are named `rows.3.unit`."""
    if len(rows) > MOST_ROWS:
        faults.add("rows", _("Quá nhiều dòng."), code="too_many", found=str(len(rows)),
                   allowed=str(MOST_ROWS))  # fmt: skip
        return []
    found = []
    for number, row in enumerate(rows):
        tidy = PaperRow(**{name: nfc(value) for name, value in asdict(row).items()})
        if not tidy.blank:
            found.append(_Reader(tidy, asked, f"rows.{number}.", faults).read())
    return found


class _Reader:
    """Reads one row and notes what is wrong with it."""

    def __init__(self, row: PaperRow, asked: Asked, prefix: str, faults: Faults) -> None:
        self.row = row
        self.asked = asked
        self.prefix = prefix
        self.faults = faults
        self.wrong = False

    def read(self) -> PaperRow:
        """The row, canonical as far as it can be read."""
        self._lengths()
        for name in NUMBERS:
            self._number(name)
        self._text_or_number("indication")
        self._text_or_number("limit")
        self._unit()
        self._verdict()
        if not self.wrong:
            self._named()
            self._uncertainty()
            self._sum()
            self._judged()
        return self.row

    def say(self, name: str, message: str, *, code: str = "invalid", **more: str) -> None:
        """Note a fault of a field."""
        self.wrong = True
        self.faults.add(f"{self.prefix}{name}", message, code=code, **more)

    # Shapes

    def _lengths(self) -> None:
        for name, value in asdict(self.row).items():
            most = LONGEST.get(name, _LONGEST_NUMBER)
            if len(value) > most:
                self.say(name, _("Quá dài."), code="too_long", found=str(len(value)),
                         allowed=str(most))  # fmt: skip

    def _number(self, name: str) -> None:
        value = getattr(self.row, name)
        if not value:
            return
        try:
            digits = parse_number(value, decimal_comma=self.asked.decimal_comma)
        except MetrologyError as error:
            self._refuse(fault(f"{self.prefix}{name}", error))
            return
        self.row = replace(self.row, **{name: digits})

    def _text_or_number(self, name: str) -> None:
        """Words where the service has them: "Không phát hiện", "≤ 0,05"; a number is canonical."""
        value = getattr(self.row, name)
        try:
            digits = parse_number(value, decimal_comma=self.asked.decimal_comma) if value else ""
        except MetrologyError as error:
            words = not any(char.isdigit() for char in value) or value[0] in "<>≤≥="
            if self.asked.service == Service.TESTING or (words and name == "indication"):
                return
            self._refuse(fault(f"{self.prefix}{name}", error))
            return
        self.row = replace(self.row, **{name: digits})

    def _refuse(self, found: Fault) -> None:
        self.wrong = True
        self.faults.found.append(found)

    def _unit(self) -> None:
        if self.row.unit:
            try:
                self.row = replace(self.row, unit=find_unit(self.row.unit).code)
            except MetrologyError as error:
                self._refuse(fault(f"{self.prefix}unit", error))
        elif any(number(getattr(self.row, name)) is not None for name in MEASURED):
            message = _("Hãy ghi đơn vị; số không thứ nguyên ghi “1”.")
            self.say("unit", message, code="required")

    def _verdict(self) -> None:
        found = _VERDICTS.get(fold(self.row.verdict))
        if found is None:
            self.say("verdict", _("Chỉ ghi “đạt” hoặc “không đạt”."), found=self.row.verdict,
                     allowed="đạt, không đạt")  # fmt: skip
            return
        self.row = replace(self.row, verdict=found)

    # What belongs together

    def _named(self) -> None:
        row = self.row
        if not row.point and not row.reference:
            self.say("point", _("Hãy ghi điểm đo, chỉ tiêu hoặc giá trị chuẩn."), code="required")
        if not row.indication and not row.error:
            message = _("Hãy ghi số chỉ, kết quả hoặc sai số.")
            self.say("indication", message, code="required")

    def _uncertainty(self) -> None:
        row = self.row
        measured = number(row.indication) is not None or number(row.error) is not None
        if self.asked.service == Service.CALIBRATION and measured and not row.expanded:
            message = _("Kết quả hiệu chuẩn phải có U (ISO/IEC 17025, 7.8.4.1 a).")
            self.say("expanded", message, code="required")
        if row.expanded and not row.k:
            self.say("k", _("U phải đi cùng hệ số phủ k."), code="required")
        if row.k and not row.expanded:
            self.say("expanded", _("Có k nhưng thiếu U."), code="required")
        self._size_of_u()
        k = number(row.k)
        if k is not None and not _LEAST_K <= k <= _MOST_K:
            self.say("k", _("Hệ số phủ không hợp lý."), code="out_of_range", found=row.k,
                     allowed=f"{_LEAST_K} … {_MOST_K}")  # fmt: skip

    def _size_of_u(self) -> None:
        row, expanded = self.row, number(self.row.expanded)
        if expanded is None:
            return
        if expanded <= 0:
            self.say("expanded", _("U phải lớn hơn 0."), code="out_of_range", found=row.expanded,
                     allowed="> 0")  # fmt: skip
        elif figures(row.expanded) > MOST_FIGURES:
            message = _("U nêu nhiều nhất hai chữ số có nghĩa (GUM 7.2.6).")
            self.say("expanded", message, code="too_many_digits", found=row.expanded,
                     allowed=str(MOST_FIGURES))  # fmt: skip
        elif row.error and places(row.error) != places(row.expanded):
            message = _("Sai số và U phải làm tròn đến cùng một hàng.")
            self.say("error", message, code="uneven_digits", found=row.error,
                     allowed=row.expanded)  # fmt: skip

    def _sum(self) -> None:
        """A slip of the finger: an error that the two numbers beside it cannot give."""
        row = self.row
        ends = [number(getattr(row, name)) for name in MEASURED]
        if None in ends:
            return
        reference, indication, error = (Decimal(str(end)) for end in ends)
        half = sum(Decimal(5).scaleb(-1 - places(getattr(row, name))) for name in MEASURED)
        if abs(indication - reference - error) > half:
            told = format(indication - reference, "f")
            message = _("Sai số không bằng số chỉ trừ giá trị chuẩn.")
            self.say("error", message, code="does_not_add_up", found=row.error, allowed=told)

    def _judged(self) -> None:
        row, service = self.row, self.asked.service
        if not row.verdict:
            return
        if service == Service.VERIFICATION:
            message = _("Kiểm định kết luận chung theo biên bản, không theo từng dòng.")
            self.say("verdict", message, found=row.verdict)
        elif not self.asked.rule:
            message = _("Khách hàng chưa thỏa thuận quy tắc quyết định: không ghi kết luận.")
            self.say("verdict", message, code="no_rule", found=row.verdict)
        elif not row.limit:
            self.say("limit", _("Kết luận phải có giới hạn đi cùng."), code="required")


def number(text: str) -> Decimal | None:
    """The value of canonical digits; None of words and of nothing."""
    return Decimal(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


def places(digits: str) -> int:
    """The decimals of canonical digits."""
    return len(digits.partition(".")[2])


def figures(digits: str) -> int:
    """The significant figures that digits show; the last zeros of a whole number say nothing."""
    bare = digits.removeprefix("-")
    bare = bare if "." in bare else bare.rstrip("0")
    return len(bare.replace(".", "").lstrip("0"))


def read_air(name: str, text: str, asked: Asked, faults: Faults) -> str:
    """One number, or what it was from and to, as "22.8 23.4"; "" stays ""."""
    parts = [part for part in _APART.split(nfc(text)) if part]
    found = []
    for part in parts:
        try:
            found.append(parse_number(part, decimal_comma=asked.decimal_comma))
        except MetrologyError as error:
            faults.found.append(fault(name, error))
            return ""
    if len(found) > _ENDS or (len(found) == _ENDS and Decimal(found[0]) > Decimal(found[1])):
        message = _("Ghi một số, hoặc hai số từ thấp đến cao.")
        faults.add(name, message, found=text, allowed="22,8 … 23,4")
    return " ".join(found)


def as_data(row: Any) -> dict[str, str]:
    """What a row says, without its blanks; of a stored row too."""
    names = PaperRow.__dataclass_fields__
    return {name: text for name in names if (text := str(getattr(row, name)))}
