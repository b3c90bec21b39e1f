"""Customers: registered, changed, found; refusals name the field."""

import pytest

from accounts import services
from accounts.models import Customer
from accounts.permissions import Role
from accounts.tax_code import clean_tax_code
from audit.models import Event
from common.errors import InvalidInput
from tests.factories.people import NOW, api, centre, customer, page, person, user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0100233488", "0100233488"),
        ("0314409058002", "0314409058-002"),
        ("0314409058-002", "0314409058-002"),
        (" 99 0000 0016 ", "9900000016"),
        ("1053618", "1053618"),
        ("046090000001", "046090000001"),
    ],
)
def test_tax_codes_that_hold(typed: str, kept: str) -> None:
    assert clean_tax_code(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "0100233489",
        "990000056x",
        "9900000561",
        "123",
        "0314409058-000",
        "٠١٠٠٢٣٣٤٨٨",
        "²²²²²²²",
    ],
)
def test_tax_codes_that_do_not(typed: str) -> None:
    with pytest.raises(ValueError, match=r"digit|branch"):
        clean_tax_code(typed)


def test_a_tax_code_known_already_is_refused_by_name() -> None:
    place, by = centre(), user()
    services.register_customer(centre=place, name="Một", tax_code="9900000016", by=by, at=NOW)

    with pytest.raises(InvalidInput) as refusal:
        services.register_customer(centre=place, name="Hai", tax_code="9900000016", by=by, at=NOW)

    assert refusal.value.faults[0].field == "tax_code"
    assert "Một" in str(refusal.value.faults[0].message)
    assert Customer.objects.count() == 1


def test_a_change_keeps_from_and_to() -> None:
    place, by = centre(), user()
    firm = customer(place, "Cũ")

    services.change_customer(customer_id=firm.pk, by=by, at=NOW, name="Mới")

    assert Event.objects.get(verb="customer.change").changes == '{"name":["Cũ","Mới"]}'


def test_search_ignores_tone_marks() -> None:
    place = centre()
    firm = customer(place, "Công ty Điện lực Thừa Lưu")
    officer = api(person(Role.CONTRACT_OFFICER, place))

    found = officer.get("/api/v1/customers/", {"q": "dien luc thua"}).json()["results"]

    assert [row["id"] for row in found] == [firm.pk]


def test_api_registers_a_customer_and_names_what_is_wrong() -> None:
    place = centre("HUE")
    officer = api(person(Role.CONTRACT_OFFICER, place))

    wrong = officer.post("/api/v1/customers/", {"centre": "HUE", "name": "X", "tax_code": "12"})
    right = officer.post("/api/v1/customers/", {"centre": "HUE", "name": "X"})

    assert wrong.status_code == 400
    assert [f["field"] for f in wrong.json()["faults"]] == ["tax_code"]
    assert wrong.json()["faults"][0]["found"] == "12"
    assert (right.status_code, right.json()["name"]) == (201, "X")
    assert Customer.objects.count() == 1


def test_api_in_another_centre_is_forbidden() -> None:
    centre("OTHER")
    officer = api(person(Role.CONTRACT_OFFICER, centre("HUE")))

    answer = officer.post("/api/v1/customers/", {"centre": "OTHER", "name": "X"})

    assert answer.status_code == 403
    assert not Customer.objects.exists()


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong() -> None:
    place = centre()
    officer = page(person(Role.CONTRACT_OFFICER, place))

    answer = officer.post(
        "/customers/new/", {"centre": place.pk, "name": "Công ty Một", "tax_code": "0100233489"}
    )

    text = answer.content.decode()
    assert answer.status_code == 400
    assert "Công ty Một" in text
    assert "0100233489" in text
    assert "không đúng" in text
    assert not Customer.objects.exists()


def test_list_page_asks_a_constant_number_of_queries(
    django_assert_max_num_queries: object,
) -> None:
    place = centre()
    for number in range(30):
        customer(place, f"Khách {number}")
    officer = page(person(Role.CONTRACT_OFFICER, place))

    with django_assert_max_num_queries(9):  # type: ignore[operator]
        officer.get("/customers/")


def test_every_change_on_a_customers_page_is_answered() -> None:
    place = centre()
    asked = customer(place, "Khách Một")
    officer = page(person(Role.CONTRACT_OFFICER, place))
    at = f"/customers/{asked.pk}/"

    site = officer.post(f"{at}sites/", {"site-name": "Kho 1"}, follow=True)
    contact = officer.post(f"{at}contacts/", {"contact-full_name": "Bà Hai"}, follow=True)
    edited = officer.post(f"{at}edit/", {"name": "Khách Một Mới"}, follow=True)

    assert "Đã thêm “Kho 1”." in site.content.decode()
    assert "Đã thêm “Bà Hai”." in contact.content.decode()
    assert "Đã lưu khách hàng." in edited.content.decode()


@pytest.mark.parametrize(
    ("role", "leads"),
    [(Role.CONTRACT_OFFICER, (True, True)), (Role.MANAGER, (True, False)),
     (Role.TECHNICIAN, (False, False))],
)  # fmt: skip
def test_a_customers_page_leads_only_where_one_may_go(role: Role, leads: tuple[bool, bool]) -> None:
    place = centre()
    asked = customer(place, "Khách Một")

    text = page(person(role, place)).get(f"/customers/{asked.pk}/").content.decode()

    seen, made = f"/contracts/?customer={asked.pk}", f"/visits/new/?customer={asked.pk}"
    assert (seen in text, made in text) == leads
