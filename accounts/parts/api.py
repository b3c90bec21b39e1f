"""The API of the sites and contacts of a customer."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import services
from accounts.api.serializers import ContactOutput, SiteInput, SiteOutput
from accounts.doors import Door
from accounts.models import Contact, Customer, Site
from accounts.parts import services as parts
from accounts.permissions import Can
from common.api import Strict


class SiteChange(Strict):
    """What may change of a place; what is left out stays."""

    name = serializers.CharField(max_length=200, required=False)
    address = serializers.CharField(max_length=300, required=False, allow_blank=True)


class ContactChange(Strict):
    """What may change of a person; what is left out stays."""

    full_name = serializers.CharField(max_length=150, required=False)
    position = serializers.CharField(max_length=100, required=False, allow_blank=True)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True)


class ContactInput(ContactChange):
    """A new person."""

    full_name = serializers.CharField(max_length=150)


class SitesDoor(Door):
    """One more place of a customer."""

    verb = Can.MANAGE_CUSTOMERS

    @extend_schema(request=SiteInput, responses={201: SiteOutput})
    def post(self, request: Request, pk: int) -> Response:
        customer = self.row(Customer.objects.all(), Can.MANAGE_CUSTOMERS, pk=pk)
        typed = _typed(SiteInput, request)
        site = services.add_site(customer=customer, by=self.person.user, at=timezone.now(), **typed)
        return Response(SiteOutput(site).data, status=201)


class SiteDoor(Door):
    """Change a place of a customer, or remove one to which nothing refers."""

    verb = Can.MANAGE_CUSTOMERS

    @extend_schema(request=SiteChange, responses=SiteOutput)
    def patch(self, request: Request, pk: int) -> Response:
        site = self.row(Site.objects.all(), Can.MANAGE_CUSTOMERS, pk=pk)
        typed = _typed(SiteChange, request)
        changed = parts.change_site(
            site_id=site.pk, by=self.person.user, at=timezone.now(), **typed
        )
        return Response(SiteOutput(changed).data)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        site = self.row(Site.objects.all(), Can.MANAGE_CUSTOMERS, pk=pk)
        parts.remove_site(site_id=site.pk, by=self.person.user, at=timezone.now())
        return Response(status=204)


class ContactsDoor(Door):
    """One more person of a customer."""

    verb = Can.MANAGE_CUSTOMERS

    @extend_schema(request=ContactInput, responses={201: ContactOutput})
    def post(self, request: Request, pk: int) -> Response:
        customer = self.row(Customer.objects.all(), Can.MANAGE_CUSTOMERS, pk=pk)
        typed = _typed(ContactInput, request)
        contact = services.add_contact(
            customer=customer, by=self.person.user, at=timezone.now(), **typed
        )
        return Response(ContactOutput(contact).data, status=201)


class ContactDoor(Door):
    """Change a person of a customer, or remove them."""

    verb = Can.MANAGE_CUSTOMERS

    @extend_schema(request=ContactChange, responses=ContactOutput)
    def patch(self, request: Request, pk: int) -> Response:
        contact = self.row(Contact.objects.all(), Can.MANAGE_CUSTOMERS, pk=pk)
        typed = _typed(ContactChange, request)
        changed = parts.change_contact(
            contact_id=contact.pk, by=self.person.user, at=timezone.now(), **typed
        )
        return Response(ContactOutput(changed).data)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        contact = self.row(Contact.objects.all(), Can.MANAGE_CUSTOMERS, pk=pk)
        parts.remove_contact(contact_id=contact.pk, by=self.person.user, at=timezone.now())
        return Response(status=204)


def _typed(shape: type[Strict], request: Request) -> Any:
    typed = shape(data=request.data)
    typed.is_valid(raise_exception=True)
    return typed.validated_data
