"""Addresses of the dashboards."""

from django.urls import path

from reports.dashboards.director import Director
from reports.dashboards.shell import Dashboards

urlpatterns = [
    path("dashboards/", Dashboards.as_view(), name="dashboards"),
    path("dashboards/director/", Director.as_view(), name="director"),
]
