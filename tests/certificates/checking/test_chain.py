"""A look: the chain of replacements, who sealed, a link for whoever may see more; few queries."""

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certificates.models import Certificate, Statement
from certificates.services import approve_and_issue, supersede, withdraw
from certificates.signing import pem
from common.canonical import canonical, sha256
from tests.certificates.checking.conftest import Paper
from tests.factories import certificates as made
from tests.factories import people
from tests.factories.certificates import Bench
from tests.factories.people import api, page

pytestmark = pytest.mark.django_db


def chain_of(bench: Bench, length: int) -> list[Certificate]:
    job = made.gauge_job(bench)
    found = [approve_and_issue(job_id=job.pk, by=bench.approver, at=people.NOW)]
    for _turn in range(length - 1):
        people.misspelt(bench.customer)
        found.append(
            supersede(
                certificate_id=found[-1].pk, reason="Sai tên", by=bench.quality, at=people.NOW
            )
        )
    return found


def test_every_link_has_number_day_state_and_its_own_page(bench: Bench) -> None:
    one, two, three = chain_of(bench, 3)
    Certificate.objects.update(valid_until=date(2099, 1, 31))
    withdraw(certificate_id=three.pk, reason="Bí mật", by=bench.quality, at=people.NOW)

    told = api(None).get(f"/api/v1/check/{two.public_id}/").json()
    text = Client().get(f"/c/{two.public_id}/").content.decode()

    assert [(each["number"], each["answer"], each["this"]) for each in told["chain"]] == [
        ("V26.00001", "superseded", False),
        ("V26.00002", "superseded", True),
        ("V26.00003", "withdrawn", False),
    ]
    assert told["superseded_by"] == {"number": "V26.00003", "public_id": three.public_id}
    assert {each["issued_on"] for each in told["chain"]} == {"2026-11-20"}
    for each in (one, three):
        assert f'href="/c/{each.public_id}/"' in text
    assert f'href="/c/{two.public_id}/"' not in text
    assert "đã thu hồi" in text
    assert "Bí mật" not in text
    assert "Sai tên" not in text


@pytest.mark.parametrize("length", [1, 2, 6])
def test_a_look_costs_at_most_three_queries_however_long_the_chain(
    bench: Bench, length: int
) -> None:
    last = chain_of(bench, length)[-1]
    Client().get(f"/c/{last.public_id}/")

    with CaptureQueriesContext(connection) as seen:
        answer = Client().get(f"/c/{last.public_id}/")

    assert answer.status_code == 200
    assert len(seen) <= 3
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_the_page_says_by_whom_the_files_are_sealed(paper: Paper) -> None:
    told = api(None).get(f"/api/v1/check/{paper.id}/").json()["sealed"]
    text = Client().get(f"/c/{paper.id}/").content.decode()

    key = paper.certificate.renderings.get(format="pdf").signed_with
    assert key is not None
    assert told == {
        "subject": key.subject, "issuer": key.issuer, "fingerprint": key.fingerprint,
        "development": False, "level": "B-B",
    }  # fmt: skip
    assert f"{pem.called(key.subject)} (PAdES B-B)" in text
    assert f"{key.subject} (" not in text


def test_without_a_key_the_page_says_that_nothing_is_sealed(bench: Bench, files: Any) -> None:
    from certificates.tasks import render_pdf

    one = chain_of(bench, 1)[0]
    early = Client().get(f"/c/{one.public_id}/").content.decode()
    render_pdf(certificate_id=one.pk)
    late = Client().get(f"/c/{one.public_id}/").content.decode()

    assert "Tệp đang được tạo" in early
    assert "không được ký số" in late


def test_whoever_may_see_it_gets_a_link_and_nobody_else(bench: Bench) -> None:
    one = chain_of(bench, 1)[0]
    inside = f'href="/certificates/{one.pk}/"'
    mine, other = people.client_of(bench.customer), people.client_of(people.customer(bench.centre))

    for who, sees in ((bench.technician, True), (mine, True), (other, False), (None, False)):
        text = page(who).get(f"/c/{one.public_id}/").content.decode()
        assert (inside in text) is sees


# What statements of schema 3 had; schema 4 added the others.
OF_OLD = (
    "basis", "centre", "check_url", "conclusion", "customer", "dates", "instrument", "kind",
    "layout", "number", "public_id", "replaces", "schema", "signatures", "tables", "title",
    "valid_until",
)  # fmt: skip


def test_an_old_statement_is_told_as_well(bench: Bench) -> None:
    one = chain_of(bench, 1)[0]
    said = json.loads(one.statement.content)
    text = canonical({name: said[name] for name in OF_OLD} | {"schema": 3})
    names = [field.attname for field in Certificate._meta.concrete_fields if field.attname != "id"]
    facts = {name: getattr(one, name) for name in names}
    other = made.gauge_job(bench, thing=made.gauge(bench, "A2"))
    old = Certificate.objects.create(
        **facts | {"job_id": other.pk, "serial": 99, "number": "V26.00099", "public_id": "o" * 22}
    )
    Statement.objects.create(certificate=old, content=text, digest=sha256(text))

    answer = Client().get(f"/c/{old.public_id}/")

    assert answer.status_code == 200
    assert "V26.00099" in answer.content.decode()
