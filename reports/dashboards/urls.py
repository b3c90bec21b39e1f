"""Addresses of the dashboards."""

from django.urls import path

from reports.dashboards.department import Department, DepartmentRows
from reports.dashboards.director import Director
from reports.dashboards.quality import QualityPage, QualityRows
from reports.dashboards.shell import Dashboards

urlpatterns = [
    path("dashboards/", Dashboards.as_view(), name="dashboards"),
    path("dashboards/director/", Director.as_view(), name="director"),
    path("dashboards/department/", Department.as_view(), name="department"),
    path("dashboards/department/rows/", DepartmentRows.as_view(), name="department-rows"),
    path("dashboards/quality/", QualityPage.as_view(), name="quality"),
    path("dashboards/quality/rows/", QualityRows.as_view(), name="quality-rows"),
]
