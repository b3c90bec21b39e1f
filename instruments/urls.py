"""Addresses of the pages."""

from django.urls import path

from instruments.views import calibrations, instruments, standards, upkeep

app_name = "instruments"
urlpatterns = [
    path("instruments/", instruments.InstrumentList.as_view(), name="list"),
    path("instruments/table/", instruments.InstrumentTable.as_view(), name="table"),
    path("instruments/new/", instruments.InstrumentNew.as_view(), name="new"),
    path("instruments/<int:pk>/", instruments.InstrumentDetail.as_view(), name="detail"),
    path("instruments/<int:pk>/edit/", instruments.InstrumentEdit.as_view(), name="edit"),
    path("instrument-types/", instruments.TypeList.as_view(), name="types"),
    path("standards/", standards.StandardList.as_view(), name="standards"),
    path("standards/new/", standards.StandardNew.as_view(), name="standard-new"),
    path("standards/<int:pk>/", standards.StandardDetail.as_view(), name="standard"),
    path("standards/<int:pk>/edit/", standards.StandardEdit.as_view(), name="standard-edit"),
    path("standards/<int:pk>/use/", standards.StandardUse.as_view(), name="standard-use"),
    path(
        "standards/<int:pk>/calibrations/new/",
        calibrations.CalibrationNew.as_view(),
        name="calibration-new",
    ),
    path(
        "standards/<int:pk>/calibrations/<int:event>/file/",
        calibrations.CalibrationFile.as_view(),
        name="calibration-file",
    ),
    path(
        "standards/<int:pk>/calibrations/<int:event>/correct/",
        calibrations.CalibrationCorrect.as_view(),
        name="calibration-correct",
    ),
    path(
        "standards/<int:pk>/calibrations/<int:event>/doubt/",
        calibrations.CalibrationDoubt.as_view(),
        name="calibration-doubt",
    ),
    path("standards/<int:pk>/drift/", upkeep.StandardDrift.as_view(), name="standard-drift"),
    path(
        "standards/<int:pk>/interval/", upkeep.StandardInterval.as_view(), name="standard-interval"
    ),
    path("standards/<int:pk>/checks/", upkeep.StandardChecks.as_view(), name="standard-checks"),
    path(
        "standards/<int:pk>/control-limits/",
        upkeep.StandardLimits.as_view(),
        name="control-limits",
    ),
    path("watch/", standards.WatchPage.as_view(), name="watch"),
]
