"""Which moves a person may make of a report now, and why not the others."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.people import Person
from accounts.permissions import Can
from reports.models import PeriodReport
from reports.states import ReportState

S = ReportState


@dataclass(frozen=True)
class Step:
    """A button: its move, its word, and why it is disabled ("" where it is not)."""

    code: str
    label: Any
    why_not: str = ""
    asks_why: bool = False


def steps(report: PeriodReport, person: Person, *, closing: bool, unexplained: int) -> list[Step]:
    """The next moves of a report, in order; what the person may never do is left out."""
    write = person.may(Can.WRITE_REPORTS, report.centre)
    close = person.may(Can.CLOSE_REPORTS, report.centre)
    found: list[Step] = []
    if report.state == S.DRAFT and write:
        found.append(Step("review", _("Soát xong")))
    if report.state in (S.DRAFT, S.REVIEWED) and (write or close):
        why = _why_not(report, person, closing=closing, unexplained=unexplained, close=close)
        found.append(Step("close", _("Chốt báo cáo"), why))
    if report.state == S.REVIEWED and write:
        why = _("đang chốt") if closing else ""
        found.append(Step("return", _("Trả về dự thảo"), why, asks_why=True))
    if report.state == S.CLOSED and close and not hasattr(report, "followed_by"):
        found.append(Step("reopen", _("Mở lại"), asks_why=True))
    return found


def _why_not(
    report: PeriodReport, person: Person, *, closing: bool, unexplained: int, close: bool
) -> str:
    """Why a report cannot be closed now, the first reason there is; "" where it can."""
    reasons = (
        (report.state == S.DRAFT, _("chờ soát")),
        (not close, _("chờ người có quyền chốt")),
        (report.made_by_id == person.user.pk, _("bạn lập báo cáo này: chờ người khác chốt")),
        (report.cut_off > timezone.localdate(), _("ngày chốt số liệu chưa đến")),
        (closing, _("đang chốt")),
        (unexplained > 0, _("còn %(n)s chỉ tiêu chưa đạt mà chưa ghi nguyên nhân")),
    )
    for holds, why in reasons:
        if holds:
            return str(why) % {"n": unexplained} if "%(" in str(why) else str(why)
    return ""
