"""Addresses of the API."""

from django.urls import URLPattern

app_name = "certificates_api"
urlpatterns: list[URLPattern] = []
