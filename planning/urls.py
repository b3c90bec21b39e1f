"""Addresses of the pages about targets."""

from django.urls import path

from planning import views

app_name = "planning"
urlpatterns = [
    path("targets/", views.Targets.as_view(), name="targets"),
    path("targets/new/", views.AddTarget.as_view(), name="new-target"),
    path("targets/<int:pk>/", views.TargetPage.as_view(), name="target"),
]
