"""Addresses of the API about jobs and worksheets."""

from django.urls import path

from calibration.api import convert, doors, evaluate, readings, review

app_name = "calibration_api"
urlpatterns = [
    path("jobs/", doors.JobsDoor.as_view(), name="jobs"),
    path("jobs/<int:pk>/", doors.OneJobDoor.as_view(), name="job"),
    path("jobs/<int:pk>/worksheet/", doors.WorksheetDoor.as_view(), name="worksheet"),
    path("jobs/<int:pk>/start/", doors.StartDoor.as_view(), name="start"),
    path("jobs/<int:pk>/readings/", readings.ReadingsDoor.as_view(), name="readings"),
    path("jobs/<int:pk>/preview/", readings.PreviewDoor.as_view(), name="preview"),
    path("jobs/<int:pk>/results/", doors.ResultsDoor.as_view(), name="results"),
    path("jobs/<int:pk>/submit/", doors.SubmitDoor.as_view(), name="submit"),
    path("jobs/<int:pk>/return/", doors.ReturnDoor.as_view(), name="return"),
    path("jobs/<int:pk>/review/", review.ReviewDoor.as_view(), name="review"),
    path("jobs/<int:pk>/notes/", review.NotesDoor.as_view(), name="notes"),
    path("jobs/<int:pk>/minutes/", review.MinutesDoor.as_view(), name="minutes"),
    path("jobs/<int:pk>/assign/", doors.AssignDoor.as_view(), name="assign"),
    path("jobs/<int:pk>/conformity/", doors.ConformityDoor.as_view(), name="conformity"),
    path("jobs/<int:pk>/cancel/", doors.CancelDoor.as_view(), name="cancel"),
    path("readings/batch/", readings.ItemsDoor.as_view(), name="readings_batch"),
    path("metrology/convert/", convert.ConvertDoor.as_view(), name="convert"),
    path("metrology/evaluate/", evaluate.EvaluateDoor.as_view(), name="evaluate"),
]
