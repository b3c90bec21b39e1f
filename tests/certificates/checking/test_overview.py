"""The log of checks from inside: of a certificate, over time; a wave of forgeries is an alarm."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.permissions import Role
from certificates.checking import overview
from certificates.checking.noting import note
from certificates.models import Certificate, Check
from certificates.services import approve_and_issue
from tests.factories import certificates as made
from tests.factories import people
from tests.factories.certificates import Bench
from tests.factories.people import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(bench: Bench) -> Certificate:
    job = made.gauge_job(bench)
    return approve_and_issue(job_id=job.pk, by=bench.approver, at=people.NOW)


def noted(public_id: str, finding: str = "", *, ago: int = 0, answer: str = "valid") -> None:
    note(
        public_id=public_id, answer=answer, source="203.0.113.9", finding=finding,
        at=timezone.now() - timedelta(days=ago), file_sha256="a" * 64 if finding else "",
    )  # fmt: skip


def watched(who: Any, days: int = 30) -> overview.Watched:
    from accounts.people import person_of

    rows = overview.seen_by(person_of(who, timezone.localdate()))
    return overview.watched(rows, days, timezone.now())


def test_looks_files_and_suspicious_ones_are_counted_apart(
    bench: Bench, certificate: Certificate
) -> None:
    for finding in ("", "", "identical", "altered", "resigned", "not_pdf_xml", "other"):
        noted(certificate.public_id, finding)
    noted("unknown-id", answer="unknown")

    found = watched(bench.quality)

    assert found.total == {"looks": 3, "unknown": 1, "files": 5, "suspect": 2, "sources": 1}
    assert [(one, row["n"]) for one, row in found.targets] == [(certificate, 2)]
    assert not found.alarm


def test_a_wave_is_an_alarm_and_what_is_usual_is_none(
    bench: Bench, certificate: Certificate
) -> None:
    for _turn in range(5):
        noted(certificate.public_id, "altered")
    assert watched(bench.quality).alarm
    assert "có thể ai đó đang làm giả giấy" in (
        page(bench.quality).get("/certificates/checks/").content.decode()
    )

    for ago in range(1, 7):
        for _turn in range(5):
            noted(certificate.public_id, "altered", ago=ago)

    assert not watched(bench.quality, 7).alarm


def test_another_centre_sees_ids_that_nobody_issued_and_not_ours(certificate: Certificate) -> None:
    noted(certificate.public_id, "altered")
    noted("unknown-id", answer="unknown")
    elsewhere = people.person(Role.QUALITY_OFFICER, people.centre("DANANG"))

    assert watched(elsewhere).total["files"] == 0
    assert watched(elsewhere).total["unknown"] == 1
    text = page(elsewhere).get("/certificates/checks/").content.decode()
    assert certificate.number not in text
    assert page(elsewhere).get(f"/certificates/{certificate.pk}/checks/").status_code == 404


def test_who_watches_and_who_does_not(bench: Bench, certificate: Certificate) -> None:
    address = f"/certificates/{certificate.pk}/checks/"

    for door in (address, "/certificates/checks/"):
        assert page(bench.quality).get(door).status_code == 200
        assert page(bench.technician).get(door).status_code == 403
        assert page(people.client_of(bench.customer)).get(door).status_code == 403
        assert page(None).get(door).status_code == 302
    assert address in page(bench.quality).get(f"/certificates/{certificate.pk}/").content.decode()


def test_the_page_of_one_certificate_tells_each_check_in_words(
    bench: Bench, certificate: Certificate
) -> None:
    noted(certificate.public_id, "resigned")
    noted("unknown-id", answer="unknown")

    text = page(bench.quality).get(f"/certificates/{certificate.pk}/checks/").content.decode()

    assert "KHÓA CỦA NGƯỜI KHÁC" in text
    assert "unknown-id" not in text
    assert "kind=unknown" not in text  # a look at a certificate knows its code
    assert "203.0.113.9" not in text


@pytest.mark.parametrize(
    ("kind", "findings"),
    [("", 3), ("files", 2), ("suspect", 1), ("unknown", 0), ("nonsense", 3)],
)
def test_the_list_is_narrowed_by_its_address(
    bench: Bench, certificate: Certificate, kind: str, findings: int
) -> None:
    for finding in ("", "identical", "altered"):
        noted(certificate.public_id, finding)

    answer = page(bench.quality).get(f"/certificates/{certificate.pk}/checks/?kind={kind}")

    assert len(answer.context["lines"]) == findings


def test_more_checks_cost_no_more_queries(bench: Bench, certificate: Certificate) -> None:
    client = page(bench.quality)
    noted(certificate.public_id, "altered")
    client.get("/certificates/checks/")
    with CaptureQueriesContext(connection) as one:
        client.get("/certificates/checks/")
    for turn in range(12):
        noted(certificate.public_id if turn % 2 else f"unknown{turn}", "altered", ago=turn)

    with CaptureQueriesContext(connection) as many:
        client.get("/certificates/checks/")

    assert len(many) == len(one) <= 13
    assert Check.objects.count() == 13
