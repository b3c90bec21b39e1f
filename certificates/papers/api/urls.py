"""Addresses of the API about papers."""

from django.urls import path

from certificates.papers.api import doors

_KIND = "papers/<int:centre>/<str:kind>/"

urlpatterns = [
    path("papers/", doors.Centres.as_view(), name="paper_centres"),
    path("papers/pictures/<str:sha256>/", doors.PictureBytes.as_view(), name="paper_picture"),
    path("papers/<int:centre>/", doors.Sheets.as_view(), name="paper_sheets"),
    path("papers/<int:centre>/numbers/", doors.Numbers.as_view(), name="paper_numbers"),
    path("papers/<int:centre>/pictures/", doors.Pictures.as_view(), name="paper_pictures"),
    path(_KIND, doors.Paper.as_view(), name="paper"),
    path(f"{_KIND}in-force/", doors.InForce.as_view(), name="paper_in_force"),
    path(f"{_KIND}draft/", doors.Draft.as_view(), name="paper_draft"),
    path(f"{_KIND}force/", doors.Force.as_view(), name="paper_force"),
    path(f"{_KIND}copy/", doors.Copy.as_view(), name="paper_copy"),
    path(f"{_KIND}preview/", doors.Preview.as_view(), name="paper_preview"),
]
