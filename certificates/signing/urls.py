"""Addresses of the pages of keys."""

from django.urls import path

from certificates.signing import views

urlpatterns = [
    path("keys/", views.Keys.as_view(), name="keys"),
    path("keys/new/", views.NewKey.as_view(), name="key-new"),
    path("keys/<int:pk>/retire/", views.Retire.as_view(), name="key-retire"),
]
