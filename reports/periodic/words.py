"""The words of this room's verbs, the report held, and the one way it records an event."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from audit import record as audit
from audit.models import Sealed
from common.errors import Faults
from common.holding import hold
from common.text import nfc
from common.verbs import name_verbs
from reports.models import PeriodReport

name_verbs(
    {
        "report.begin": gettext_lazy("lập báo cáo kỳ"),
        "report.review": gettext_lazy("soát báo cáo kỳ"),
        "report.return": gettext_lazy("trả báo cáo kỳ về dự thảo"),
        "report.cut_off": gettext_lazy("đổi ngày chốt số liệu"),
        "report.cause": gettext_lazy("ghi nguyên nhân chưa đạt"),
        "report.close": gettext_lazy("chốt báo cáo kỳ"),
        "report.reopen": gettext_lazy("mở lại báo cáo kỳ"),
        "report.send": gettext_lazy("gửi báo cáo kỳ qua thư"),
        "subscription.add": gettext_lazy("thêm địa chỉ nhận báo cáo"),
        "subscription.end": gettext_lazy("ngừng gửi báo cáo cho địa chỉ"),
    }
)
REPORTS = PeriodReport.objects.select_related("centre", "made_by")
LONGEST_WHY = 300  # the column
Changes = Mapping[str, tuple[Any, Any]]


def note(
    report: PeriodReport,
    verb: str,
    *,
    by: User | None,
    at: datetime,
    changes: Changes | None = None,
    why: str = "",
    seals: Iterable[Sealed] = (),
) -> None:
    """Add an event about a report to its unit's chain."""
    audit.record(
        subject=report,
        verb=verb,
        by=by,
        at=at,
        chain=report.centre.code,
        changes=changes,
        why=why,
        seals=seals,
    )


def held(report_id: int) -> PeriodReport:
    """The report, held until the transaction ends."""
    found: PeriodReport = hold(REPORTS, report_id)
    return found


def said(faults: Faults, name: str, text: str, *, most: int) -> str:
    """A text that must say something, as it is kept; faults of the field `name` otherwise."""
    found = nfc(text)
    if not any(one.isalnum() for one in found):  # a dash, or a blank that trimming leaves
        faults.add(name, _("Hãy ghi lý do."), code="required")
    if len(found) > most:
        message = _("Nhiều nhất %(most)s ký tự.") % {"most": most}
        faults.add(name, message, code="too_long", found=str(len(found)), allowed=str(most))
    return found
