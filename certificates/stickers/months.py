"""Calendar months, and how somebody asks for one."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from common.errors import Fault, InvalidInput

FIRST_YEAR = 2000


@dataclass(frozen=True)
class Month:
    """A calendar month."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str, today: date) -> "Month":
        """From "2026-11"; blank is the present month. InvalidInput for what is none, or to come."""
        if not text:
            return cls(today.year, today.month)
        year, _dash, month = text.partition("-")
        fits = len(text) == len("2026-11") and (year + month).isascii() and (year + month).isdigit()
        if fits and int(year) >= FIRST_YEAR and 1 <= int(month) <= 12:  # noqa: PLR2004
            found = cls(int(year), int(month))
            if found.start <= today:
                return found
        words = _("Hãy chọn một tháng đã bắt đầu, viết như 2026-11.")
        raise InvalidInput(Fault("month", words, code="bad_month", found=text[:40]))

    @property
    def start(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def end(self) -> date:
        """Its last day."""
        return self.after.start - timedelta(days=1)

    @property
    def after(self) -> "Month":
        """The next one."""
        last = self.month == 12  # noqa: PLR2004
        return Month(self.year + last, 1 if last else self.month + 1)

    @property
    def before(self) -> "Month":
        """The one before."""
        day = self.start - timedelta(days=1)
        return Month(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"
