"""Rows for the doors of period reports, and good bodies for their writes."""

from typing import Any

from django.utils import timezone

from accounts.permissions import Role
from common.period import Period
from reports.models import PeriodReport
from reports.periodic import services
from reports.periodic.closing import close
from reports.periodic.subscriptions import subscribe
from tests.factories import calibration, people


def _begun(lab: calibration.Lab, now: Any, period: str) -> PeriodReport:
    asked = Period.parse(period)
    cut_off = min(asked.end, timezone.localdate(now))
    return services.begin(centre=lab.centre, period=asked, cut_off=cut_off, by=lab.officer, at=now)


def rows(lab: calibration.Lab, now: Any) -> dict[str, Any]:
    """The draft of this year's report, and an address that gets what is closed."""
    made = _begun(lab, now, str(timezone.localdate(now).year))
    address = subscribe(
        centre=lab.centre, email="a@test.example", name="", language="vi", by=lab.officer, at=now
    )
    return {
        "reports": made.pk,
        "period-reports": made.pk,
        "report-subscriptions": address.pk,
        "subscriptions": address.pk,
        "figure-code": "contracts",
    }


def writes(write: Any, lab: calibration.Lab, rows: dict[str, Any], now: Any) -> list[Any]:
    """A report begun, its cause and cut-off; one returned, one opened again; an address."""
    today = timezone.localdate(now)
    returned, opened = (_begun(lab, now, str(today.year - n)) for n in (1, 2))
    for one in (returned, opened):
        services.review(report_id=one.pk, by=lab.officer, at=now)
    close(report_id=opened.pk, by=people.person(Role.MANAGER, lab.centre), at=now)
    report = "/api/v1/period-reports/{id}"
    begin = {
        "centre": "HUE",
        "period": "2001-Q1",
        "cut_off": "2001-03-28",
        "kind": "unit",
        "block": None,
    }
    address = {"centre": "HUE", "email": "b@test.example", "name": "N", "language": "en"}
    draft = rows["period-reports"]
    return [
        write("post", "/api/v1/period-reports/", begin),
        write("put", f"{report}/causes/", {"indicator": "contracts", "text": "Mưa lũ"}, draft),
        write("put", f"{report}/cut-off/", {"cut_off": today.isoformat()}, draft),
        write("post", f"{report}/return/", {"why": "Sót"}, returned.pk),
        write("post", f"{report}/reopen/", {"why": "Sót"}, opened.pk),
        write("post", "/api/v1/report-subscriptions/", address),
    ]
