"""Period reports with their frozen figures, what is chosen once, what other installations sent."""

from reports.models.choices import ReportChoices, SavedIndicator
from reports.models.exchange import ReceivedReport, UnitKey
from reports.models.letters import ReportLetter
from reports.models.periodic import (
    Cause,
    ClosedFigure,
    ClosedReport,
    PeriodReport,
    ReportSection,
    Subscription,
)

__all__ = [
    "Cause",
    "ClosedFigure",
    "ClosedReport",
    "PeriodReport",
    "ReceivedReport",
    "ReportChoices",
    "ReportLetter",
    "ReportSection",
    "SavedIndicator",
    "Subscription",
    "UnitKey",
]
