"""Addresses of the pages about figures."""

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("figures/", views.FiguresPage.as_view(), name="figures"),
    path("figures/xlsx/", views.FiguresBook.as_view(), name="figures-xlsx"),
    path("figures/rows/", views.RowsPage.as_view(), name="rows"),
    path("figures/rows/xlsx/", views.RowsBook.as_view(), name="rows-xlsx"),
]
