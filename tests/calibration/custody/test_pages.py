"""The pages of custody: who sees what, what is said when something is refused, how many queries."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Customer, Membership, User
from accounts.permissions import Role
from calibration.models import Custody
from calibration.services import open_job
from calibration.states import Service
from tests.factories import custody as make
from tests.factories import instruments, people

pytestmark = pytest.mark.django_db


def at(name: str, *args: Any) -> str:
    return reverse(f"calibration:{name}", args=args)


@pytest.fixture
def browser(desk: User) -> Client:
    return people.page(desk)


def now() -> Any:
    return timezone.now()


def here(customer: Customer, desk: User, n: int = 1, **facts: Any) -> list[Custody]:
    things = [instruments.instrument(customer) for _ in range(n)]
    return make.held(*things, by=desk, at=now() - timedelta(hours=1), **facts)


def test_receiving_through_the_page(browser: Client, customer: Customer) -> None:
    first, second = instruments.instrument(customer), instruments.instrument(customer)
    page = f"{at('custody-receive')}?customer={customer.pk}"
    typed = {
        "brought_by": "Võ Văn Giao", "condition": "bình thường", "place": "Kệ A1",
        "pick": [first.pk, second.pk], f"condition-{second.pk}": "vỡ kính",
        f"photos-{second.pk}": [make.photo()], "samples": "Nước thải\n\nNước mặt\n",
    }  # fmt: skip

    answer = browser.post(page, typed)

    assert answer.status_code == 302
    assert answer["Location"] == f"{at('custody')}?customer={customer.pk}"
    found = {str(one.instrument or one.sample): one for one in Custody.objects.all()}
    assert set(found) == {str(first), str(second), "Nước thải", "Nước mặt"}
    assert found[str(second)].condition_in == "vỡ kính"
    assert found[str(second)].photos.count() == 1
    assert {one.place for one in found.values()} == {"Kệ A1"}
    assert first.serial not in browser.get(page).content.decode()


def test_a_refusal_stands_beside_its_row_and_nothing_typed_is_lost(
    browser: Client, customer: Customer
) -> None:
    gauge = instruments.instrument(customer)
    page = f"{at('custody-receive')}?customer={customer.pk}"
    typed = {"brought_by": "", "pick": [gauge.pk], f"accessories-{gauge.pk}": "dây nối"}

    blank = browser.post(page, typed)
    typed |= {"brought_by": "A", f"photos-{gauge.pk}": [make.photo("a.jpg", b"<svg/>")]}
    wrong = browser.post(page, typed)

    assert blank.status_code == wrong.status_code == 400
    assert "dây nối" in blank.content.decode()
    text = wrong.content.decode()
    assert "“a.jpg” không phải là ảnh" in text
    assert "Hãy ghi tình trạng khi nhận" in text
    assert not Custody.objects.exists()


def test_a_customer_is_found_by_name_before_receiving(browser: Client, customer: Customer) -> None:
    people.customer(people.centre("TTB"), "Công ty TNHH Ví Dụ Khác")

    page = browser.get(at("custody-receive"), {"q": "vi du"}).content.decode()

    assert f"?customer={customer.pk}" in page
    assert "Ví Dụ Khác" not in page
    assert browser.post(at("custody-receive")).status_code == 400


def test_the_list_is_filtered_by_its_address(
    browser: Client, customer: Customer, desk: User
) -> None:
    (old,) = here(customer, desk, place="Kệ A1")
    Custody.objects.filter(pk=old.pk).update(received_at=now() - timedelta(days=9))
    (new,) = here(people.customer(customer.centre), desk, place="Kệ B2")
    (gone,) = here(customer, desk)
    make.handed_back(gone, at=now())

    def codes(**asked: Any) -> set[str]:
        text = browser.get(at("custody"), asked).content.decode()
        return {one.code for one in (old, new, gone) if one.code in text}

    assert codes() == {old.code, new.code}
    assert codes(customer=customer.pk) == {old.code}
    assert codes(place="Kệ B2") == {new.code}
    assert codes(days=7) == {old.code}
    assert codes(state="returned") == {gone.code}
    assert codes(state="all", q=gone.code.lower()) == {gone.code}
    assert browser.get(at("custody"), {"customer": "999999"}).status_code == 400


def test_the_list_as_a_sheet(browser: Client, customer: Customer, desk: User) -> None:
    here(customer, desk)

    answer = browser.get(at("custody"), {"as": "xlsx"})

    assert answer["Content-Type"].endswith("sheet")
    assert answer.content.startswith(b"PK")


def test_the_list_asks_few_questions(
    browser: Client,
    customer: Customer,
    desk: User,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    here(customer, desk, n=12)
    browser.get(at("custody"))

    with django_assert_max_num_queries(13):
        page = browser.get(at("custody"))

    assert page.content.decode().count('name="pick"') == 12


def test_things_are_moved_from_the_list(browser: Client, customer: Customer, desk: User) -> None:
    first, second = here(customer, desk, n=2)
    back = f"{at('custody')}?place="

    answer = browser.post(
        at("custody-act"), {"pick": [first.pk], "place": "Kệ C", "act": "move", "next": back}
    )

    assert answer["Location"] == back
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.place, second.place) == ("Kệ C", "")
    for typed in ({"pick": [first.pk], "place": ""}, {"place": "Kệ D"}):
        answer = browser.post(at("custody-act"), typed | {"next": "https://elsewhere.example/"})
        assert answer["Location"] == at("custody")
    first.refresh_from_db()
    assert first.place == "Kệ C"


def test_the_ticks_go_on_to_labels_and_to_handing_back(
    browser: Client, customer: Customer, desk: User
) -> None:
    first, _second = here(customer, desk, n=2)

    labels = browser.post(at("custody-act"), {"pick": [first.pk], "act": "labels"})
    leaving = browser.post(at("custody-act"), {"pick": [first.pk], "act": "return"})

    assert labels["Location"] == f"{reverse('certificates:labels')}?custody={first.pk}"
    assert first.code in browser.get(labels["Location"]).content.decode()
    assert browser.get(leaving["Location"]).content.decode().count(" checked") == 1


def test_handing_back_through_the_page(browser: Client, customer: Customer, desk: User) -> None:
    first, second = here(customer, desk, n=2)
    page = f"{at('custody-return')}?customer={customer.pk}"
    typed = {"returned_to": "Võ Văn Giao", "condition": "bình thường", "pick": [first.pk],
             f"condition-{first.pk}": "đã lau sạch"}  # fmt: skip

    answer = browser.post(page, typed)

    assert answer.status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.returned_to, first.condition_out) == ("Võ Văn Giao", "đã lau sạch")
    assert second.returned_at is None
    assert browser.get(at("custody-return")).status_code == 200
    assert browser.post(at("custody-return")).status_code == 400


def test_the_list_opens_after_the_last_thing_of_a_customer_left(
    browser: Client, customer: Customer, desk: User
) -> None:
    [thing] = here(customer, desk)
    form = {"pick": [thing.pk], "returned_to": "Võ Văn Giao", "condition": "bình thường"}

    gone = browser.post(f"{at('custody-return')}?customer={customer.pk}", form)
    shown = browser.get(gone["Location"])

    assert (gone.status_code, shown.status_code) == (302, 200)
    assert thing.code in shown.content.decode()


def test_unfinished_work_is_told_on_the_page_of_handing_back(
    browser: Client, customer: Customer, desk: User
) -> None:
    gauge = instruments.instrument(customer)
    open_job(centre=customer.centre, customer=customer, instrument=gauge,
             service=Service.CALIBRATION, by=None, at=now())  # fmt: skip
    (thing,) = make.held(gauge, by=desk, at=now() - timedelta(hours=1))
    page = f"{at('custody-return')}?customer={customer.pk}"
    typed = {"returned_to": "A", "condition": "tốt", "pick": [thing.pk]}

    assert " checked" not in browser.get(page).content.decode()
    refused = browser.post(page, typed)
    allowed = browser.post(page, typed | {"why": "Khách cần gấp"})

    assert refused.status_code == 400
    assert "chỉ trả khi có lý do" in refused.content.decode()
    assert allowed.status_code == 302


def test_a_scan_opens_the_thing_for_those_inside_and_for_its_owner(
    browser: Client, customer: Customer, desk: User
) -> None:
    (thing,) = here(customer, desk, place="Kệ bí mật", photos=[make.photo()])
    photo = at("thing-photo", thing.code, thing.photos.get().pk)
    owner = people.page(people.client_of(customer))
    other = people.page(people.client_of(people.customer(customer.centre)))
    elsewhere = people.page(people.person(Role.TECHNICIAN, people.centre("TTB")))

    inside = browser.get(at("thing", thing.code.lower()))
    outside = owner.get(at("thing", thing.code))

    assert "Kệ bí mật" in inside.content.decode()
    assert outside.status_code == 200
    assert "Kệ bí mật" not in outside.content.decode()
    assert "custody.receive" not in outside.content.decode()
    for page in (at("thing", thing.code), at("custody-thing", thing.pk), photo):
        assert other.get(page).status_code == 404
        assert elsewhere.get(page).status_code == 404
        assert people.page(None).get(page)["Location"].startswith("/accounts/login/")
    shown = owner.get(photo)
    assert shown["Content-Type"] == "image/jpeg"
    assert b"".join(shown.streaming_content) == make.PHOTO  # type: ignore[attr-defined]
    assert owner.post(at("thing-photos", thing.code)).status_code == 403


def test_a_code_typed_by_hand_is_found(browser: Client, customer: Customer, desk: User) -> None:
    (thing,) = here(customer, desk)
    typed = f" {thing.code[:3].lower()}-{thing.code[3:]} "

    assert browser.get(at("thing-find"), {"code": typed})["Location"] == at("thing", thing.code)
    assert browser.get(at("thing-find"), {"code": "KHÔNG CÓ"}).status_code == 404
    assert thing.code in browser.get(reverse("search"), {"q": thing.code}).content.decode()


def test_photos_are_added_on_the_page_of_the_thing(
    browser: Client, customer: Customer, desk: User
) -> None:
    (thing,) = here(customer, desk)

    browser.post(at("thing-photos", thing.code), {"photos": [make.photo()]})
    refused = browser.post(at("thing-photos", thing.code), {"photos": []}, follow=True)

    assert thing.photos.count() == 1
    assert "Chưa chọn ảnh nào" in refused.content.decode()


@pytest.mark.parametrize("size", ["25x35", "45x28"])
def test_labels_of_real_sizes_are_printed(
    browser: Client, customer: Customer, desk: User, size: str
) -> None:
    things = here(customer, desk, n=3)
    asked: dict[str, Any] = {
        "custody": [one.pk for one in things], "what": "custody", "size": size
    }  # fmt: skip

    answer = browser.get(reverse("certificates:labels-pdf"), asked)
    nothing = people.page(people.person(Role.TECHNICIAN, people.centre("TTB"))).get(
        reverse("certificates:labels-pdf"), asked
    )

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert nothing.status_code == 409


def test_who_may_not_handle_things_receives_none(customer: Customer, desk: User) -> None:
    (thing,) = here(customer, desk)
    approver = people.page(people.person(Role.APPROVER, customer.centre))
    both = people.person(Role.APPROVER, customer.centre)
    Membership.objects.create(
        user=both,
        centre=people.centre("TTC"),
        role=Role.TECHNICIAN,
        valid_from=date(2020, 1, 1),
    )

    assert approver.get(at("custody")).status_code == 200
    assert approver.get(at("custody-receive")).status_code == 403
    page = people.page(both)
    moved = page.post(at("custody-act"), {"pick": [thing.pk], "place": "Kệ", "act": "move"})
    assert moved.status_code == 403


def test_a_client_sees_where_each_of_their_instruments_is(
    customer: Customer, desk: User, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    (first,) = here(customer, desk)
    (gone,) = here(customer, desk)
    instruments.instrument(customer)
    make.handed_back(gone, at=now(), returned_to="Võ Văn Nhận")
    client = people.page(people.client_of(customer))
    client.get(reverse("certificates:mine"))

    with django_assert_max_num_queries(14):
        page = client.get(reverse("certificates:mine")).content.decode()

    assert first.code in page
    assert "đã tiếp nhận" in page
    assert "ở trung tâm từ" in page
    assert "cho Võ Văn Nhận" in page
    assert page.count("chưa có yêu cầu") == 2
