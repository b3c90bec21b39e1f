"""Who may: role × centre × customer, closed by default."""

from datetime import date, timedelta

import pytest

from accounts.models import Customer, Membership
from accounts.people import Person
from accounts.permissions import GRANTS, Can, Role
from tests.factories.people import TODAY, centre, client_of, customer, person, user

pytestmark = pytest.mark.django_db


def test_every_role_has_its_line_and_no_right_is_left_out() -> None:
    assert set(GRANTS) == set(Role)
    assert set(Can) == set().union(*GRANTS.values())


def test_a_stranger_may_nothing() -> None:
    nobody = Person(user(), TODAY)

    assert nobody.verbs == frozenset()
    assert not nobody.centres(Can.SEE_JOBS).exists()
    assert not any(nobody.may(verb, centre()) for verb in Can)


def test_a_role_reaches_down_the_tree_and_nowhere_else() -> None:
    top = centre("TOP")
    mine, other = centre("MINE", parent=top), centre("MINE2", parent=top)
    below = centre("LAB", parent=mine)

    one = Person(person(Role.MANAGER, mine), TODAY)

    assert list(one.centres(Can.SEE_FIGURES)) == [mine, below]
    assert one.may(Can.SEE_FIGURES, below)
    assert not one.may(Can.SEE_FIGURES, other)
    assert not one.may(Can.SEE_FIGURES, top)


def test_different_roles_in_different_centres_do_not_mix() -> None:
    here, there = centre("HERE"), centre("THERE")
    user_ = person(Role.TECHNICIAN, here)
    Membership.objects.create(
        user=user_, centre=there, role=Role.APPROVER, valid_from=date(2020, 1, 1)
    )
    one = Person(user_, TODAY)

    assert one.may(Can.REVIEW_JOBS, there)
    assert not one.may(Can.REVIEW_JOBS, here)


@pytest.mark.parametrize(
    ("from_day", "to_day", "holds"),
    [(0, None, True), (1, None, False), (-9, 0, True), (-9, -1, False)],
)
def test_a_role_holds_from_its_first_to_its_last_day(
    from_day: int,
    to_day: int | None,
    holds: bool,  # noqa: FBT001 — pytest passes it by name
) -> None:
    place, who = centre(), user()
    Membership.objects.create(
        user=who,
        centre=place,
        role=Role.MANAGER,
        valid_from=TODAY + timedelta(from_day),
        valid_to=None if to_day is None else TODAY + timedelta(to_day),
    )

    assert Person(who, TODAY).may(Can.SEE_FIGURES, place) is holds


def test_a_contact_of_two_customers_sees_both_and_no_third() -> None:
    place = centre()
    mine, also, other = customer(place, "A"), customer(place, "B"), customer(place, "C")

    one = Person(client_of(mine, also), TODAY)

    assert set(Customer.objects.visible_to(one)) == {mine, also}
    assert one.may(Can.SEE_CERTIFICATES, place, also.pk)
    assert not one.may(Can.SEE_CERTIFICATES, place, other.pk)
    assert not one.may(Can.SEE_CERTIFICATES, place)
    assert one.roles == {Role.CLIENT}


def test_the_same_address_gives_no_right() -> None:
    """A contact row with somebody's e-mail but without their account shows them nothing."""
    place = centre()
    firm, who = customer(place), user()
    firm.contacts.create(full_name=who.full_name, email=who.email)

    assert not Customer.objects.visible_to(Person(who, TODAY)).exists()
