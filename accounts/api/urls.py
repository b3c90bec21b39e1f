"""Addresses of the API about people and customers."""

from django.urls import path

from accounts.api import doors
from accounts.merging import api as merging
from accounts.parts import api as parts

app_name = "accounts_api"
urlpatterns = [
    path("auth/token/", doors.TokenDoor.as_view(), name="token"),
    path("me/", doors.MeDoor.as_view(), name="me"),
    path("centres/", doors.CentresDoor.as_view(), name="centres"),
    path("customers/", doors.CustomersDoor.as_view(), name="customers"),
    path("customers/duplicates/", merging.DuplicatesDoor.as_view(), name="duplicates"),
    path("customers/<int:pk>/merge/", merging.MergeDoor.as_view(), name="merge"),
    path("customers/<int:pk>/apart/", merging.ApartDoor.as_view(), name="apart"),
    path("customers/<int:pk>/", doors.CustomerDoor.as_view(), name="customer"),
    path("customers/<int:pk>/sites/", parts.SitesDoor.as_view(), name="sites"),
    path("customers/<int:pk>/contacts/", parts.ContactsDoor.as_view(), name="contacts"),
    path("sites/<int:pk>/", parts.SiteDoor.as_view(), name="site"),
    path("contacts/<int:pk>/", parts.ContactDoor.as_view(), name="contact"),
    path("people/", doors.PeopleDoor.as_view(), name="people"),
]
