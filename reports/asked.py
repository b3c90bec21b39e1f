"""What an address or a request asks for, checked."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import Centre
from common.errors import Fault, InvalidInput
from reports.figures import FIGURES
from reports.indicators.finding import find_all
from reports.period import Period

MOST_CODES = 300


def period_asked(text: str, today: date) -> Period:
    """The period named, or the present quarter when none is."""
    return Period.parse(text) if text.strip() else Period.quarter_of(today)


def cut_off_asked(text: str, period: Period, today: date) -> date:
    """The day named, within the period; else its last day, or today while it runs."""
    if not text.strip():
        return period.cut_off(today)
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        found = None
    if found is None or not period.contains(found):
        message = _("Ngày chốt phải là một ngày trong kỳ.")
        allowed = f"{period.start.isoformat()} … {period.end.isoformat()}"
        raise InvalidInput(
            Fault("cut_off", message, code="bad_day", found=text[:40], allowed=allowed)
        )
    return found


def codes_asked(text: str, centre: Centre, on: date) -> Sequence[str]:
    """Codes of indicators, apart by commas; the figures of the page when none is named."""
    codes = [code for part in text.split(",") if (code := part.strip())]
    if not codes:
        return FIGURES
    if len(codes) > MOST_CODES:
        message = _("Nhiều nhất %(most)s mã một lần.") % {"most": MOST_CODES}
        raise InvalidInput(
            Fault("codes", message, code="too_many", found=str(len(codes)), allowed=str(MOST_CODES))
        )
    return tuple(find_all(codes, centre, on))


def figure_asked(code: str, centre: Centre, on: date) -> str:
    """The code of one indicator; InvalidInput (field "figure") lists what there is."""
    find_all([code.strip()], centre, on, field="figure")
    return code.strip()
