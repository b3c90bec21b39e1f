"""Addresses of the pages of papers."""

from django.urls import path

from contracts.papers.views import papers, templates

urlpatterns = [
    path("contracts/<int:pk>/papers/<slug:kind>/", papers.MakePaper.as_view(), name="make-paper"),
    path("contract-papers/<int:pk>/", papers.PaperPage.as_view(), name="paper"),
    path("contract-papers/<int:pk>/pdf/", papers.PaperPdf.as_view(), name="paper-pdf"),
    path("contract-papers/<int:pk>/docx/", papers.PaperDocx.as_view(), name="paper-docx"),
    path("contract-papers/<int:pk>/scan/", papers.PaperScan.as_view(), name="paper-scan"),
    path("contract-papers/<int:pk>/signed/", papers.SignPaper.as_view(), name="sign-paper"),
    path("contract-papers/templates/", templates.Templates.as_view(), name="paper-templates"),
    path(
        "contract-papers/templates/<int:pk>/file/",
        templates.TemplateFile.as_view(),
        name="paper-template",
    ),
    path(
        "contract-papers/templates/<int:pk>/end/",
        templates.EndTemplate.as_view(),
        name="end-paper-template",
    ),
    path(
        "contract-papers/templates/ours/<slug:kind>/",
        templates.OurTemplate.as_view(),
        name="our-paper",
    ),
    path(
        "contract-papers/centres/<int:pk>/", templates.CentrePapers.as_view(), name="centre-papers"
    ),
]
