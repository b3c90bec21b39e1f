"""Addresses of the API about a report's words and files, taken into `reports.api.urls`."""

from django.urls import path

from reports.documents import doors
from reports.narrative import doors as words

_REPORT = "period-reports/<int:pk>/"
_WORDS = f"{_REPORT}words/"
urlpatterns = [
    path(_WORDS, words.ReportWordsDoor.as_view(), name="words"),
    path(f"{_WORDS}<str:section>/", words.ReportSectionDoor.as_view(), name="words-section"),
    path(f"{_WORDS}<str:section>/settle/", words.ReportSettleDoor.as_view(), name="words-settle"),
    path(
        f"{_REPORT}file/<str:form>/",
        doors.ReportFileDoor.as_view(),
        name="report-file",
    ),
    path(
        f"{_REPORT}charts/<str:chart>/<str:picture>/",
        doors.ReportChartDoor.as_view(),
        name="report-chart",
    ),
]
