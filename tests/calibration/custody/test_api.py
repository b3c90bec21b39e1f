"""Custody through the API: the same rules, refusals named field by field."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Customer, User
from accounts.permissions import Role
from calibration.models import Custody
from tests.factories import custody as make
from tests.factories import instruments, people

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/custody/"


def here(customer: Customer, desk: User, **facts: Any) -> Custody:
    at = timezone.now() - timedelta(hours=1)
    return make.held(instruments.instrument(customer), by=desk, at=at, **facts)[0]


def faults(answer: Any) -> set[str]:
    return {fault["field"] for fault in answer.json()["faults"]}


def test_things_are_received_listed_moved_and_handed_back(customer: Customer, desk: User) -> None:
    client = people.api(desk)
    gauge = instruments.instrument(customer)
    body = {"customer": customer.pk, "brought_by": "Võ Văn Giao", "things": [
        {"instrument": gauge.pk, "condition": "tốt", "place": "Kệ A"},
        {"sample": "Nước thải", "condition": "2 chai"},
    ]}  # fmt: skip

    made = client.post(ROOT, body, format="json")
    assert made.status_code == 201, made.content
    ids = [one["id"] for one in made.json()]
    moved = client.post(f"{ROOT}move/", {"things": ids, "place": "Kệ B"}, format="json")
    leaving = {"things": ids, "returned_to": "Võ Văn Giao", "condition": "tốt"}
    left = client.post(f"{ROOT}return/", leaving, format="json")

    assert {one["place"] for one in moved.json()} == {"Kệ B"}
    assert {one["returned_to"] for one in left.json()} == {"Võ Văn Giao"}
    assert client.get(ROOT).json()["results"] == []
    assert len(client.get(ROOT, {"state": "returned"}).json()["results"]) == 2
    again = client.post(f"{ROOT}return/", leaving, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "returned")


def test_what_is_wrong_is_named(customer: Customer, desk: User) -> None:
    client = people.api(desk)
    theirs = instruments.instrument(people.customer(people.centre("TTB")))
    elsewhere = here(theirs.customer, people.person(Role.TECHNICIAN, theirs.customer.centre))
    thing = {"sample": "x", "condition": "tốt"}
    body = {"customer": customer.pk, "brought_by": "A", "things": [thing]}
    cases = [
        (body | {"things": []}, "things"),
        (body | {"things": [{"sample": "x"}]}, "things.0.condition"),
        (body | {"things": [thing | {"instrument": theirs.pk}]}, "things.0.instrument"),
        (body | {"customer": theirs.customer_id}, "customer"),
        (body | {"received_at": "0001-01-01T00:00:00Z"}, "received_at"),
        (body | {"received_at": "2199-01-01T00:00:00Z"}, "received_at"),
        (body | {"brougth_by": "A"}, "brougth_by"),
    ]
    for sent, field in cases:
        answer = client.post(ROOT, sent, format="json")
        assert answer.status_code == 400, answer.content
        assert field in faults(answer)
    for door, more in (
        ("move", {"place": "x"}),
        ("return", {"returned_to": "A", "condition": "x"}),
    ):
        answer = client.post(f"{ROOT}{door}/", {"things": [elsewhere.pk], **more}, format="json")
        assert faults(answer) == {"things"}
    assert Custody.objects.count() == 1


def test_a_thing_and_its_photos_by_code(customer: Customer, desk: User) -> None:
    held = here(customer, desk, place="Kệ A")
    url = f"/api/v1/i/{held.code}/"
    client, owner = people.api(desk), people.api(people.client_of(customer))

    added = client.post(f"{url}photos/", {"file": make.photo()}, format="multipart")
    again = client.post(f"{url}photos/", {"file": make.photo()}, format="multipart")
    wrong = client.post(f"{url}photos/", {"file": make.photo("a.jpg", b"x")}, format="multipart")

    assert added.status_code == again.status_code == 201
    assert len(again.json()["photos"]) == 1
    assert (wrong.status_code, faults(wrong)) == (400, {"photos"})
    seen = owner.get(url).json()
    assert (seen["code"], seen["place"]) == (held.code, "")
    assert client.get(url).json()["place"] == "Kệ A"
    photo = f"{url}photos/{seen['photos'][0]['id']}/"
    assert b"".join(owner.get(photo).streaming_content) == make.PHOTO  # type: ignore[attr-defined]
    assert (
        owner.post(f"{url}photos/", {"file": make.photo()}, format="multipart").status_code == 403
    )


def test_strangers_and_others_reach_nothing(customer: Customer, desk: User) -> None:
    held = here(customer, desk)
    url = f"/api/v1/i/{held.code}/"
    other = people.api(people.client_of(people.customer(customer.centre)))
    approver = people.api(people.person(Role.APPROVER, customer.centre))

    assert people.api(None).get(url).status_code == 401
    assert other.get(url).status_code == 404
    assert other.get(ROOT).status_code == 403
    assert approver.get(url).status_code == 200
    body = {"things": [held.pk], "place": "x"}
    assert approver.post(f"{ROOT}move/", body, format="json").status_code == 403
