"""How long a verification holds: the rule in force on its day, read from dated rows."""

import calendar
from datetime import date
from typing import Literal, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from common import law
from instruments.models import InstrumentType, VerificationCycle

Convention = Literal["end_of_month", "same_day"]
PERIODIC_LETTER = "P"
INITIAL_LETTER = "I"


class Validity(NamedTuple):
    """The last day, or None, and the sentence that says which rule gave it."""

    until: date | None
    source: str


def cycle_on(type: InstrumentType, day: date) -> VerificationCycle | None:  # noqa: A002
    """The confirmed cycle of the type on `day`; None where no confirmed rule is known.

    Reads prefetched cycles when there are some.
    """
    open_then = [
        cycle
        for cycle in type.cycles.all()
        if cycle.confirmed
        and cycle.valid_from <= day
        and (cycle.valid_to is None or day <= cycle.valid_to)
    ]
    return max(open_then, key=lambda cycle: cycle.valid_from, default=None)


def valid_until(
    type: InstrumentType,  # noqa: A002
    day: date,
    regime: str,
    convention: Convention | None = None,
) -> Validity:
    """Until when a verification of `day` holds, and by which rule, in the reader's language.

    Counted by the rule of `day`, not of today (TT 23/2013 Art. 20). `regime` "" means that it was
    no verification. `convention` None takes the installation's.
    """
    if not regime or not type.group_two:
        return Validity(None, _("Không phải kiểm định bắt buộc: khách hàng quyết định chu kỳ."))
    cycle = cycle_on(type, day)
    if cycle is None:
        return Validity(None, _why_no_cycle(type, day))
    until = last_day(day, cycle.months, convention or settings.VERIFICATION_VALID_UNTIL)
    words = _("Chu kỳ %(months)s tháng theo %(source)s.")
    return Validity(until, words % {"months": cycle.months, "source": law.shown(cycle.source)})


def last_day(day: date, months: int, convention: Convention) -> date:
    """The last day of a period of `months` from `day`.

    `same_day` gives the same day of the month, or its last one where it is shorter (31/01 plus
    one month is 28/02 or 29/02); `end_of_month` the last day of that month.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, last if convention == "end_of_month" else min(day.day, last))


def _why_no_cycle(type: InstrumentType, day: date) -> str:  # noqa: A002
    if INITIAL_LETTER in type.letters and PERIODIC_LETTER not in type.letters:
        return _("Chỉ kiểm định ban đầu: không có chu kỳ kiểm định định kỳ.")
    return _("Chưa có chu kỳ đã đối chiếu áp dụng cho ngày %(day)s.") % {
        "day": day.strftime("%d/%m/%Y")
    }
