"""What an address or a request asks for, checked."""

from datetime import date

from django.utils.translation import gettext as _

from common.errors import Fault, InvalidInput
from reports.definitions import DEFINITIONS
from reports.figures import Figure, Figures
from reports.period import Period


def period_asked(text: str, today: date) -> Period:
    """The period named, or the present quarter when none is."""
    return Period.parse(text) if text.strip() else Period.quarter_of(today)


def figure_asked(figures: Figures, key: str) -> Figure:
    """The figure of this key; InvalidInput (field "figure") lists what there is."""
    if key in figures.by_key:
        return figures[key]
    message = _("Không có chỉ tiêu “%(key)s”.") % {"key": key[:60]}
    allowed = ", ".join(DEFINITIONS)
    raise InvalidInput(Fault("figure", message, code="unknown", found=key[:60], allowed=allowed))
