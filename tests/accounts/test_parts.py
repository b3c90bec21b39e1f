"""Sites and contacts of a customer: changed, removed where nothing refers to them, told in words."""

from typing import Any

import pytest

from accounts import services
from accounts.models import Contact, Customer, Site
from accounts.parts import services as parts
from accounts.permissions import Role
from audit.models import Event
from common.errors import InvalidInput, Refused
from tests.factories import instruments
from tests.factories.people import NOW, api, centre, client_of, customer, page, person, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(db: None) -> Customer:
    return customer(centre("HUE"), "Khách Một")


@pytest.fixture
def site(firm: Customer) -> Site:
    return services.add_site(customer=firm, name="Kho 1", address="Cổng A", by=user(), at=NOW)


@pytest.fixture
def contact(firm: Customer) -> Contact:
    return services.add_contact(customer=firm, full_name="Bà Hai", by=user(), at=NOW)


def changes(verb: str) -> str:
    return Event.objects.get(verb=verb).changes


def test_a_changed_site_says_from_and_to(site: Site) -> None:
    parts.change_site(site_id=site.pk, by=user(), at=NOW, name=" Kho 2 ", address="Cổng A")

    assert (Site.objects.get().name, Site.objects.get().address) == ("Kho 2", "Cổng A")
    assert changes("site.change") == '{"name":["Kho 1","Kho 2"],"site":["Kho 1","Kho 2"]}'


