"""Shapes of the API about people and customers."""

from typing import Any

from rest_framework import serializers

from accounts.models import Centre, Contact, Customer, Site, User
from accounts.services import CUSTOMER_FACTS
from common.api import Strict


class TokenInput(Strict):
    """E-mail and password."""

    email = serializers.EmailField()
    password = serializers.CharField(trim_whitespace=False)
    device = serializers.CharField(required=False, default="", max_length=80)


class TokenOutput(serializers.Serializer[Any]):
    """The token, shown this once."""

    token = serializers.CharField()
    expires_at = serializers.DateTimeField()


class RoleOutput(serializers.Serializer[Any]):
    """One role in one centre."""

    role = serializers.CharField()
    centre = serializers.CharField()


class MeOutput(serializers.Serializer[Any]):
    """Who asks, and what they may do."""

    id = serializers.IntegerField()
    email = serializers.EmailField()
    full_name = serializers.CharField()
    roles = RoleOutput(many=True)
    customers = serializers.ListField(child=serializers.IntegerField())
    verbs = serializers.ListField(child=serializers.CharField())


class CentreOutput(serializers.ModelSerializer[Centre]):
    """A centre of the tree."""

    above = serializers.SlugRelatedField[Centre](slug_field="code", read_only=True, source="parent")

    class Meta:
        model = Centre
        fields = ("id", "code", "name_vi", "name_en", "above", "path")


class SiteOutput(serializers.ModelSerializer[Site]):
    """A place of a customer."""

    class Meta:
        model = Site
        fields = ("id", "name", "address")


class ContactOutput(serializers.ModelSerializer[Contact]):
    """A person of a customer."""

    class Meta:
        model = Contact
        fields = ("id", "full_name", "position", "email", "phone")


class CustomerOutput(serializers.ModelSerializer[Customer]):
    """A customer with its sites and its people."""

    centre = serializers.SlugRelatedField[Centre](slug_field="code", read_only=True)
    sites = SiteOutput(many=True, read_only=True)
    contacts = ContactOutput(many=True, read_only=True)

    class Meta:
        model = Customer
        fields = ("id", "centre", *CUSTOMER_FACTS, "merged_into", "sites", "contacts")


def _text(most: int) -> Any:
    return serializers.CharField(max_length=most, required=False, allow_blank=True)


class CustomerChange(Strict):
    """What may change of a customer; what is left out stays."""

    name = serializers.CharField(max_length=250, required=False)
    tax_code = _text(20)
    budget_code = _text(7)
    address = _text(300)
    phone = _text(30)
    email = _text(254)
    bank_account = _text(40)
    bank_name = _text(200)
    representative = _text(150)
    representative_title = _text(100)


class CustomerInput(CustomerChange):
    """A new customer."""

    centre = serializers.SlugRelatedField(slug_field="code", queryset=Centre.objects.all())
    name = serializers.CharField(max_length=250)


class SiteInput(Strict):
    """A new place."""

    name = serializers.CharField(max_length=200)
    address = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class PersonOutput(serializers.ModelSerializer[User]):
    """A person and their roles in the centres one may see."""

    roles = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ("id", "email", "full_name", "is_active", "roles")

    def get_roles(self, user: Any) -> list[dict[str, str]]:
        """Roles in the centres that the asker sees."""
        return [{"role": row.role, "centre": row.centre.code} for row in user.roles_here]
