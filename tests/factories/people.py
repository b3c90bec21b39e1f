"""People, centres and customers for tests: real rows, few words."""

from datetime import UTC, date, datetime
from itertools import count

from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Centre, Contact, Customer, Membership, User
from accounts.permissions import Can, Role, roles_with
from accounts.tokens import issue_token
from tests.factories import authority

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)  # 10:00 in Huế
TODAY = date(2026, 11, 20)
_next = count(1)


def centre(code: str = "", *, parent: Centre | None = None) -> Centre:
    """A centre; its code is the name of its audit chain."""
    code = code or f"C{next(_next)}"
    return Centre.objects.create(
        code=code,
        name_vi=f"Trung tâm {code}",
        name_en=f"Centre {code}",
        parent=parent,
        address_vi="12 đường Ví Dụ, phường Thuận Hóa, thành phố Huế",
    )


def user(name: str = "Nguyễn Văn Mẫu") -> User:
    """A person without any role."""
    return User.objects.make(
        email=f"p{next(_next)}@test.example", full_name=name, password="rất-dài-2026"
    )


def person(role: Role, at: Centre, name: str = "Nguyễn Văn Mẫu") -> User:
    """A person with one role in one centre."""
    made = user(name)
    Membership.objects.create(user=made, centre=at, role=role, valid_from=date(2020, 1, 1))
    if role in roles_with(Can.RECORD_READINGS):
        authority.give_card(made, at)
    return made


def customer(at: Centre, name: str = "") -> Customer:
    """A customer of a centre."""
    return Customer.objects.create(
        centre=at,
        name=name or f"Công ty TNHH Ví Dụ {next(_next)}",
        address="34 đường Ví Dụ, phường Thuận Hóa, thành phố Huế",
    )


def misspelt(of: Customer, name: str = "") -> Customer:
    """A customer whose name was written wrongly until now: what they have on paper is wrong."""
    Customer.objects.filter(pk=of.pk).update(name=name or f"{of.name} (sửa {next(_next)})")
    of.refresh_from_db()
    return of


def client_of(*customers: Customer) -> User:
    """A client: a contact of these customers."""
    made = user("Võ Thị Khách")
    for one in customers:
        Contact.objects.create(customer=one, user=made, full_name=made.full_name)
    return made


def api(of: User | None, language: str = "vi") -> APIClient:
    """An API client with a token of `of`, or a stranger's."""
    client = APIClient()
    headers = {"HTTP_ACCEPT_LANGUAGE": language}
    if of is not None:
        headers["HTTP_AUTHORIZATION"] = f"Token {issue_token(user=of, at=timezone.now())}"
    client.credentials(**headers)
    return client


def page(of: User | None) -> Client:
    """A browser without scripts, signed in as `of`, or a stranger's."""
    client = Client()
    if of is not None:
        client.force_login(of)
    return client
