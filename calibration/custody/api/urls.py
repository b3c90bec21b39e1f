"""Addresses of the API about things in custody."""

from django.urls import path

from calibration.custody.api import doors

urlpatterns = [
    path("custody/", doors.CustodyDoor.as_view(), name="custody"),
    path("custody/move/", doors.CustodyMoveDoor.as_view(), name="custody_move"),
    path("custody/return/", doors.CustodyReturnDoor.as_view(), name="custody_return"),
    path("i/<str:code>/", doors.OneThingDoor.as_view(), name="thing"),
    path("i/<str:code>/photos/", doors.CustodyPhotosDoor.as_view(), name="thing_photos"),
    path("i/<str:code>/photos/<int:photo>/", doors.CustodyPhotoDoor.as_view(), name="thing_photo"),
]
