"""Addresses of the API about cases."""

from django.urls import path

from certificates.impact.api import doors

urlpatterns = [
    path("impact/", doors.CasesDoor.as_view(), name="impact"),
    path("impact/trace/<int:event>/", doors.TraceDoor.as_view(), name="impact-trace"),
    path("impact/jobs/<int:job>/", doors.JobStandardsDoor.as_view(), name="impact-job"),
    path("impact/<int:pk>/", doors.CaseDoor.as_view(), name="impact-case"),
    path("impact/<int:pk>/items/", doors.ItemsDoor.as_view(), name="impact-items"),
    path("impact/<int:pk>/items/<int:item>/", doors.ItemDoor.as_view(), name="impact-item"),
    path("impact/<int:pk>/sheet/", doors.SheetDoor.as_view(), name="impact-sheet"),
    path("impact/<int:pk>/again/", doors.AgainDoor.as_view(), name="impact-again"),
    path("impact/<int:pk>/decide/", doors.DecideDoor.as_view(), name="impact-decide"),
    path("impact/<int:pk>/inform/", doors.InformDoor.as_view(), name="impact-inform"),
    path("impact/<int:pk>/close/", doors.CloseDoor.as_view(), name="impact-close"),
]
