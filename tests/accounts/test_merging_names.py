"""When two names may be one customer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.merging.duplicates import Reason, pairs, twins_of
from accounts.merging.names import alike, bare
from accounts.models import Customer
from tests.factories.people import centre, customer

FORMS = ("Công ty TNHH", "CÔNG TY CỔ PHẦN", "CTCP", "Cty TNHH MTV", "Công ty trách nhiệm hữu hạn")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Công ty TNHH Một thành viên Ví Dụ", "vi du"),
        ("CÔNG TY CỔ PHẦN  Ví-dụ", "vi du"),
        ("Cty CP TM & DV Ví Dụ", "thuong mai dich vu vi du"),
        ("Chi nhánh Công ty TNHH Ví Dụ", "chi nhanh vi du"),
        ("Công ty", "cong ty"),
        ("", ""),
    ],
)
def test_legal_form_and_marks_are_put_aside(name: str, kept: str) -> None:
    assert bare(name) == kept


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("thuy dien song bo", "thuy dien song bo", True),
        ("thuy dien song bo", "thuy dien song bo co", True),
        ("thuy dien song bo 1", "thuy dien song bo 2", False),
        ("benh vien trung uong", "benh vien quan y", False),
    ],
)
def test_numbers_decide_and_a_letter_does_not(one: str, other: str, same: bool) -> None:  # noqa: FBT001
    assert alike(one, other) is same


@given(st.text(alphabet="aăâbdđeê 12", min_size=1), st.sampled_from(FORMS))
def test_a_legal_form_never_changes_what_a_name_is(name: str, form: str) -> None:
    plain = bare(name)
    if plain:
        assert bare(f"{form} {name}") == plain
    assert alike(plain, plain)


@pytest.mark.django_db
def test_pairs_say_every_reason_the_strongest_first() -> None:
    place = centre()
    one = customer(place, "Công ty TNHH Thủy điện Sông Ví Dụ")
    two = customer(place, "CTCP THỦY ĐIỆN SÔNG VÍ DỤ")
    three = customer(place, "Trường Ví Dụ")
    customer(place, "Bệnh viện Khác")
    Customer.objects.filter(pk=one.pk).update(budget_code="1053618", phone="+84 234 382 0000")
    Customer.objects.filter(pk=two.pk).update(phone="0234.3820000")
    Customer.objects.filter(pk=three.pk).update(tax_code="1053618")

    found = pairs(Customer.objects.all())

    assert [(p.one, p.other, p.reasons) for p in found] == [
        (one.pk, three.pk, (Reason.CODE,)),
        (one.pk, two.pk, (Reason.NAME, Reason.CONTACT)),
    ]
    assert [(p.one, p.other) for p in twins_of(two)] == [(two.pk, one.pk)]


@pytest.mark.django_db
def test_customers_of_two_centres_and_merged_ones_are_no_pair() -> None:
    place = centre()
    one = customer(place, "Công ty Ví Dụ A")
    customer(centre(), "Công ty Ví Dụ A")
    gone = customer(place, "Công ty Ví Dụ A")
    Customer.objects.filter(pk=gone.pk).update(merged_into=one)

    assert pairs(Customer.objects.all()) == []


@pytest.mark.django_db
def test_pairs_of_many_ask_two_queries(django_assert_num_queries: object) -> None:
    place = centre()
    for number in range(60):
        customer(place, f"Công ty Ví Dụ {number % 30}")

    with django_assert_num_queries(2):  # type: ignore[operator]
        found = pairs(Customer.objects.all())

    assert len(found) == 30
