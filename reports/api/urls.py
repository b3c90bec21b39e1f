"""Addresses of the API about figures."""

from django.urls import path

from reports.api import doors, indicators, overview
from reports.documents.door_urls import urlpatterns as documents
from reports.periodic.api.urls import urlpatterns as periodic
from reports.rollup.api.urls import urlpatterns as rollup

app_name = "reports_api"
urlpatterns = [
    path("overview/", overview.OverviewDoor.as_view(), name="overview"),
    path("revenue/sums/", overview.RevenueSumsDoor.as_view(), name="revenue-sums"),
    path("indicators/", indicators.IndicatorsDoor.as_view(), name="indicators"),
    path("indicators/<int:pk>/", indicators.IndicatorDoor.as_view(), name="indicator"),
    path("report-choices/", indicators.ReportChoicesDoor.as_view(), name="report-choices"),
    path("figures/", doors.FiguresDoor.as_view(), name="figures"),
    path("figures/rows/", doors.RowsDoor.as_view(), name="rows"),
    *rollup,
    *documents,
    *periodic,
]
