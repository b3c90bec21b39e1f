"""The list of contracts through the API: filters that narrow, filters that say nothing."""

import pytest
from django.utils import timezone

from accounts.permissions import Role
from contracts.models import Contract
from tests.factories import contracts as make
from tests.factories import people
from tests.factories.people import api, person

pytestmark = pytest.mark.django_db
URL = "/api/v1/contracts/"


@pytest.fixture
def contract() -> Contract:
    made = make.draft(people.customer(people.centre("TTA"), "Bệnh viện A"), at=timezone.now())
    make.line(made, 1_000_000, at=timezone.now())
    return made


def test_the_filters_of_the_page_narrow_the_list(contract: Contract) -> None:
    signed = make.signed(contract.customer, 2_000_000, on=make.days_ago(40), kind="testing")
    client = api(contract.created_by)

    def ids(**query: str) -> list[int]:
        return [one["id"] for one in client.get(URL, query).json()["results"]]

    assert ids(stage="draft") == ids(q="benh vien", stage="draft") == [contract.pk]
    assert ids(kind="testing") == ids(waiting="not_begun") == ids(waiting="any") == [signed.pk]
    assert ids(start=make.days_ago(40).isoformat(), end=make.days_ago(40).isoformat()) == [
        signed.pk
    ]
    assert sorted(ids(customer=str(contract.customer_id))) == sorted([contract.pk, signed.pk])
    assert ids(centre="NONE") == ids(q="nobody") == []
    assert sorted(ids(centre="TTA", strand="service")) == sorted([contract.pk, signed.pk])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("stage", "lost"), ("waiting", "godot"), ("start", "x"), ("end", "2026-02-30"),
        ("customer", "x"), ("strand", "x"), ("kind", "x"), ("q", "a" * 201),
    ],
)  # fmt: skip
def test_a_filter_that_says_nothing_is_named(contract: Contract, name: str, value: str) -> None:
    answer = api(contract.created_by).get(URL, {name: value})

    assert answer.status_code == 400
    assert [(one["field"], one["code"]) for one in answer.json()["faults"]] == [(name, "unknown")]


def test_another_centre_narrows_to_nothing(contract: Contract) -> None:
    other = person(Role.CONTRACT_OFFICER, people.centre("TTB"))

    answer = api(other).get(URL, {"stage": "draft", "centre": "TTA"})

    assert answer.json()["results"] == []
