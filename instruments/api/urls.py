"""Addresses of the API."""

from django.urls import path

from instruments.api import doors

app_name = "instruments_api"
urlpatterns = [
    path("instruments/", doors.InstrumentsDoor.as_view(), name="instruments"),
    path("instruments/<int:pk>/", doors.InstrumentDoor.as_view(), name="instrument"),
    path("instrument-types/", doors.InstrumentTypesDoor.as_view(), name="types"),
    path("standards/", doors.StandardsDoor.as_view(), name="standards"),
    path("standards/<int:pk>/", doors.StandardDoor.as_view(), name="standard"),
    path("standards/<int:pk>/calibrations/", doors.CalibrationsDoor.as_view(), name="calibrations"),
    path(
        "standards/<int:pk>/calibrations/<int:event>/file/",
        doors.CalibrationFileDoor.as_view(),
        name="calibration-file",
    ),
    path("units/", doors.UnitsDoor.as_view(), name="units"),
]
