"""Addresses of period reports in the API, taken into `reports.api.urls`."""

from django.urls import path

from reports.periodic.api import doors

ONE = "period-reports/<int:pk>/"
urlpatterns = [
    path("period-reports/", doors.ReportsDoor.as_view(), name="period-reports"),
    path(ONE, doors.ReportDoor.as_view(), name="period-report"),
    path(f"{ONE}figures/", doors.ReportFiguresDoor.as_view(), name="report-figures"),
    path(
        f"{ONE}figures/<str:code>/rows/", doors.ReportRowsDoor.as_view(), name="report-figure-rows"
    ),
    path(f"{ONE}adjustments/", doors.AdjustmentsDoor.as_view(), name="report-adjustments"),
    path(f"{ONE}moves/", doors.MovesDoor.as_view(), name="report-moves"),
    path(f"{ONE}review/", doors.ReviewDoor.as_view(), name="report-review"),
    path(f"{ONE}return/", doors.ReturnDoor.as_view(), name="report-return"),
    path(f"{ONE}close/", doors.CloseDoor.as_view(), name="report-close"),
    path(f"{ONE}reopen/", doors.ReopenDoor.as_view(), name="report-reopen"),
    path(f"{ONE}causes/", doors.CauseDoor.as_view(), name="report-causes"),
    path(f"{ONE}cut-off/", doors.CutOffDoor.as_view(), name="report-cut-off"),
    path("report-subscriptions/", doors.SubscriptionsDoor.as_view(), name="report-subscriptions"),
    path(
        "report-subscriptions/<int:pk>/end/",
        doors.EndSubscriptionDoor.as_view(),
        name="report-subscription-end",
    ),
]
