"""Addresses of the API about stickers."""

from django.urls import path

from certificates.stickers.api import doors

urlpatterns = [
    path("stickers/", doors.PiecesDoor.as_view(), name="stickers"),
    path("stickers/series/", doors.SeriesDoor.as_view(), name="stickers-series"),
    path("stickers/issue/", doors.IssueDoor.as_view(), name="stickers-issue"),
    path("stickers/return/", doors.BackDoor.as_view(), name="stickers-return"),
    path("stickers/damage/", doors.DamageDoor.as_view(), name="stickers-damage"),
    path("stickers/destroy/", doors.DestroyDoor.as_view(), name="stickers-destroy"),
    path("stickers/month/", doors.MonthDoor.as_view(), name="stickers-month"),
    path("stickers/<int:pk>/", doors.PieceDoor.as_view(), name="sticker"),
    path("jobs/<int:pk>/stickers/", doors.JobStickersDoor.as_view(), name="job-stickers"),
    path("labels/", doors.LabelsDoor.as_view(), name="labels"),
]
