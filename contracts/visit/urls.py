"""Addresses of the pages of a visit."""

from django.urls import path

from contracts.visit.views import going_on, screen

urlpatterns = [
    path("visits/new/", screen.NewVisit.as_view(), name="visit-new"),
    path("visits/<int:pk>/", going_on.VisitPage.as_view(), name="visit"),
    path("contracts/<int:pk>/receive/", going_on.ReceiveOfContract.as_view(), name="receive"),
]
