"""No write of the API breaks, and none writes, on a body that is wrong in any one place."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from tests.backend.malformed import CHARSETS, KINDS, LONG, Ground, Write, bodies, ground

pytestmark = pytest.mark.django_db
PARTS = 8  # of the addresses: so many tests share out what would take one of them minutes


@pytest.fixture(scope="module")
def there(django_db_setup: None, django_db_blocker: Any) -> Iterator[Ground]:
    """Made once, in a transaction that is taken back; what is asked is taken back one by one."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = ground(rows)
        found.client.raise_request_exception = False
        yield found
        transaction.set_rollback(True)


def rows() -> tuple[Any, ...]:
    """How many rows each table holds."""
    tables = sorted(model._meta.db_table for model in apps.get_models(include_auto_created=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f'(SELECT count(*) FROM "{t}")' for t in tables))
        found: tuple[Any, ...] = cursor.fetchone()
    return found


def ask(
    there: Ground, write: Write, body: bytes, kind: str = "application/json"
) -> tuple[int, list[str]]:
    """The status, and what is wrong with the answer. What it wrote is undone."""
    cache.clear()
    wrong = []
    with transaction.atomic():
        before = there.rows
        answer = there.client.generic(write.method.upper(), write.url, body, content_type=kind)
        if answer.status_code >= 500:
            wrong.append(f"{answer.status_code}")
        elif answer.status_code >= 400:
            wrong += shape(answer)
            if rows() != before:
                wrong.append("wrote")
        transaction.set_rollback(True)
    return answer.status_code, wrong


def shape(answer: Any) -> list[str]:
    """What an error lacks of the one shape."""
    try:
        said = json.loads(answer.content)
    except ValueError:
        return ["not JSON"]
    if set(said) != {"code", "message", "faults"} or not said["code"] or not said["message"]:
        return [f"shape {said}"[:200]]
    wanted = {"code", "message"}
    if not all(wanted <= set(fault) for fault in said["faults"]):
        return [f"faults {said['faults']}"[:200]]
    return ["too long"] if len(answer.content) > 20_000 else []


def test_every_write_of_the_description_is_asked(there: Ground) -> None:
    answer = Client().get("/api/v1/schema/", headers={"Accept": "application/vnd.oai.openapi+json"})
    described = {
        f"{method} {path}"
        for path, operations in json.loads(answer.content)["paths"].items()
        for method, operation in operations.items()
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    }

    nothing_to_say = {  # an empty body is not described
        "post /api/v1/jobs/{id}/approve/",
        "post /api/v1/certificates/{id}/letters/send-again/",
    }
    assert {write.label for write in there.writes} - nothing_to_say == described


def test_the_good_bodies_are_understood(there: Ground) -> None:
    """Otherwise the bad ones would be refused before what they are bad in is read."""
    found = {one.label: ask(there, one, json.dumps(one.body).encode()) for one in there.writes}

    assert {label: said for label, said in found.items() if said[0] in {400, 404} or said[1]} == {}


@pytest.mark.parametrize("part", range(PARTS))
def test_no_malformed_body_breaks_or_writes(there: Ground, part: int) -> None:
    broken = []
    for write in there.writes[part::PARTS]:
        for what, body in bodies(write):
            status, wrong = ask(there, write, body)
            broken += [f"{write.label} {what}: {status} {each}" for each in wrong]
            if what == "unknown" and status != 400:
                broken.append(f"{write.label}: an unknown field is {status}")

    assert not broken, f"{len(broken)}\n" + "\n".join(broken)
    assert rows() == there.rows


@pytest.mark.parametrize("kind", KINDS)
def test_another_content_type_is_refused(there: Ground, kind: str) -> None:
    broken = []
    for write in there.writes:
        status, wrong = ask(there, write, json.dumps(write.body).encode(), kind)
        if wrong or status not in {400, 415}:
            broken.append(f"{write.label}: {status} {wrong}")

    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("charset", CHARSETS)
def test_json_is_utf_8_whatever_it_says_it_is(there: Ground, charset: str) -> None:
    write = there.writes[1]

    status, wrong = ask(
        there, write, json.dumps(write.body).encode(), f"application/json; charset={charset}"
    )

    assert (status, wrong) == (201, [])


def test_ten_megabytes_in_one_field(there: Ground) -> None:
    for write in there.writes:
        status, wrong = ask(there, write, LONG)
        # A door of whole files refuses by the length that is told, before it reads any of it.
        assert (status in {400, 413}, wrong) == (True, []), f"{write.label}: {status}"
