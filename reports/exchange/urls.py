"""Addresses of the exchange, taken into `reports.urls`."""

from django.urls import path

from reports.exchange import views

urlpatterns = [
    path("unit-keys/", views.Keys.as_view(), name="unit-keys"),
    path("unit-keys/<int:pk>/", views.EndKey.as_view(), name="unit-key"),
    path("received-reports/", views.Received.as_view(), name="received-reports"),
    path("received-reports/<int:pk>/", views.ReceivedPage.as_view(), name="received-report"),
    path("received-reports/<int:pk>/file/", views.ReceivedFile.as_view(), name="received-file"),
    path("report-files/<int:pk>/", views.ReportFile.as_view(), name="report-file"),
]
