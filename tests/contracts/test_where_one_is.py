"""Where one is: the menu says it on every address of a room, and centres speak the reader's language."""

import re

import pytest
from django.test import Client

from accounts.permissions import Role
from tests.factories import people

pytestmark = pytest.mark.django_db
HERE = re.compile(r'<a href="([^"]+)" aria-current="page">')


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("/contracts/", "/contracts/"),
        ("/visits/new/", "/visits/new/"),
        ("/contract-papers/templates/", "/contracts/"),
        ("/debts/", "/debts/"),
        ("/payments/", "/debts/"),
        ("/bank/", "/debts/"),
        ("/books/", "/debts/"),
        ("/accounting/", "/debts/"),
        ("/reconciliation/", "/debts/"),
        ("/i/", "/custody/"),
        ("/instruments/", "/instruments/"),
    ],
)
def test_the_menu_says_where_one_is(address: str, line: str) -> None:
    officer = people.page(people.person(Role.CONTRACT_OFFICER, people.centre("TTA")))

    text = officer.get(address).content.decode()

    menu = text[text.index('<nav class="menu"') : text.index("</nav>")]
    assert HERE.findall(menu) == [line]


@pytest.mark.parametrize("address", ["/bank/", "/accounting/", "/prices/import/", "/prices/new/"])
def test_centres_to_choose_from_are_in_the_readers_language(address: str) -> None:
    place = people.centre("TTA")
    officer: Client = people.page(people.person(Role.CONTRACT_OFFICER, place))
    officer.cookies["django_language"] = "en"

    text = officer.get(address).content.decode()

    assert f">{place.name_en}</option>" in text
    assert f">{place.name_vi}</option>" not in text
