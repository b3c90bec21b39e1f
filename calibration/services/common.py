"""What the services share: the locked job, the day's facts of who did it."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.people import Person
from accounts.permissions import Can
from calibration.models import Job, Worksheet
from common.errors import Refused


def locked(job_id: int) -> Job:
    """The job, held until the transaction ends, with what services read of it."""
    rows = Job.objects.select_for_update(of=("self",), no_key=True).select_related(
        "centre", "procedure", "technician", "instrument__type", "worksheet"
    )
    return rows.get(pk=job_id)


def sheet_of(job: Job) -> Worksheet:
    """The worksheet of a started job."""
    try:
        return job.worksheet
    except Worksheet.DoesNotExist as error:
        raise Refused(_("Phiếu này chưa có biên bản đo."), code="no_worksheet") from error


def day_of(at: datetime) -> date:
    """The centre's day of a moment."""
    return timezone.localdate(at)


def insist_on(verb: Can, by: Any, job: Job, at: datetime) -> None:
    """Forbidden unless `by` holds `verb` in the job's centre on the day."""
    Person(by, day_of(at)).insist(verb, job.centre)


def is_own_work(job: Job, by: User) -> bool:
    """Whether `by` did the work: as its technician, or with any reading of it."""
    if job.technician_id == by.pk:
        return True
    sheet = Worksheet.objects.filter(job=job).first()
    return sheet is not None and sheet.readings.filter(by=by).exists()
