"""Addresses of the API of a visit."""

from django.urls import path

from contracts.visit.api import doors

urlpatterns = [
    path("visits/", doors.VisitsDoor.as_view(), name="visits"),
    path("visits/<int:pk>/", doors.VisitDoor.as_view(), name="visit"),
]
