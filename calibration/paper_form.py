"""The page of results on paper: a grid of rows, filled by hand or from a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from calibration.models import Job
from calibration.paper_rows import MOST_ROWS, PaperRow
from calibration.queries import standards_near
from calibration.states import Service
from common.errors import DomainError
from common.templatetags.show import either
from common.text import fold
from instruments.models import StandardCalibration

BLANKS = 5  # more lines than are filled
# The order of the columns on the page and in what is pasted.
COLUMNS: Final[Mapping[str, Any]] = {
    "point": gettext_lazy("Điểm đo, chỉ tiêu"),
    "reference": gettext_lazy("Giá trị chuẩn"),
    "indication": gettext_lazy("Số chỉ, kết quả"),
    "error": gettext_lazy("Sai số"),
    "expanded": "U",
    "k": "k",
    "unit": pgettext_lazy("đo", "Đơn vị"),
    "limit": gettext_lazy("Giới hạn"),
    "verdict": gettext_lazy("Kết luận"),
}
_NUMBERS = frozenset({"reference", "indication", "error", "expanded", "k", "limit"})
_LONGEST_PASTE = 200_000
_HEADINGS = frozenset({"diem do", "diem", "chi tieu", "point", "characteristic", "stt", "tt", "no"})


class PaperSheetForm(forms.Form):
    """What the paper says beside its rows."""

    method_number = forms.CharField(
        label=gettext_lazy("Số văn bản kỹ thuật"), max_length=80, required=False,
        help_text=gettext_lazy("Ví dụ: ĐLVN 138:2004, TCVN 2703:2013."),
    )  # fmt: skip
    method_title = forms.CharField(
        label=gettext_lazy("Tên văn bản, phương pháp"), max_length=200, required=False
    )
    temperature = forms.CharField(
        label=gettext_lazy("Nhiệt độ, °C"), max_length=40, required=False,
        help_text=gettext_lazy("Một số, hoặc từ … đến: 22,8 … 23,4."),
    )  # fmt: skip
    humidity = forms.CharField(label=gettext_lazy("Độ ẩm, %RH"), max_length=40, required=False)
    standards = forms.MultipleChoiceField(
        label=pgettext_lazy("nhiều", "Chuẩn đã dùng"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, data: Any = None, *, job: Job, **more: Any) -> None:
        super().__init__(data, **more)
        choices = self.fields["standards"]
        assert isinstance(choices, forms.MultipleChoiceField)
        choices.choices = [(str(event.pk), _shown(event)) for event in usable(job)]

    def facts(self) -> dict[str, Any]:
        """As the service takes them."""
        given = dict(self.cleaned_data)
        return given | {"standards": [int(pk) for pk in given["standards"]]}


def usable(job: Job) -> list[StandardCalibration]:
    """The calibrations near the job that held on the day of its work, by code."""
    day = job.performed_on
    found = [
        event
        for standard in standards_near(job.centre)
        if day is not None and not standard.out_of_use
        for event in standard.calibrations.all()
        if holds(event, day)
    ]
    return sorted(found, key=lambda event: event.standard.code)


def holds(event: StandardCalibration, day: date) -> bool:
    """Whether a calibration could be leaned on that day."""
    there = event.on <= day <= event.valid_until
    return there and not hasattr(event, "corrected_by") and event.doubt_on(day) is None


def _shown(event: StandardCalibration) -> str:
    thing = event.standard
    until = event.valid_until.strftime("%d/%m/%Y")
    return _("%(code)s %(name)s, giấy %(number)s, đến %(until)s") % {
        "code": thing.code, "name": either(thing), "number": event.certificate_number,
        "until": until,
    }  # fmt: skip


@dataclass
class Cell:
    """One box of the grid."""

    name: str
    label: Any
    value: str
    number: bool
    wrong: list[str] = field(default_factory=list)


@dataclass
class Line:
    """One row of the grid."""

    number: int
    cells: list[Cell]


class Grid:
    """The rows as they are typed, with what is wrong beside each box."""

    def __init__(self, rows: Sequence[PaperRow], *, comma: bool, blanks: int = BLANKS) -> None:
        whole = [*rows, *(PaperRow() for _ in range(blanks))][: max(len(rows), MOST_ROWS)]
        self.rows = list(rows)
        self.lines = [_line(number, row, comma=comma) for number, row in enumerate(whole)]
        self.other: list[str] = []  # faults of no box

    def refuse(self, error: DomainError, form: forms.Form) -> None:
        """Put each fault beside its box; the others on the form."""
        for fault in error.faults:
            first, _dot, rest = fault.field.partition(".")
            number, _dot, name = rest.partition(".")
            if first == "rows" and number.isdecimal() and int(number) < len(self.lines):
                self._cell(int(number), name).wrong.append(str(fault.message))
            else:
                known = first if first in form.fields else None
                form.add_error(known, str(fault.message))
        if not error.faults:
            form.add_error(None, str(error))

    def _cell(self, number: int, name: str) -> Cell:
        cells = self.lines[number].cells
        return next((cell for cell in cells if cell.name == name), cells[0])

    @property
    def wrong(self) -> list[tuple[Line, Cell]]:
        """The boxes with faults, for the summary."""
        return [(line, cell) for line in self.lines for cell in line.cells if cell.wrong]


def _line(number: int, row: PaperRow, *, comma: bool) -> Line:
    values = asdict(row)
    cells = [
        Cell(name, label, _typed(values[name], name, comma=comma), name in _NUMBERS)
        for name, label in COLUMNS.items()
    ]
    return Line(number + 1, cells)


def _typed(text: str, name: str, *, comma: bool) -> str:
    """A stored number with the reader's decimal mark; what is no number as it is."""
    plain = text.removeprefix("-").replace(".", "", 1).isdecimal()
    return text.replace(".", ",") if comma and name in _NUMBERS and plain else text


