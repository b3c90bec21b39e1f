"""No address breaks on what is written behind its question mark, or in place of its numbers."""

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.db import transaction

from tests.backend import every_door
from tests.backend.malformed import Ground, ground
from tests.backend.test_malformed import rows, shape
from tests.factories import people

pytestmark = pytest.mark.django_db

NAMES = (
    "as", "centre", "contract", "code", "custody", "pick", "place", "days", "item", "cursor", "customer", "edit", "fate", "figure", "format", "kind", "kinds",
    "line", "mine", "next", "number", "on", "page", "page_size", "period", "q", "quantity",
    "range_max__gte", "range_min__lte", "after", "service", "since", "stage", "state", "strand",
    "subject", "technician", "type", "until", "due", "signed_from", "signed_to",
    "value", "from", "to", "year", "month", "base", "bases", "by", "vat", "col", "sort", "waiting", "start",
    "end", "interval", "before", "budget", "example", "at", "point", "series", "why",
)  # fmt: skip
VALUES = (
    "%00", "a%00b", "%ff%fe", "%ED%A0%80", "9" * 30, "-1", "0", quote("²"), quote("٣"), "2026-02-30",
    "0000-01-01", "abc", "x" * 5_000, "1e400%20bar", "9999-Q9", "0001-Q1", "9999-Q4", "a:b:c", "%25",
    "bz0%3D", "instruments.instrument%3A1", "x.y%3A%00", "instruments.instrument:" + "9" * 30,
)  # fmt: skip
CLIENT_PAGES = (
    "mine/",
    "certificates/",
    "contracts/",
    "quotations/",
    "frameworks/",
    "instruments/",
    "search/",
    "jobs/",
)


PARTS = 8


@pytest.fixture(scope="module")
def there(django_db_setup: None, django_db_blocker: Any) -> Iterator[Ground]:
    """Made once, in a transaction that is taken back; what is asked is taken back one by one."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield ground(rows)
        transaction.set_rollback(True)


def reads(there: Ground) -> list[every_door.Address]:
    return [one for one in every_door.addresses() if one.method == "get"]


def ask(client: Any, url: str, **more: Any) -> Any:
    """An answer; what it wrote is undone."""
    cache.clear()
    with transaction.atomic():
        answer = client.get(url, **more)
        if answer.streaming:
            b"".join(answer.streaming_content)
            every_door.close_file(answer)
        transaction.set_rollback(True)
    return answer


def wrong_with(answer: Any, *, is_api: bool) -> list[str]:
    if answer.status_code >= 500:
        return [str(answer.status_code)]
    return shape(answer) if is_api and answer.status_code >= 400 else []


@pytest.mark.parametrize("part", range(PARTS))
def test_no_query_breaks_an_address(there: Ground, part: int) -> None:
    page = people.page(there.boss)
    page.raise_request_exception = there.client.raise_request_exception = False
    broken = []
    names = NAMES if os.environ.get("EVERY") else None
    for address in reads(there)[part::PARTS]:
        if address.route == "api/v1/schema/":  # speaks YAML, also of what is wrong
            continue
        client = there.client if address.is_api else page
        for value in (
            VALUES
            if names is None
            else ("9" * 30, quote("²"), "0000-01-01", "abc", "%ff", "9999-Q4")
        ):
            for asked in names or ("all",):
                query = "&".join(f"{n}={value}" for n in (NAMES if asked == "all" else (asked,)))
                answer = ask(client, f"{there.world.url(address)}?{query}")
                broken += [
                    f"{address.label} {asked}={value[:20]}: {wrong}"
                    for wrong in wrong_with(answer, is_api=address.is_api)
                ]

    assert not broken, f"{len(broken)}\n" + "\n".join(broken)
