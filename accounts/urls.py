"""Addresses of the pages about people and customers."""

from django.urls import path

from accounts.merging import views as merging
from accounts.parts import views as parts
from accounts.views import customers, people

app_name = "accounts"
urlpatterns = [
    path("customers/", customers.Customers.as_view(), name="customers"),
    path("customers/new/", customers.NewCustomer.as_view(), name="new-customer"),
    path("customers/duplicates/", merging.Duplicates.as_view(), name="duplicates"),
    path("customers/<int:pk>/merge/", merging.Candidates.as_view(), name="merge-with"),
    path("customers/<int:pk>/merge/<int:other>/", merging.Merge.as_view(), name="merge"),
    path("customers/<int:pk>/", customers.CustomerPage.as_view(), name="customer"),
    path("customers/<int:pk>/edit/", customers.EditCustomer.as_view(), name="edit-customer"),
    path("customers/<int:pk>/sites/", parts.AddSite.as_view(), name="add-site"),
    path("customers/<int:pk>/contacts/", parts.AddContact.as_view(), name="add-contact"),
    path("sites/<int:pk>/", parts.EditSite.as_view(), name="edit-site"),
    path("sites/<int:pk>/remove/", parts.RemoveSite.as_view(), name="remove-site"),
    path("contacts/<int:pk>/", parts.EditContact.as_view(), name="edit-contact"),
    path("contacts/<int:pk>/remove/", parts.RemoveContact.as_view(), name="remove-contact"),
    path("people/", people.People.as_view(), name="people"),
    path("people/new/", people.NewPerson.as_view(), name="new-person"),
    path("people/<int:pk>/", people.PersonPage.as_view(), name="person"),
    path("roles/<int:pk>/end/", people.EndRole.as_view(), name="end-role"),
]
