"""Addresses of the API about roll-ups and the exchange, taken into `reports.api.urls`."""

from django.urls import path

from reports.exchange.api import doors as exchange
from reports.rollup.api import doors

urlpatterns = [
    path("rollup/", doors.RollUpDoor.as_view(), name="rollup"),
    path("own-key/", exchange.OwnKeyDoor.as_view(), name="own-key"),
    path("unit-keys/", exchange.UnitKeysDoor.as_view(), name="unit-keys"),
    path("unit-keys/<int:pk>/end/", exchange.UnitKeyEndDoor.as_view(), name="unit-key-end"),
    path("received-reports/", exchange.ReceivedReportsDoor.as_view(), name="received-reports"),
    path(
        "received-reports/<int:pk>/",
        exchange.ReceivedReportDoor.as_view(),
        name="received-report",
    ),
    path("report-files/<int:pk>/", exchange.ReportFileDoor.as_view(), name="report-file"),
]
