"""Addresses of the API."""

from django.urls import path

from instruments.api import calibrations, doors, upkeep

app_name = "instruments_api"
urlpatterns = [
    path("instruments/", doors.InstrumentsDoor.as_view(), name="instruments"),
    path("instruments/<int:pk>/", doors.InstrumentDoor.as_view(), name="instrument"),
    path("instrument-types/", doors.InstrumentTypesDoor.as_view(), name="types"),
    path("standards/", doors.StandardsDoor.as_view(), name="standards"),
    path("standards/<int:pk>/", doors.StandardDoor.as_view(), name="standard"),
    path(
        "standards/<int:pk>/calibrations/",
        calibrations.CalibrationsDoor.as_view(),
        name="calibrations",
    ),
    path(
        "standards/<int:pk>/calibrations/<int:event>/",
        calibrations.CalibrationDoor.as_view(),
        name="calibration",
    ),
    path(
        "standards/<int:pk>/calibrations/<int:event>/correct/",
        calibrations.CorrectDoor.as_view(),
        name="calibration-correct",
    ),
    path(
        "standards/<int:pk>/calibrations/<int:event>/doubt/",
        calibrations.DoubtDoor.as_view(),
        name="calibration-doubt",
    ),
    path(
        "standards/<int:pk>/calibrations/<int:event>/at/",
        calibrations.BetweenDoor.as_view(),
        name="calibration-at",
    ),
    path(
        "standards/<int:pk>/calibrations/<int:event>/file/",
        calibrations.CalibrationFileDoor.as_view(),
        name="calibration-file",
    ),
    path("standards/<int:pk>/drift/", upkeep.DriftDoor.as_view(), name="drift"),
    path("standards/<int:pk>/checks/", upkeep.ChecksDoor.as_view(), name="checks"),
    path(
        "standards/<int:pk>/control-limits/",
        upkeep.ControlLimitsDoor.as_view(),
        name="control-limits",
    ),
    path("standards/<int:pk>/interval/", upkeep.IntervalDoor.as_view(), name="interval"),
    path("units/", doors.UnitsDoor.as_view(), name="units"),
]
