"""Addresses of a report's files and charts, taken into `reports.urls`."""

from django.urls import path

from reports.documents import views

urlpatterns = [
    path("reports/<int:pk>/file/<str:form>/", views.ReportFile.as_view(), name="report-file"),
    path("reports/<int:pk>/charts/", views.Charts.as_view(), name="report-charts"),
    path(
        "reports/<int:pk>/charts/<str:chart>/<str:picture>/",
        views.ChartFile.as_view(),
        name="report-chart",
    ),
]
