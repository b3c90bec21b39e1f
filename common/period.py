"""Periods of reports and targets: a year, a half, the first nine months, a quarter, a month."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Self

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.errors import Fault, InvalidInput

ALLOWED = "2026, 2026-H1, 2026-H2, 2026-9M, 2026-Q1 … 2026-Q4, 2026-01 … 2026-12"
FIRST_YEAR, LAST_YEAR = 1950, 2199
_FORM = re.compile(r"([0-9]{4})(?:-(Q[1-4]|H[12]|9M|0[1-9]|1[0-2]))?", re.ASCII)
_ROMAN = ("I", "II", "III", "IV")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Period:
    """Whole months of one year. `code` is "2022", "2022-H1", "2022-9M", "2022-Q1" or "2022-03"."""

    code: str
    year: int
    first_month: int
    last_month: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """The period that `text` names; InvalidInput (field "period") says what is allowed."""
        found = _FORM.fullmatch(text.strip().upper())
        if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
            raise InvalidInput(
                Fault(
                    "period",
                    _("Không hiểu kỳ “%(text)s”. Hãy viết như: %(allowed)s.")
                    % {"text": text[:40], "allowed": ALLOWED},
                    code="bad_period",
                    found=text[:40],
                    allowed=ALLOWED,
                )
            )
        return cls(found[0], int(found[1]), *_months_of(found[2]))

    @classmethod
    def quarter_of(cls, day: date) -> Self:
        """The quarter that holds `day`."""
        return cls.parse(f"{day.year}-Q{(day.month - 1) // 3 + 1}")

    @cached_property
    def start(self) -> date:
        """The first day."""
        return date(self.year, self.first_month, 1)

    @cached_property
    def end(self) -> date:
        """The last day, which belongs to the period."""
        return _first_of_next(self.year, self.last_month) - timedelta(days=1)

    def contains(self, day: date) -> bool:
        """Whether `day` lies in it."""
        return self.start <= day <= self.end

    @property
    def begins_at(self) -> datetime:
        """The first moment, in the centre's zone."""
        return midnight(self.start)

    @property
    def ends_before(self) -> datetime:
        """The first moment that no longer belongs to it, in the centre's zone."""
        return midnight(_first_of_next(self.year, self.last_month))

    def cut_off(self, today: date) -> date:
        """The day on which states are read: its last day, or today while it runs."""
        return min(self.end, today) if today >= self.start else self.end

    def months(self) -> Iterator["Period"]:
        """Its months, in order."""
        for month in range(self.first_month, self.last_month + 1):
            yield Period.parse(f"{self.year}-{month:02}")

    def a_year_before(self) -> "Period":
        """The same months of the year before."""
        return self._moved(self.year - 1, self.code[4:])

    def before(self) -> "Period":
        """The period of the same kind just before it."""
        return self._stepped(-1)

    def after(self) -> "Period":
        """The period of the same kind just after it."""
        return self._stepped(1)

    def _stepped(self, by: int) -> "Period":
        kind = self.code[5:]
        if kind in ("", "9M"):
            return self._moved(self.year + by, self.code[4:])
        length = self.last_month - self.first_month + 1
        year, month = divmod(self.year * 12 + self.first_month - 1 + by * length, 12)
        tail = f"-{kind[0]}{month // length + 1}" if kind[0] in "QH" else f"-{month + 1:02}"
        return self._moved(year, tail)

    @staticmethod
    def _moved(year: int, tail: str) -> "Period":
        return Period(f"{year}{tail}", year, *_months_of(tail[1:] or None))

    @property
    def label_vi(self) -> str:
        """As a Vietnamese report says it: quý I/2022, 6 tháng đầu năm 2026."""
        kind = self.code[5:]
        if kind == "":
            return f"năm {self.year}"
        if kind[0] == "Q":
            return f"quý {_ROMAN[int(kind[1]) - 1]}/{self.year}"
        named = {"H1": "6 tháng đầu năm", "H2": "6 tháng cuối năm", "9M": "9 tháng đầu năm"}
        if kind in named:
            return f"{named[kind]} {self.year}"
        return f"tháng {self.first_month}/{self.year}"

    @property
    def label_en(self) -> str:
        """The same in English."""
        kind = self.code[5:]
        if kind == "":
            return str(self.year)
        if kind[0] == "Q":
            return f"Q{kind[1]} {self.year}"
        named = {"H1": "first half of", "H2": "second half of", "9M": "first nine months of"}
        return f"{named.get(kind) or _MONTHS[self.first_month - 1]} {self.year}"

    def __str__(self) -> str:
        return self.code


def _months_of(kind: str | None) -> tuple[int, int]:
    if kind is None:
        return 1, 12
    if kind == "9M":
        return 1, 9
    if kind[0] in "QH":
        length = 3 if kind[0] == "Q" else 6
        last = int(kind[1]) * length
        return last - length + 1, last
    return int(kind), int(kind)


def _first_of_next(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1)


def midnight(day: date) -> datetime:
    """The first moment of a day, where the centre is."""
    return datetime(day.year, day.month, day.day, tzinfo=timezone.get_default_timezone())
