"""Addresses of the pages of period reports, taken into `reports.urls`."""

from django.urls import path

from reports.periodic.views import behind, listing, report

urlpatterns = [
    path("reports/", listing.Reports.as_view(), name="reports"),
    path("reports/new/", listing.NewReport.as_view(), name="new-report"),
    path("reports/subscriptions/", listing.Subscriptions.as_view(), name="subscriptions"),
    path(
        "reports/subscriptions/<int:pk>/end/",
        listing.EndSubscription.as_view(),
        name="end-subscription",
    ),
    path("reports/<int:pk>/", report.Report.as_view(), name="report"),
    path("reports/<int:pk>/review/", report.Review.as_view(), name="report-review"),
    path("reports/<int:pk>/return/", report.Return.as_view(), name="report-return"),
    path("reports/<int:pk>/close/", report.Close.as_view(), name="report-close"),
    path("reports/<int:pk>/reopen/", report.Reopen.as_view(), name="report-reopen"),
    path("reports/<int:pk>/cause/", report.Cause.as_view(), name="report-cause"),
    path("reports/<int:pk>/cut-off/", report.CutOff.as_view(), name="report-cut-off"),
    path("reports/<int:pk>/send-again/", report.SendAgain.as_view(), name="report-send-again"),
    path("reports/<int:pk>/rows/", behind.Rows.as_view(), name="report-rows"),
    path("reports/<int:pk>/adjustments/", behind.Adjustments.as_view(), name="adjustments"),
    path("reports/<int:pk>/moved/", behind.Moved.as_view(), name="moved"),
]
