"""The API of customers that were registered twice."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.serializers import CustomerOutput
from accounts.doors import Door
from accounts.merging import queries, services
from accounts.merging.apart import LONGEST_WHY, tell_apart
from accounts.merging.duplicates import Reason
from accounts.models import Customer
from accounts.permissions import Can
from common.api import Strict

MOST = 500


class CustomerName(serializers.Serializer[Any]):
    """A customer by its name."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    tax_code = serializers.CharField()


class TwinsOutput(serializers.Serializer[Any]):
    """Two customers that may be one, and why."""

    one = CustomerName()
    other = CustomerName()
    reasons = serializers.ListField(child=serializers.ChoiceField(choices=Reason.choices))


class MergeInput(Strict):
    """Into which customer this one goes, and why the two are one."""

    into = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    why = serializers.CharField(max_length=services.MOST_WHY)


class MergeOutput(serializers.Serializer[Any]):
    """The customer that stays, and the rows of each kind that moved and that could not."""

    customer = CustomerOutput()
    moved = serializers.DictField(child=serializers.ListField(child=serializers.IntegerField()))
    left = serializers.DictField(child=serializers.ListField(child=serializers.IntegerField()))


class ApartInput(Strict):
    """From which customer this one is told apart, and why the two are two."""

    other = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    why = serializers.CharField(max_length=LONGEST_WHY)


class ApartOutput(serializers.Serializer[Any]):
    """What was said of two customers."""

    one = serializers.IntegerField(source="one_id")
    other = serializers.IntegerField(source="other_id")
    why = serializers.CharField()
    at = serializers.DateTimeField()


class DuplicatesDoor(Door):
    """Pairs of customers that may be one, the likeliest first; at most 500."""

    verb = Can.MANAGE_CUSTOMERS

    @extend_schema(responses=TwinsOutput(many=True))
    def get(self, request: Request) -> Response:
        rows = queries.with_rows(queries.duplicates(self.person)[:MOST])
        return Response(TwinsOutput(rows, many=True).data)


class MergeDoor(Door):
    """Merge this customer into another."""

    verb = Can.MANAGE_CUSTOMERS

    @extend_schema(request=MergeInput, responses=MergeOutput)
    def post(self, request: Request, pk: int) -> Response:
        gone = self.row(Customer.objects.all(), Can.MANAGE_CUSTOMERS, pk=pk)
        typed = MergeInput(data=request.data)
        typed.is_valid(raise_exception=True)
        into = typed.validated_data["into"]
        keep = self.row(Customer.objects.all(), Can.MANAGE_CUSTOMERS, pk=into)
        merged = services.merge_customers(
            keep_id=keep.pk,
            gone_id=gone.pk,
            why=typed.validated_data["why"],
            by=self.person.user,
            at=timezone.now(),
        )
        return Response(MergeOutput(merged).data)


class ApartDoor(Door):
    """This customer and another look alike and are two: they are not proposed as one again."""

    verb = Can.MANAGE_CUSTOMERS

    @extend_schema(request=ApartInput, responses={201: ApartOutput})
    def post(self, request: Request, pk: int) -> Response:
        one = self.row(Customer.objects.all(), Can.MANAGE_CUSTOMERS, pk=pk)
        typed = ApartInput(data=request.data)
        typed.is_valid(raise_exception=True)
        asked = typed.validated_data
        other = self.row(Customer.objects.all(), Can.MANAGE_CUSTOMERS, pk=asked["other"])
        made = tell_apart(
            one_id=one.pk,
            other_id=other.pk,
            why=asked["why"],
            by=self.person.user,
            at=timezone.now(),
        )
        return Response(ApartOutput(made).data, status=201)
