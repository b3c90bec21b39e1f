"""Period reports for tests: begun, reviewed and closed by the product's own services."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from accounts.models import Centre, User
from accounts.permissions import Role
from common.period import Period
from reports.models import PeriodReport
from reports.periodic import services
from reports.periodic.closing import close
from reports.periodic.drafting import statement_of
from reports.states import ReportKind
from tests.factories import people

OCTOBER = datetime(2026, 10, 5, 3, 0, tzinfo=UTC)  # the third quarter is over
IN_Q3 = date(2026, 9, 10)
SIGNED_AT = datetime(2026, 9, 10, 3, 0, tzinfo=UTC)
LATER = OCTOBER + timedelta(days=10)


def writer(centre: Centre) -> User:
    """Who writes reports."""
    return people.person(Role.CONTRACT_OFFICER, centre, "Lê Minh Họa")


def director(centre: Centre) -> User:
    """Who closes them."""
    return people.person(Role.MANAGER, centre, "Trần Thị Mẫu")


def begun(
    centre: Centre, period: str = "2026-Q3", *, at: datetime = OCTOBER, **facts: Any
) -> PeriodReport:
    """A draft up to the end of its period."""
    asked = Period.parse(period)
    return services.begin(
        centre=centre,
        period=asked,
        cut_off=facts.pop("cut_off", asked.end),
        kind=facts.pop("kind", ReportKind.UNIT),
        by=facts.pop("by", None) or writer(centre),
        at=at,
        **facts,
    )


def reviewed(centre: Centre, period: str = "2026-Q3", **facts: Any) -> PeriodReport:
    """A draft that was read through, with a cause for each plan that was missed."""
    at = facts.setdefault("at", OCTOBER)
    made = begun(centre, period, **facts)
    explain(made, at=at)
    return services.review(report_id=made.pk, by=made.made_by, at=at)


def explain(report: PeriodReport, *, at: datetime = OCTOBER) -> None:
    """A cause for each plan that was missed."""
    for line in statement_of(report).missed:
        services.tell_cause(
            report_id=report.pk, indicator=line.code, text="Mưa lũ", by=report.made_by, at=at
        )


def closed(centre: Centre, period: str = "2026-Q3", **facts: Any) -> PeriodReport:
    """A closed report."""
    at = facts.get("at", OCTOBER)
    made = reviewed(centre, period, **facts)
    close(report_id=made.pk, by=director(centre), at=at)
    rows = PeriodReport.objects.select_related("centre", "block", "closing")
    found: PeriodReport = rows.get(pk=made.pk)
    return found
