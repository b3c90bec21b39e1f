"""Addresses of the API about jobs and worksheets."""

from django.urls import path

from calibration.api import (
    attachments,
    authority,
    batches,
    convert,
    doors,
    evaluate,
    readings,
    review,
)

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
    path("jobs/<int:pk>/attachments/", attachments.AttachmentsDoor.as_view(), name="attachments"),
    path(
        "jobs/<int:pk>/attachments/<uuid:attachment_id>/",
        attachments.AttachmentDoor.as_view(),
        name="attachment",
    ),
    path("jobs/<int:pk>/assign/", doors.AssignDoor.as_view(), name="assign"),
    path("jobs/<int:pk>/conformity/", doors.ConformityDoor.as_view(), name="conformity"),
    path("jobs/<int:pk>/cancel/", doors.CancelDoor.as_view(), name="cancel"),
    path("readings/batch/", readings.ItemsDoor.as_view(), name="readings_batch"),
    path("batches/", batches.BatchesDoor.as_view(), name="batches"),
    path("batches/<int:pk>/", batches.OneBatchDoor.as_view(), name="batch"),
    path("batches/<int:pk>/start/", batches.BatchStartDoor.as_view(), name="batch_start"),
    path("cards/", authority.CardsDoor.as_view(), name="cards"),
    path("cards/<int:pk>/", authority.CardDoor.as_view(), name="card"),
    path("cards/<int:pk>/end/", authority.CardEndDoor.as_view(), name="card_end"),
    path("cards/<int:pk>/extend/", authority.CardExtendDoor.as_view(), name="card_extend"),
    path("scopes/", authority.ScopesDoor.as_view(), name="scopes"),
    path("scopes/<int:pk>/", authority.ScopeDoor.as_view(), name="scope"),
    path("scopes/<int:pk>/lines/", authority.ScopeLinesDoor.as_view(), name="scope_lines"),
    path("scopes/<int:pk>/end/", authority.ScopeEndDoor.as_view(), name="scope_end"),
    path("scopes/<int:pk>/extend/", authority.ScopeExtendDoor.as_view(), name="scope_extend"),
    path("scopes/lines/<int:pk>/remove/", authority.ScopeLineDoor.as_view(), name="line_remove"),
    path("rooms/", authority.RoomsDoor.as_view(), name="rooms"),
    path("rooms/<int:pk>/use/", authority.RoomUseDoor.as_view(), name="room_use"),
    path("authority/ask/", authority.WhoMayDoor.as_view(), name="who_may"),
    path("metrology/convert/", convert.ConvertDoor.as_view(), name="convert"),
    path("metrology/evaluate/", evaluate.EvaluateDoor.as_view(), name="evaluate"),
]
