"""Addresses of the roll-up, taken into `reports.urls`."""

from django.urls import path

from reports.rollup import views

urlpatterns = [
    path("rollup/", views.RollUpPage.as_view(), name="rollup"),
    path("rollup/xlsx/", views.RollUpBook.as_view(), name="rollup-xlsx"),
]
