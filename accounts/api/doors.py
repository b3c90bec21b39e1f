"""The API about people and customers."""

from typing import Any, ClassVar

from django.contrib.auth import authenticate
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle

from accounts import services, tokens
from accounts.api import serializers as shapes
from accounts.doors import Door
from accounts.models import Centre, Customer, Token
from accounts.permissions import Can, Role
from accounts.queries import people_seen_by
from common.api import Cursor


class TokenDoor(Door):
    """Sign-in for programs. Refusals don't tell whether the e-mail is known."""

    public = True
    authentication_classes = (tokens.TokenAuthentication,)
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "token"

    @extend_schema(request=shapes.TokenInput, responses={201: shapes.TokenOutput})
    def post(self, request: Request) -> Response:
        typed = shapes.TokenInput(data=request.data)
        typed.is_valid(raise_exception=True)
        user: Any = authenticate(
            request._request,
            email=typed.validated_data["email"].lower(),
            password=typed.validated_data["password"],
        )
        if user is None:
            raise AuthenticationFailed(_("E-mail hoặc mật khẩu không đúng."))
        at = timezone.now()
        text = tokens.issue_token(user=user, at=at, label=typed.validated_data["device"])
        return Response({"token": text, "expires_at": at + tokens.LIFE}, status=201)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        if not isinstance(request.auth, Token):
            raise AuthenticationFailed(_("Mã truy cập không đúng hoặc đã hết hạn."))
        request.auth.delete()
        return Response(status=204)


class MeDoor(Door):
    """Who asks. Open to everyone signed in, whatever their role."""

    verb = None

    def get_permissions(self) -> list[Any]:
        from rest_framework.permissions import IsAuthenticated

        return [IsAuthenticated()]

    @extend_schema(responses=shapes.MeOutput)
    def get(self, request: Request) -> Response:
        person, user = self.person, self.person.user
        codes = dict(Centre.objects.values_list("path", "code"))
        roles = [{"role": role.value, "centre": codes[path]} for role, path in person.memberships]
        if person.customer_ids:
            roles.append({"role": Role.CLIENT.value, "centre": ""})
        return Response(
            {
                "id": user.pk,
                "email": user.email,
                "full_name": user.full_name,
                "roles": roles,
                "customers": sorted(person.customer_ids),
                "verbs": sorted(verb.value for verb in person.verbs),
            }
        )


class CentresDoor(Door):
    """The centres in which one may see customers, jobs or people."""

    verb = Can.SEE_CUSTOMERS

    @extend_schema(responses=shapes.CentreOutput(many=True))
    def get(self, request: Request) -> Response:
        rows = self.person.centres(Can.SEE_CUSTOMERS).select_related("parent")
        return Response(shapes.CentreOutput(rows, many=True).data)


class CustomersDoor(Door):
    """Customers: list (search by `q`, tone marks aside) and register."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_CUSTOMERS, "post": Can.MANAGE_CUSTOMERS}

    @extend_schema(responses=shapes.CustomerOutput(many=True))
    def get(self, request: Request) -> Response:
        seen = Customer.objects.visible_to(self.person).current()
        rows = seen.search(request.query_params.get("q", ""))
        pages = Cursor()
        page = pages.paginate_queryset(
            rows.select_related("centre").prefetch_related("sites", "contacts"), request, self
        )
        return pages.get_paginated_response(shapes.CustomerOutput(page, many=True).data)

    @extend_schema(request=shapes.CustomerInput, responses={201: shapes.CustomerOutput})
    def post(self, request: Request) -> Response:
        typed = shapes.CustomerInput(data=request.data)
        typed.is_valid(raise_exception=True)
        self.person.insist(Can.MANAGE_CUSTOMERS, typed.validated_data["centre"])
        made = services.register_customer(
            **typed.validated_data, by=self.person.user, at=timezone.now()
        )
        return Response(shapes.CustomerOutput(made).data, status=201)


class CustomerDoor(Door):
    """One customer."""

    verbs: ClassVar[dict[str, Can]] = {"get": Can.SEE_CUSTOMERS, "patch": Can.MANAGE_CUSTOMERS}

    @extend_schema(responses=shapes.CustomerOutput)
    def get(self, request: Request, pk: int) -> Response:
        return Response(shapes.CustomerOutput(self.row(Customer.objects.all(), pk=pk)).data)

    @extend_schema(request=shapes.CustomerChange, responses=shapes.CustomerOutput)
    def patch(self, request: Request, pk: int) -> Response:
        customer = self.row(Customer.objects.all(), Can.MANAGE_CUSTOMERS, pk=pk)
        typed = shapes.CustomerChange(data=request.data)
        typed.is_valid(raise_exception=True)
        changed = services.change_customer(
            customer_id=customer.pk, by=self.person.user, at=timezone.now(), **typed.validated_data
        )
        return Response(shapes.CustomerOutput(changed).data)


class PeopleDoor(Door):
    """People with roles in the centres where one may see people."""

    verb = Can.SEE_PEOPLE

    @extend_schema(responses=shapes.PersonOutput(many=True))
    def get(self, request: Request) -> Response:
        rows = people_seen_by(self.person)
        return Response(shapes.PersonOutput(rows, many=True).data)
