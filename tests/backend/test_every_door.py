"""Every address, every role, a stranger, another centre's people: what comes back.

The table doors.txt is the claim. A new address without a line fails here; so does an answer that
changed. Columns that must never get in are also checked by rule, whatever the table says.
"""

import os
from pathlib import Path

import pytest
from django.core.cache import cache

from tests.backend.every_door import COLUMNS, Address, World, addresses, answers, build

TABLE = Path(__file__).with_name("doors.txt")
WRITE = bool(os.environ.get("CHUAN_WRITE_DOORS"))
# Open to anyone by intention; everything else asks who it is.
PUBLIC = (
    "language/",
    "healthz",
    "readyz",
    "accounts/login/",
    "accounts/logout/",
    "accounts/inactive/",
    "accounts/password/reset/",
    "c/",
    ".well-known/chuan/",
    "api/v1/schema/",
    "api/v1/auth/token/",
    "api/v1/check/",
    "prices/public/",
    "api/v1/prices/public/",
)

pytestmark = pytest.mark.django_db


def kept() -> dict[str, list[str]]:
    """The table: address → answers in the order of COLUMNS."""
    if not TABLE.exists():
        return {}
    lines = [line.split() for line in TABLE.read_text().splitlines()[1:] if line.strip()]
    return {" ".join(words[:2]): words[2:] for words in lines}


def write(found: dict[str, list[str]]) -> None:
    """Write the table anew, in columns."""
    rows = [["method address", *COLUMNS], *([label, *got] for label, got in found.items())]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    TABLE.write_text(
        "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        )
        + "\n"
    )


@pytest.fixture
def world(db: None) -> World:
    return build()


def test_every_address_answers_as_the_table_says(world: World) -> None:
    found = {}
    for address in addresses():
        cache.clear()  # rate limits count requests, and here are thousands
        found[address.label] = answers(world, address)
    if WRITE:
        write(found)

    table = kept()
    changed = [
        f"{label}: {dict(zip(COLUMNS, found.get(label, []), strict=False))} is not {table.get(label)}"
        for label in {**found, **table}
        if found.get(label) != table.get(label)
    ]
    assert not changed, "\n".join(changed)


def test_the_table_lets_no_stranger_in() -> None:
    table = kept()
    for address in addresses():
        if not address.route.startswith(PUBLIC):
            wanted = "401" if address.is_api else "302~sign-in"
            assert table[address.label][0] == wanted, address.label


def test_the_table_breaks_nothing() -> None:
    for label, got in kept().items():
        assert not [answer for answer in got if answer.startswith("5")], label


def test_who_has_no_role_and_who_is_elsewhere_never_reaches_a_row() -> None:
    table = kept()
    for address in addresses():
        # A kind alone names no row: it is a form of the house, the same for every centre.
        of_a_row = address.names and address.names != ("kind",)
        if of_a_row and not address.route.startswith(PUBLIC):
            elsewhere, nobody = table[address.label][-2:]
            assert elsewhere in {"404", "403"}, address.label
            assert nobody in {"403", "404"}, address.label


def test_every_address_is_named_once() -> None:
    labels = [address.label for address in addresses()]

    assert len(labels) == len(set(labels))
    assert isinstance(addresses()[0], Address)
