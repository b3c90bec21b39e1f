"""Which units have reported a period and which have not."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from accounts.models import Centre
from common.period import Period
from reports.models import PeriodReport, ReceivedReport
from reports.states import ReportKind, ReportState


@dataclass
class Reporting:
    """A unit with its reports of a period: the newest version of each kind, and what it sent."""

    centre: Centre
    reports: list[PeriodReport] = field(default_factory=list)
    received: ReceivedReport | None = None

    @property
    def own(self) -> PeriodReport | None:
        """Its report as a unit."""
        return next((one for one in self.reports if one.kind == ReportKind.UNIT), None)

    @property
    def reported(self) -> bool:
        """Whether it has closed its report, here or in its own installation.

        A report that was opened again counts by the version before.
        """
        own = self.own
        closed = own is not None and (own.state == ReportState.CLOSED or own.version > 1)
        return closed or self.received is not None


def reporting(centres: Iterable[Centre], period: Period) -> list[Reporting]:
    """Each unit with its reports of a period, in three queries."""
    found = {centre.pk: Reporting(centre) for centre in centres}
    rows = PeriodReport.objects.filter(
        centre__in=list(found), period=period.code, followed_by__isnull=True
    )
    for one in rows.select_related("made_by", "closed_by", "block").order_by("kind", "pk"):
        found[one.centre_id].reports.append(one)
    for got in ReceivedReport.objects.filter(centre__in=list(found), period=period.code).order_by(
        "version"
    ):
        found[got.centre_id].received = got
    return list(found.values())


def last_ended(today: date) -> Period:
    """The half-year that ended last: what is reported on."""
    half = 1 if today.month < 7 else 2  # noqa: PLR2004 — July
    return Period.parse(f"{today.year}-H{half}").before()


def often(today: date) -> list[Period]:
    """Periods that are reported on often: the running one and the last one of each length."""
    quarter = Period.quarter_of(today)
    half = last_ended(today)
    year = Period.parse(str(today.year))
    return [quarter.before(), quarter, half, half.after(), year.before(), year]
