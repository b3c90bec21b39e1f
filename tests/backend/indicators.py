"""A saved indicator for its doors, and good bodies for the writes about indicators."""

from datetime import date
from typing import Any

from reports.indicators.services import Definition, save_indicator
from tests.factories import calibration

DEFINITION = Definition("Văn bản", "văn bản", "activities", {"kind": "report"})


def rows(lab: calibration.Lab, now: Any) -> dict[str, Any]:
    """One indicator that the unit saved."""
    made = save_indicator(
        centre=lab.centre,
        code="van_ban",
        facts=DEFINITION,
        valid_from=date(2020, 1, 1),
        by=lab.officer,
        at=now,
    )
    return {"indicators": made.pk}


def writes(write: Any, rows: dict[str, Any], today: str) -> list[Any]:
    """An indicator, a change of its definition, how a unit counts."""
    definition = {
        "name_vi": "A",
        "name_en": "A",
        "unit": "a",
        "source": "activities",
        "filters": {"kind": ["report", "event"], "by": "done_on"},
        "valid_from": today,
    }
    choices = {
        "centre": "HUE",
        "valid_from": today,
        "revenue_base": "invoiced",
        "revenue_vat": "net",
        "with_consulting": True,
        "plan_period": "year",
        "instruments_by": "thing",
        "source": "x",
    }
    return [
        write("post", "/api/v1/indicators/", {**definition, "centre": "HUE", "code": "moi"}),
        write("post", "/api/v1/indicators/{id}/", definition, rows["indicators"]),
        write("post", "/api/v1/report-choices/", choices),
    ]
