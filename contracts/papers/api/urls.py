"""Addresses of the API of papers."""

from django.urls import path

from contracts.papers.api import doors, templates

urlpatterns = [
    path("contracts/<int:pk>/papers/", doors.PapersDoor.as_view(), name="papers"),
    path("contract-papers/<int:pk>/", doors.PaperDoor.as_view(), name="paper"),
    path("contract-papers/<int:pk>/pdf/", doors.PaperPdfDoor.as_view(), name="paper-pdf"),
    path("contract-papers/<int:pk>/docx/", doors.PaperDocxDoor.as_view(), name="paper-docx"),
    path("contract-papers/<int:pk>/scan/", doors.PaperScanDoor.as_view(), name="paper-scan"),
    path("contract-papers/<int:pk>/signed/", doors.SignPaperDoor.as_view(), name="sign-paper"),
    path("paper-templates/", templates.TemplatesDoor.as_view(), name="paper-templates"),
    path(
        "paper-templates/<int:pk>/file/", templates.TemplateFileDoor.as_view(),
        name="paper-template",
    ),
    path(
        "paper-templates/<int:pk>/end/", templates.EndTemplateDoor.as_view(),
        name="end-paper-template",
    ),
    path(
        "paper-templates/ours/<slug:kind>/", templates.OurTemplateDoor.as_view(), name="our-paper"
    ),
    path("paper-centres/<int:pk>/", templates.CentreFactsDoor.as_view(), name="centre-papers"),
]  # fmt: skip
