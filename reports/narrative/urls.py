"""Addresses of the pages of a report's words, taken into `reports.urls`."""

from django.urls import path

from reports.narrative import views

_SECTION = "reports/<int:pk>/words/<str:section>/"
urlpatterns = [
    path("reports/<int:pk>/words/", views.AllWords.as_view(), name="words"),
    path(_SECTION, views.WriteSection.as_view(), name="words-section"),
    path(f"{_SECTION}preview/", views.Preview.as_view(), name="words-preview"),
    path(f"{_SECTION}settle/", views.Settle.as_view(), name="words-settle"),
]
