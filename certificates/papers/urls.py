"""Addresses of the pages of papers."""

from django.urls import path

from certificates.papers.views import editor, numbers, overview

_KIND = "papers/<int:centre>/<str:kind>/"

urlpatterns = [
    path("papers/", overview.Papers.as_view(), name="papers"),
    path("papers/pictures/<str:sha256>/", overview.PictureFile.as_view(), name="paper-picture"),
    path("papers/<int:centre>/numbers/", numbers.Numbers.as_view(), name="paper-numbers"),
    path(_KIND, overview.KindPage.as_view(), name="paper"),
    path(f"{_KIND}edit/", editor.Edit.as_view(), name="paper-edit"),
    path(f"{_KIND}preview/", editor.Preview.as_view(), name="paper-preview"),
    path(f"{_KIND}sample/", overview.SampleFile.as_view(), name="paper-sample"),
    path(f"{_KIND}copy/", overview.Copy.as_view(), name="paper-copy"),
    path(f"{_KIND}discard/", overview.Discard.as_view(), name="paper-discard"),
    path(f"{_KIND}versions/<int:version>/", overview.VersionPage.as_view(), name="paper-version"),
]
