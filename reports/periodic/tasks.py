"""Long work of this room: a report is closed while somebody watches."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from common.queue import Progress, work
from reports.models import PeriodReport
from reports.periodic import sending  # noqa: F401 — registers the sending of letters
from reports.periodic.closing import close


@work("reports.close_report")
def close_report(*, progress: Progress, report_id: int, user_id: int, **_: Any) -> dict[str, Any]:
    """Close a reviewed report, unless a run that broke off has closed it already."""
    done = PeriodReport.objects.filter(pk=report_id, closed_by=user_id).exists()
    if not done:
        by = User.objects.get(pk=user_id)
        close(report_id=report_id, by=by, at=timezone.now(), say=progress.say)
    return {"url": reverse("reports:report", args=[report_id]), "report": report_id}
