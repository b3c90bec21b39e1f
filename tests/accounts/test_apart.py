"""Two customers that look alike and are two are said so once and not proposed again."""

import json
from typing import Any

import pytest

from accounts.merging.apart import tell_apart
from accounts.merging.duplicates import pairs, twins_of
from accounts.merging.moving import hanging
from accounts.merging.services import merge_customers
from accounts.models import Apart, Customer
from accounts.permissions import Role
from audit.record import history
from common.errors import DomainError
from tests.factories.people import NOW, api, centre, customer, page, person, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> tuple[Customer, Customer]:
    place = centre()
    return customer(place, "Công ty Ví Dụ Một"), customer(place, "Cty Ví Dụ Một")


def apart(one: Customer, other: Customer, why: str = "Hai nhà máy, hai pháp nhân") -> Apart:
    return tell_apart(one_id=one.pk, other_id=other.pk, why=why, by=user(), at=NOW)


def merge(keep: Customer, gone: Customer) -> None:
    merge_customers(keep_id=keep.pk, gone_id=gone.pk, why="một", by=user(), at=NOW)


def found() -> list[tuple[int, int]]:
    return [(pair.one, pair.other) for pair in pairs(Customer.objects.all())]


def test_what_was_told_apart_is_proposed_no_more(two: tuple[Customer, Customer]) -> None:
    one, other = two
    third = customer(one.centre, "Công ty TNHH Ví Dụ Một")

    apart(other, one)

    assert found() == [(one.pk, third.pk), (other.pk, third.pk)]
    assert [pair.other for pair in twins_of(one)] == [third.pk]
    for here, there in ((one, other), (other, one)):
        event = history(here).last()
        assert event is not None
        assert (event.verb, event.why) == ("customer.apart", "Hai nhà máy, hai pháp nhân")
        assert json.loads(event.changes) == {"apart": [None, f"{there.pk} {there.name}"]}


def refused(one: Customer, other: Customer, why: str) -> list[tuple[str, str]]:
    with pytest.raises(DomainError) as error:
        apart(one, other, why)
    return [(fault.field, fault.code) for fault in error.value.faults]


def test_what_cannot_be_told_apart_is_refused_by_name(two: tuple[Customer, Customer]) -> None:
    one, other = two
    elsewhere = customer(centre(), "Công ty Ví Dụ Một")

    assert refused(one, one, "x") == [("other", "same")]
    assert refused(one, elsewhere, "") == [("other", "other_centre"), ("why", "blank")]
    assert refused(one, other, "x" * 301) == [("why", "too_long")]
    apart(one, other)
    assert refused(other, one, "x") == [("other", "already")]
    gone = customer(one.centre, "Công ty Ví Dụ Một")
    merge(one, gone)
    assert refused(one, gone, "x") == [("other", "merged")]
    assert Apart.objects.count() == 1


def test_what_was_told_apart_moves_with_a_merge(two: tuple[Customer, Customer]) -> None:
    """What is another than the one that went is another than the one that stays."""
    one, other = two
    third = customer(one.centre, "Công ty TNHH Ví Dụ Một")
    apart(other, one)
    apart(third, one)

    merge(other, third)

    assert found() == []
    assert hanging(third) == {}


def test_two_that_were_told_apart_may_still_be_merged(two: tuple[Customer, Customer]) -> None:
    one, other = two
    apart(one, other)

    merge(one, other)

    assert not Apart.objects.exists()
    assert hanging(other) == {}


def test_the_page_of_two_tells_them_apart(two: tuple[Customer, Customer]) -> None:
    one, other = two
    officer = page(person(Role.CONTRACT_OFFICER, one.centre))
    address = f"/customers/{one.pk}/merge/{other.pk}/"

    blank = officer.post(address, {"apart": "1", "apart-why": " "})
    assert (blank.status_code, Apart.objects.exists()) == (400, False)
    done: Any = officer.post(address, {"apart": "1", "apart-why": "Hai chi nhánh"}, follow=True)

    assert done.redirect_chain == [("/customers/duplicates/", 302)]
    assert "0 cặp nên xem" in done.content.decode()
    again = officer.post(address, {"apart": "1", "apart-why": "Hai chi nhánh"})
    assert "đã được xác nhận là khác nhau" in again.content.decode()


def test_two_taxpayers_have_the_button_although_they_cannot_be_merged() -> None:
    place = centre()
    one, other = customer(place, "Công ty Ví Dụ Một"), customer(place, "Cty Ví Dụ Một")
    Customer.objects.filter(pk=one.pk).update(tax_code="3300100586")
    Customer.objects.filter(pk=other.pk).update(tax_code="3300100593")
    officer = page(person(Role.CONTRACT_OFFICER, place))

    shown = officer.get(f"/customers/{one.pk}/merge/{other.pk}/").content.decode()

    assert 'name="keep"' not in shown
    assert 'name="apart"' in shown


def test_the_api_tells_apart(two: tuple[Customer, Customer]) -> None:
    one, other = two
    officer = api(person(Role.CONTRACT_OFFICER, one.centre))
    body = {"other": other.pk, "why": "Hai chi nhánh"}

    made = officer.post(f"/api/v1/customers/{one.pk}/apart/", body, format="json")

    assert made.status_code == 201
    assert {**made.json(), "at": None} == {
        "one": one.pk,
        "other": other.pk,
        "why": "Hai chi nhánh",
        "at": None,
    }
    assert officer.get("/api/v1/customers/duplicates/").json() == []
    again = officer.post(f"/api/v1/customers/{one.pk}/apart/", body, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "already")
    technician = api(person(Role.TECHNICIAN, one.centre))
    assert technician.post(f"/api/v1/customers/{one.pk}/apart/", body).status_code == 403
    elsewhere = api(person(Role.CONTRACT_OFFICER, centre()))
    assert elsewhere.post(f"/api/v1/customers/{one.pk}/apart/", body).status_code == 404
