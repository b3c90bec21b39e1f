"""Addresses of the API."""

from django.urls import URLPattern

app_name = "planning_api"
urlpatterns: list[URLPattern] = []
