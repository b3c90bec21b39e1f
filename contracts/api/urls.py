"""Addresses of the API."""

from django.urls import URLPattern

app_name = "contracts_api"
urlpatterns: list[URLPattern] = []