def rows_of(job: Job) -> list[PaperRow]:
    """The stored rows."""
    names = PaperRow.__dataclass_fields__
    return [
        PaperRow(**{name: getattr(row, name) for name in names}) for row in job.paper_results.all()
    ]


def typed_rows(data: Any) -> list[PaperRow]:
    """The rows of a posted grid; a number of lines that cannot be is none."""
    total = data.get("rows-total", "")
    count = int(total) if total.isdecimal() and len(total) < 5 else 0  # noqa: PLR2004
    return [
        PaperRow(**{name: _posted(data, f"rows-{number}-{name}") for name in COLUMNS})
        for number in range(min(count, MOST_ROWS + BLANKS))
    ]


def _posted(data: Any, name: str) -> str:
    """PostgreSQL has no NUL in text."""
    return str(data.get(name, "")).replace("\x00", "")


def pasted(text: str) -> list[PaperRow]:
    """Rows from a spreadsheet or CSV: a tab, a semicolon or a comma between the columns.

    A line of headings is left out; columns beyond the last are not read.
    """
    shortened = text[:_LONGEST_PASTE].replace("\x00", "")
    lines = [line for line in shortened.splitlines() if line.strip()]
    mark = next((mark for mark in "\t;" if any(mark in line for line in lines)), ",")
    read: Iterable[list[str]] = csv.reader(io.StringIO("\n".join(lines)), delimiter=mark)
    found = [
        PaperRow(**dict(zip(COLUMNS, (cell.strip() for cell in line), strict=False)))
        for line in read
    ]
    return [row for n, row in enumerate(found[: MOST_ROWS + 1]) if n or not _heading(row)]


def _heading(row: PaperRow) -> bool:
    return fold(row.point) in _HEADINGS or fold(row.expanded) == "u"


def initial_of(job: Job) -> dict[str, Any]:
    """What the form shows first: what is stored, else what the service suggests."""
    sheet = getattr(job, "paper_sheet", None)
    if sheet is None:
        documents = job.instrument.type.documents if job.instrument is not None else ""
        legal = job.service == Service.VERIFICATION
        return {"method_number": documents if legal else ""}
    air = {
        name: " … ".join(getattr(sheet, name).split(" ")) for name in ("temperature", "humidity")
    }
    return {
        "method_number": sheet.method_number,
        "method_title": sheet.method_title,
        **air,
        "standards": [str(event.pk) for event in sheet.standards.all()],
    }
