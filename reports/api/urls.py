"""Addresses of the API about figures."""

from django.urls import path

from reports.api import doors, overview

app_name = "reports_api"
urlpatterns = [
    path("overview/", overview.OverviewDoor.as_view(), name="overview"),
    path("revenue/sums/", overview.RevenueSumsDoor.as_view(), name="revenue-sums"),
    path("figures/", doors.FiguresDoor.as_view(), name="figures"),
    path("figures/rows/", doors.RowsDoor.as_view(), name="rows"),
]
