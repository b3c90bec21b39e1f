"""What the chart shows, said as a sentence."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planning.rates import shown
from reports.overview.computing import Overview

UNITS: Mapping[int, Any] = {
    1: gettext_lazy("đồng"),
    1_000_000: gettext_lazy("triệu đồng"),
    1_000_000_000: gettext_lazy("tỷ đồng"),
}


def finding(found: Overview) -> str:
    """The title of the chart: the year against its plan and against the year before."""
    parts = []
    if found.rate.exact is not None:
        parts.append(_("đạt %(rate)s kế hoạch năm") % {"rate": found.rate.shown})
    if found.growth is not None:
        words = _("tăng %(rate)s %%") if found.growth >= 0 else _("giảm %(rate)s %%")
        months = len(found.full)
        parts.append(
            words % {"rate": shown(abs(found.growth))}
            + " "
            + _("so với cùng %(n)s tháng năm trước") % {"n": months}
        )
    head = _("Doanh thu năm %(year)s") % {"year": found.wanted.year}
    return f"{head}: {', '.join(parts)}" if parts else head
