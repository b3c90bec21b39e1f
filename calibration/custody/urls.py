"""Addresses of the pages about things in custody."""

from django.urls import path

from calibration.custody.views import held, receiving, returning, thing

urlpatterns = [
    path("i/", thing.Find.as_view(), name="thing-find"),
    path("i/<str:code>/", thing.Thing.as_view(), name="thing"),
    path("i/<str:code>/photos/", thing.AddPhotos.as_view(), name="thing-photos"),
    path("i/<str:code>/photos/<int:photo>/", thing.Photo.as_view(), name="thing-photo"),
    path("custody/", held.Held.as_view(), name="custody"),
    path("custody/<int:pk>/", thing.ThingByKey.as_view(), name="custody-thing"),
    path("custody/receive/", receiving.Receive.as_view(), name="custody-receive"),
    path("custody/act/", held.Act.as_view(), name="custody-act"),
    path("custody/return/", returning.Return.as_view(), name="custody-return"),
]