def test_nothing_changed_is_nothing_said(site: Site, contact: Contact) -> None:
    events = Event.objects.count()

    parts.change_site(site_id=site.pk, by=user(), at=NOW, name="Kho 1")
    parts.change_contact(contact_id=contact.pk, by=user(), at=NOW, full_name="Bà Hai", phone="")

    assert Event.objects.count() == events


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        ({"name": " "}, ("name", "blank")),
        ({"name": "Kho 9"}, ("name", "known")),
        ({"name": "x" * 201}, ("name", "too_long")),
        ({"address": "x" * 301}, ("address", "too_long")),
    ],
)
def test_a_site_is_not_made_wrong(site: Site, facts: Any, wrong: tuple[str, str]) -> None:
    services.add_site(customer=site.customer, name="Kho 9", by=user(), at=NOW)

    with pytest.raises(InvalidInput) as refusal:
        parts.change_site(site_id=site.pk, by=user(), at=NOW, **facts)

    (fault,) = refusal.value.faults
    assert (fault.field, fault.code) == wrong
    site.refresh_from_db()
    assert (site.name, site.address) == ("Kho 1", "Cổng A")
    assert not Event.objects.filter(verb="site.change").exists()


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        ({"full_name": ""}, ("full_name", "blank")),
        ({"email": "khách"}, ("email", "email")),
        ({"phone": "gọi sau"}, ("phone", "phone")),
        ({"position": "x" * 101}, ("position", "too_long")),
    ],
)
def test_a_contact_is_not_made_wrong(contact: Contact, facts: Any, wrong: tuple[str, str]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        parts.change_contact(contact_id=contact.pk, by=user(), at=NOW, **facts)

    (fault,) = refusal.value.faults
    assert (fault.field, fault.code) == wrong
    assert Contact.objects.filter(full_name="Bà Hai", email="", phone="", position="").exists()


def test_a_phone_that_was_written_freely_does_not_stand_in_the_way_of_a_name(
    firm: Customer,
) -> None:
    row = Contact.objects.create(customer=firm, full_name="Bà Hai", phone="gọi bảo vệ")

    parts.change_contact(
        contact_id=row.pk, by=user(), at=NOW, full_name="Bà Hải", phone="gọi bảo vệ"
    )

    assert Contact.objects.get().full_name == "Bà Hải"


def test_a_site_nobody_uses_is_removed(site: Site) -> None:
    parts.remove_site(site_id=site.pk, by=user(), at=NOW)

    assert not Site.objects.exists()
    assert changes("site.remove") == '{"address":["Cổng A",null],"site":["Kho 1",null]}'


def test_a_site_with_an_instrument_stays_and_says_why(site: Site) -> None:
    instruments.instrument(site.customer, site=site)

    with pytest.raises(Refused) as refusal:
        parts.remove_site(site_id=site.pk, by=user(), at=NOW)

    assert refusal.value.code == "in_use"
    assert str(refusal.value) == (
        "“Kho 1” đang được dùng ở: Phương tiện đo (1). Có thể sửa, không thể xóa."
    )
    assert Site.objects.get() == site
    assert not Event.objects.filter(verb="site.remove").exists()


def test_a_removed_contact_with_an_account_sees_nothing_more(firm: Customer) -> None:
    who = client_of(firm)
    officer = page(person(Role.CONTRACT_OFFICER, firm.centre))
    row = Contact.objects.get(user=who)
    assert page(who).get("/mine/").status_code == 200

    told = officer.get(f"/contacts/{row.pk}/").content.decode()
    answer = officer.post(f"/contacts/{row.pk}/remove/", follow=True)

    assert "không còn xem được hồ sơ" in told
    assert "Đã xóa “Võ Thị Khách”." in answer.content.decode()
    assert page(who).get("/mine/").status_code == 403
    assert changes("contact.remove") == (
        '{"contact":["Võ Thị Khách",null],"user":["Võ Thị Khách",null]}'
    )


def test_what_is_gone_already_is_told(site: Site) -> None:
    parts.remove_site(site_id=site.pk, by=user(), at=NOW)

    with pytest.raises(Refused, match="vừa được người khác xóa"):
        parts.change_site(site_id=site.pk, by=user(), at=NOW, name="x")


def test_parts_of_a_merged_customer_stay_as_they_are(site: Site, contact: Contact) -> None:
    Customer.objects.filter(pk=site.customer_id).update(merged_into=customer(site.centre))

    for act in (
        lambda: parts.change_site(site_id=site.pk, by=user(), at=NOW, name="x"),
        lambda: parts.remove_site(site_id=site.pk, by=user(), at=NOW),
        lambda: parts.change_contact(contact_id=contact.pk, by=user(), at=NOW, full_name="x"),
        lambda: parts.remove_contact(contact_id=contact.pk, by=user(), at=NOW),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "merged"

    assert (Site.objects.get().name, Contact.objects.get().full_name) == ("Kho 1", "Bà Hai")


def test_the_page_changes_and_removes(site: Site, contact: Contact) -> None:
    officer = page(person(Role.CONTRACT_OFFICER, site.centre))
    of_customer = officer.get(f"/customers/{site.customer_id}/").content.decode()

    changed = officer.post(f"/sites/{site.pk}/", {"name": "Kho Mới", "address": ""}, follow=True)
    wrong = officer.post(f"/contacts/{contact.pk}/", {"full_name": "Bà Ba", "phone": "x"})
    right = officer.post(
        f"/contacts/{contact.pk}/", {"full_name": "Bà Ba", "position": "Thủ kho"}, follow=True
    )
    removed = officer.post(f"/sites/{site.pk}/remove/", follow=True)

    assert f'href="/sites/{site.pk}/"' in of_customer
    assert f'href="/contacts/{contact.pk}/"' in of_customer
    assert "<strong>Kho Mới</strong>" in changed.content.decode()
    assert wrong.status_code == 400
    assert "Không phải là số điện thoại." in wrong.content.decode()
    assert "<strong>Bà Ba</strong> · Thủ kho" in right.content.decode()
    assert "Đã xóa “Kho Mới”." in removed.content.decode()
    assert not Site.objects.exists()


def test_the_page_of_a_used_site_says_where_and_offers_no_removal(site: Site) -> None:
    instruments.instrument(site.customer, site=site)
    officer = page(person(Role.CONTRACT_OFFICER, site.centre))

    shown = officer.get(f"/sites/{site.pk}/").content.decode()
    asked = officer.post(f"/sites/{site.pk}/remove/")

    assert "<li>Phương tiện đo: 1</li>" in shown
    assert f"/sites/{site.pk}/remove/" not in shown
    assert asked.status_code == 400
    assert "Có thể sửa, không thể xóa." in asked.content.decode()
    assert Site.objects.exists()


def test_the_api_changes_and_removes(site: Site, firm: Customer) -> None:
    officer = api(person(Role.CONTRACT_OFFICER, firm.centre))

    moved = officer.patch(f"/api/v1/sites/{site.pk}/", {"address": "Cổng B"})
    added = officer.post(
        f"/api/v1/customers/{firm.pk}/contacts/", {"full_name": "Bà Ba", "position": "Thủ kho"}
    )
    renamed = officer.patch(f"/api/v1/contacts/{added.json()['id']}/", {"full_name": "Bà Tư"})
    seen = officer.get(f"/api/v1/customers/{firm.pk}/").json()
    gone = [
        officer.delete(f"/api/v1/{kind}/{pk}/").status_code
        for kind, pk in (("sites", site.pk), ("contacts", added.json()["id"]))
    ]

    assert (moved.status_code, moved.json()["address"]) == (200, "Cổng B")
    assert (added.status_code, renamed.status_code) == (201, 200)
    assert seen["sites"] == [{"id": site.pk, "name": "Kho 1", "address": "Cổng B"}]
    assert [(row["full_name"], row["position"]) for row in seen["contacts"]] == [
        ("Bà Tư", "Thủ kho")
    ]
    assert gone == [204, 204]
    assert (Site.objects.count(), Contact.objects.count()) == (0, 0)


def test_the_api_says_what_stands_in_the_way(site: Site) -> None:
    instruments.instrument(site.customer, site=site)
    officer = api(person(Role.CONTRACT_OFFICER, site.centre), "en")

    answer = officer.delete(f"/api/v1/sites/{site.pk}/")

    assert (answer.status_code, answer.json()["code"]) == (409, "in_use")
    assert answer.json()["message"] == (
        "“Kho 1” is in use in: Instruments (1). It can be changed, not removed."
    )
    assert Site.objects.exists()


def test_parts_of_another_centre_do_not_exist(site: Site, contact: Contact) -> None:
    stranger = person(Role.CONTRACT_OFFICER, centre("OTHER"))

    answers = [
        api(stranger).delete(f"/api/v1/sites/{site.pk}/"),
        api(stranger).patch(f"/api/v1/contacts/{contact.pk}/", {"phone": ""}),
        page(stranger).get(f"/sites/{site.pk}/"),
        page(stranger).post(f"/contacts/{contact.pk}/remove/"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert (Site.objects.count(), Contact.objects.count()) == (1, 1)
