"""Addresses of the API about figures."""

from django.urls import path

from reports.api import doors

app_name = "reports_api"
urlpatterns = [
    path("figures/", doors.FiguresDoor.as_view(), name="figures"),
    path("figures/rows/", doors.RowsDoor.as_view(), name="rows"),
]
