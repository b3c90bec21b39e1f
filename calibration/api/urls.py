"""Addresses of the API."""

from django.urls import URLPattern

app_name = "calibration_api"
urlpatterns: list[URLPattern] = []
