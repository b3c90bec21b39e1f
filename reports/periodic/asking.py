"""Closing asked for: checked at once as far as no figure is needed, then left to a task."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import Conflict
from common.models import Task, TaskState
from common.queue import enqueue
from reports.models import PeriodReport
from reports.periodic.closing import refuse_early
from reports.periodic.tasks import close_report
from reports.periodic.words import held


@transaction.atomic
def ask_close(*, report_id: int, by: User, at: datetime) -> Task:
    """The task that closes a reviewed report. Of two who ask at once one gets it."""
    report = held(report_id)
    refuse_early(report, by, at)
    before = closings(report)
    if any(one.state in (TaskState.WAITING, TaskState.RUNNING) for one in before):
        raise Conflict(_("Báo cáo này đang được chốt."), code="closing")
    key = f"{_key(report)}{len(before)}"
    return enqueue(close_report, key=key, by_id=by.pk, report_id=report.pk, user_id=by.pk)


def closings(report: PeriodReport) -> list[Task]:
    """The tasks that closed a report or tried to, the first one first."""
    return list(Task.objects.filter(key__startswith=_key(report)).order_by("pk"))


def _key(report: PeriodReport) -> str:
    return f"reports.close:{report.pk}:"
