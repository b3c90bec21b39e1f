"""The work of a unit on a day: what is open, overdue, performed, received, returned, in custody.

Each set of rows is defined once, in `Unit`; the page counts it and the page behind it lists it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from audit.models import Event
from calibration.models import CellReturn, Custody, Job, JobRows
from calibration.states import JobState
from common.period import midnight

WEEKS = 8  # at most, of the period up to its cut-off, that are told one by one
AHEAD = 6  # weeks in which work falls due that are told one by one
OPEN = (JobState.OPEN, JobState.MEASURING, JobState.MEASURED)
SENT_BACK = ("job.return", "job.return_paper")
SUBJECT = Job._meta.label_lower


class Cause(TextChoices):
    """Where an overdue job stands, as its rows tell; worst first."""

    NOBODY = "nobody", _("chưa giao ai")
    BACK = "back", _("bị trả lại, chưa làm lại")
    NOT_BEGUN = "not_begun", _("đã giao, chưa bắt đầu")
    MEASURING = "measuring", _("đang đo")
    REVIEW = "review", _("chờ soát lại")


class Stay(TextChoices):
    """What something in custody waits for."""

    WORK = "work", _("còn việc chưa xong")
    READY = "ready", _("đã xong, chờ trả khách")


AGES: tuple[tuple[int, int | None], ...] = ((0, 7), (8, 14), (15, 30), (31, None))  # days


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True)
class Unit:
    """A unit with those below it: its state on `day`, its work from `start` to `until`."""

    centre: Centre
    day: date
    start: date
    until: date

    @property
    def weeks(self) -> list[date]:
        """The Mondays of the last weeks of the period up to the cut-off, the oldest first."""
        last = monday(self.until)
        first = max(monday(self.start), last - timedelta(weeks=WEEKS - 1))
        return [first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]

    @property
    def jobs(self) -> JobRows:
        """All its jobs."""
        return Job.objects.filter(centre__path__startswith=self.centre.path)

    @property
    def open(self) -> JobRows:
        """Neither approved nor cancelled."""
        return self.jobs.filter(state__in=OPEN)

    @property
    def overdue(self) -> Any:
        """Open past their day, each with its `cause`."""
        return with_cause(self.open.filter(due_on__lt=self.day))

    @property
    def performed(self) -> JobRows:
        """Approved, performed in the period."""
        return self.jobs.performed(self.start, self.until)

    @property
    def received(self) -> JobRows:
        """Opened in the period, and not cancelled since."""
        rows = self.jobs.filter(created_at__gte=self.began, created_at__lt=self.ended)
        return rows.exclude(state=JobState.CANCELLED)

    @property
    def began(self) -> datetime:
        """The first moment that counts."""
        return midnight(self.start)

    @property
    def ended(self) -> datetime:
        """The first moment that does not."""
        return midnight(self.until + timedelta(days=1))

    @property
    def judged(self) -> Any:
        """Those performed; `back`: whether the approver sent it back before, at any time."""
        return self.performed.annotate(back=Exists(_returns()))

    @property
    def returned(self) -> JobRows:
        """Open, or performed in the period, and sent back in the period."""
        performed = Q(performed_on__range=(self.start, self.until))
        rows = self.jobs.filter(Q(state__in=OPEN) | performed).exclude(state=JobState.CANCELLED)
        return rows.filter(Exists(_returns().filter(at__gte=self.began, at__lt=self.ended)))

    @property
    def custody(self) -> Any:
        """What is in our hands, each with what it waits for: its `stay`."""
        rows = Custody.objects.filter(centre__path__startswith=self.centre.path).held()
        mine = Q(pk=OuterRef("job_id")) | Q(instrument=OuterRef("instrument_id"))
        work = Exists(Job.objects.filter(mine, state__in=OPEN))
        return rows.annotate(
            stay=Case(
                When(work, then=Value(Stay.WORK.value)),
                default=Value(Stay.READY.value),
                output_field=CharField(),
            )
        )

    def aged(self, age: int) -> Mapping[str, Any]:
        """The filter of custody that entered at such an age, by its place among `AGES`."""
        least, most = AGES[age]
        found = {"received_at__lt": midnight(self.day - timedelta(days=least - 1))}
        if most is not None:
            found["received_at__gte"] = midnight(self.day - timedelta(days=most))
        return found


def _returns() -> Any:
    """Events by which the job of an outer query was sent back; the index is by subject."""
    key = Cast(OuterRef("pk"), CharField())
    return Event.objects.filter(subject_type=SUBJECT, subject_id=key, verb__in=SENT_BACK)


def with_cause(rows: JobRows) -> Any:
    """Open jobs with their `cause`."""
    cells = CellReturn.objects.filter(worksheet__job=OuterRef("pk"), settled_by__isnull=True)
    paper = _returns().filter(verb="job.return_paper")
    return rows.annotate(
        cause=Case(
            When(state=JobState.MEASURED, then=Value(Cause.REVIEW.value)),
            When(Q(state=JobState.MEASURING) & Exists(cells), then=Value(Cause.BACK.value)),
            When(state=JobState.MEASURING, then=Value(Cause.MEASURING.value)),
            When(Q(state=JobState.OPEN) & Exists(paper), then=Value(Cause.BACK.value)),
            When(technician__isnull=True, then=Value(Cause.NOBODY.value)),
            default=Value(Cause.NOT_BEGUN.value),
            output_field=CharField(),
        )
    )


def by_due(rows: JobRows) -> JobRows:
    """The most urgent first."""
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")
