"""Addresses of the pages of archives."""

from django.urls import path

from certificates.archive import views

urlpatterns = [
    path("archives/", views.Archives.as_view(), name="archives"),
    path("archives/<int:pk>/", views.ArchivePage.as_view(), name="archive"),
    path("archives/<int:pk>/download/", views.Download.as_view(), name="archive-download"),
]
