"""Addresses of the pages about figures."""

from django.urls import path

from reports import views
from reports.overview import views as overview

app_name = "reports"
urlpatterns = [
    path("overview/", overview.OverviewPage.as_view(), name="overview"),
    path("overview/xlsx/", overview.OverviewBook.as_view(), name="overview-xlsx"),
    path("overview/rows/", overview.OverviewRows.as_view(), name="overview-rows"),
    path("overview/rows/xlsx/", overview.OverviewRowsBook.as_view(), name="overview-rows-xlsx"),
    path("figures/", views.FiguresPage.as_view(), name="figures"),
    path("figures/xlsx/", views.FiguresBook.as_view(), name="figures-xlsx"),
    path("figures/rows/", views.RowsPage.as_view(), name="rows"),
    path("figures/rows/xlsx/", views.RowsBook.as_view(), name="rows-xlsx"),
]
