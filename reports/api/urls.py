"""Addresses of the API."""

from django.urls import URLPattern

app_name = "reports_api"
urlpatterns: list[URLPattern] = []
