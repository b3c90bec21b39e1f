"""Signing in: by page and by token; strangers learn nothing."""

import pytest

from accounts.models import Token
from accounts.permissions import Role
from tests.factories.people import api, centre, page, person

pytestmark = pytest.mark.django_db


def test_sign_in_by_email() -> None:
    who = person(Role.CONTRACT_OFFICER, centre())
    browser = page(None)

    answer = browser.post("/accounts/login/", {"login": who.email, "password": "rất-dài-2026"})

    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_wrong_password_says_the_same_for_known_and_unknown() -> None:
    who = person(Role.CONTRACT_OFFICER, centre())
    token = "/api/v1/auth/token/"

    known = api(None).post(token, {"email": who.email, "password": "x"})
    unknown = api(None).post(token, {"email": "ai@do.example", "password": "x"})

    assert known.status_code == unknown.status_code == 401
    assert known.json() == unknown.json()
    assert not Token.objects.exists()


def test_a_token_signs_in_and_is_kept_only_as_a_digest() -> None:
    who = person(Role.CONTRACT_OFFICER, centre("HUE"))

    made = (
        api(None)
        .post("/api/v1/auth/token/", {"email": who.email, "password": "rất-dài-2026"})
        .json()
    )
    client = api(None)
    client.credentials(HTTP_AUTHORIZATION=f"Token {made['token']}")
    me = client.get("/api/v1/me/").json()

    assert me["roles"] == [{"role": "contract_officer", "centre": "HUE"}]
    assert made["token"] not in Token.objects.values_list("digest", flat=True)


def test_a_token_can_be_given_back() -> None:
    client = api(person(Role.CONTRACT_OFFICER, centre()))

    assert client.delete("/api/v1/auth/token/").status_code == 204
    assert client.get("/api/v1/me/").status_code == 401


@pytest.mark.parametrize("token", ["Token", "Token x", "Token a b"])
def test_a_false_token_is_a_stranger(token: str) -> None:
    client = api(None)
    client.credentials(HTTP_AUTHORIZATION=token)

    assert client.get("/api/v1/me/").status_code == 401


def test_nobody_signs_up_alone() -> None:
    assert page(None).get("/accounts/signup/").status_code == 404


def test_errors_come_in_the_readers_language() -> None:
    vi = api(None, "vi").get("/api/v1/customers/").json()["message"]
    en = api(None, "en").get("/api/v1/customers/").json()["message"]

    assert vi != en
