"""Addresses of the API about targets."""

from django.urls import path

from planning.api import doors

app_name = "planning_api"
urlpatterns = [
    path("targets/", doors.TargetsDoor.as_view(), name="targets"),
    path("targets/<int:pk>/", doors.TargetDoor.as_view(), name="target"),
    path("targets/<int:pk>/adjust/", doors.AdjustDoor.as_view(), name="adjust"),
]
