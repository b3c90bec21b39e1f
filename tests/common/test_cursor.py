"""A page that nobody was given is not found; it breaks nothing."""

from base64 import b64encode

import pytest

from accounts.permissions import Role
from tests.factories import people

pytestmark = pytest.mark.django_db
CUSTOMERS = "/api/v1/customers/"


@pytest.mark.parametrize("said", ["p=x", "p=%00", "p=-1", "p=1.5", "p=" + "9" * 30, "r=1&p=x"])
def test_a_place_that_is_no_id_is_not_found(said: str) -> None:
    officer = people.api(people.person(Role.CONTRACT_OFFICER, people.centre()))

    answer = officer.get(CUSTOMERS, {"cursor": b64encode(said.encode()).decode()})

    assert answer.status_code == 404


def test_the_next_page_is_found() -> None:
    place = people.centre()
    two = [people.customer(place) for _ in range(2)]
    officer = people.api(people.person(Role.CONTRACT_OFFICER, place))

    first = officer.get(CUSTOMERS, {"page_size": 1}).json()
    second = officer.get(first["next"]).json()

    assert [row["id"] for row in first["results"] + second["results"]] == [two[1].pk, two[0].pk]
