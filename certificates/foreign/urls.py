"""Addresses of the pages of other laboratories' files."""

from django.urls import path

from certificates.foreign import views

urlpatterns = [
    path("dcc/", views.Files.as_view(), name="foreign"),
    path("dcc/<int:pk>/", views.File.as_view(), name="foreign-file"),
    path("dcc/<int:pk>/confirm/", views.Confirm.as_view(), name="foreign-confirm"),
    path("dcc/<int:pk>/drop/", views.Drop.as_view(), name="foreign-drop"),
    path("dcc/<int:pk>/download/", views.Download.as_view(), name="foreign-download"),
]
