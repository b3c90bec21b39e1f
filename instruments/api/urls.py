"""Addresses of the API."""

from django.urls import URLPattern

app_name = "instruments_api"
urlpatterns: list[URLPattern] = []
