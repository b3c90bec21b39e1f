"""The public check: every answer, nothing confidential, noted, and not without end."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from certificates.models import Certificate, Check
from certificates.services import approve_and_issue, supersede, withdraw
from tests.factories import certificates as made
from tests.factories import people
from tests.factories.people import api

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    cache.clear()


@pytest.fixture
def certificate(bench: made.Bench) -> Certificate:
    job = made.gauge_job(bench)
    made_now = approve_and_issue(job_id=job.pk, by=bench.approver, at=people.NOW)
    Certificate.objects.filter(pk=made_now.pk).update(valid_until=date(2099, 1, 31))
    return made_now


def scan(public_id: str, **more: Any) -> Any:
    return Client().get(f"/c/{public_id}/", **more)


def test_a_stranger_reads_that_it_is_valid_in_both_languages(certificate: Certificate) -> None:
    answer = scan(certificate.public_id)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Giấy còn hiệu lực" in text
    assert "This certificate is valid." in text
    for phrase in ("V26.00001", "AK-20417", "Áp kế kiểu lò xo", "20/11/2026", "Trung tâm HUE"):
        assert phrase in text


def test_nothing_confidential_is_told(certificate: Certificate) -> None:
    page = scan(certificate.public_id).content.decode()
    told = api(None).get(f"/api/v1/check/{certificate.public_id}/").content.decode()

    for secret in ("Sông Bồ", "Thuận An", "6.15", "6,15", "Trần Thị Thử", "Lê Minh Họa", "P-01"):
        assert secret not in page
        assert secret not in told


def test_the_api_tells_the_same_as_data(certificate: Certificate) -> None:
    answer = api(None).get(f"/api/v1/check/{certificate.public_id}/").json()

    assert answer == {
        "answer": "valid",
        "number": "V26.00001",
        "kind": "verification",
        "title": {"vi": "Giấy chứng nhận kiểm định", "en": "Certificate of verification"},
        "conclusion": {
            "vi": "Đạt yêu cầu kỹ thuật đo lường",
            "en": "Meets the metrological technical requirements",
        },
        "instrument": {
            "name": {"vi": "Áp kế kiểu lò xo", "en": "Bourdon tube pressure gauge"},
            "maker": "Wika",
            "model": "232.50",
            "serial": "AK-20417",
        },
        "performed_on": "2026-11-20",
        "issued_on": "2026-11-20",
        "valid_until": "2027-11-30",
        "centre": {"code": "HUE", "name": {"vi": "Trung tâm HUE", "en": "Centre HUE"}},
        "ended_on": None,
        "superseded_by": None,
        "chain": [],
        "sealed": None,
        "statement_sha256": certificate.statement.digest,
        "pdf_sha256": None,
        "xml_sha256": None,
    }


def test_a_replaced_one_leads_to_the_newest(bench: made.Bench, certificate: Certificate) -> None:
    people.misspelt(bench.customer)
    second = supersede(
        certificate_id=certificate.pk, reason="Sai tên", by=bench.quality, at=people.NOW
    )
    people.misspelt(bench.customer)
    third = supersede(certificate_id=second.pk, reason="Sai nữa", by=bench.quality, at=people.NOW)

    text = scan(certificate.public_id).content.decode()

    assert "Giấy đã được thay thế" in text
    assert f'href="/c/{third.public_id}/"' in text
    assert "Sai tên" not in text


def test_a_withdrawn_one_says_so(bench: made.Bench, certificate: Certificate) -> None:
    withdraw(certificate_id=certificate.pk, reason="Bí mật", by=bench.quality, at=people.NOW)

    text = scan(certificate.public_id).content.decode()

    assert "Giấy đã bị thu hồi" in text
    assert "was withdrawn" in text
    assert "Bí mật" not in text


def test_past_its_last_day_it_has_expired(certificate: Certificate) -> None:
    Certificate.objects.update(valid_until=timezone.localdate() - timedelta(days=1))

    assert "Giấy đã hết hạn" in scan(certificate.public_id).content.decode()


def test_on_its_last_day_it_still_holds(certificate: Certificate) -> None:
    Certificate.objects.update(valid_until=timezone.localdate())

    assert "Giấy còn hiệu lực" in scan(certificate.public_id).content.decode()


def test_a_notice_never_reads_as_valid(bench: made.Bench) -> None:
    job = made.gauge_job(bench, passes=False)
    notice = approve_and_issue(job_id=job.pk, by=bench.approver, at=people.NOW)

    text = scan(notice.public_id).content.decode()

    assert "KHÔNG đạt" in text
    assert "Giấy còn hiệu lực" not in text


@pytest.mark.parametrize("public_id", ["AAAAAAAAAAAAAAAAAAAAAA", "x", "%00", "a" * 500, "đ'\"<"])
def test_an_unknown_id_is_a_clear_page_and_404(public_id: str) -> None:
    answer = scan(public_id)
    told = api(None).get(f"/api/v1/check/{public_id}/")

    assert answer.status_code == 404
    assert "Không có giấy nào mang mã này" in answer.content.decode()
    assert "No certificate has this code" in answer.content.decode()
    assert (told.status_code, told.json()["code"]) == (404, "unknown_certificate")


def test_each_look_is_noted_without_the_address(certificate: Certificate) -> None:
    scan(certificate.public_id, REMOTE_ADDR="203.0.113.9")
    scan(certificate.public_id, REMOTE_ADDR="203.0.113.9")
    scan("unknown", REMOTE_ADDR="203.0.113.10")

    rows = list(Check.objects.order_by("pk").values_list("public_id", "answer", "source"))
    assert [row[:2] for row in rows] == [
        (certificate.public_id, "valid"),
        (certificate.public_id, "valid"),
        ("unknown", "unknown"),
    ]
    sources = [row[2] for row in rows]
    assert sources[0] == sources[1] != sources[2]
    assert "203.0.113" not in json.dumps(sources)
    assert {len(source) for source in sources} == {64}


def test_one_address_looks_sixty_times_a_minute_page_and_api_together(
    certificate: Certificate,
) -> None:
    client = api(None)
    for _ in range(30):
        assert scan(certificate.public_id).status_code == 200
        assert client.get(f"/api/v1/check/{certificate.public_id}/").status_code == 200

    page = scan(certificate.public_id, HTTP_X_FORWARDED_FOR="198.51.100.7")
    told = client.get(f"/api/v1/check/{certificate.public_id}/")
    other = scan(certificate.public_id, REMOTE_ADDR="203.0.113.77")

    assert (page.status_code, told.status_code, other.status_code) == (429, 429, 200)
    assert "Please wait" in page.content.decode()
    assert int(page["Retry-After"]) > 0
    assert Check.objects.count() == 61


def test_behind_the_proxy_the_address_is_the_one_the_proxy_saw(
    certificate: Certificate, settings: Any
) -> None:
    settings.BEHIND_TLS = True
    for forged, seen in (("1.1.1.1", "203.0.113.1"), ("2.2.2.2", "203.0.113.1")):
        scan(certificate.public_id, HTTP_X_FORWARDED_FOR=f"{forged}, {seen}")

    assert len({row.source for row in Check.objects.all()}) == 1


def test_ids_are_long_random_and_not_in_order(certificate: Certificate) -> None:
    assert len(certificate.public_id) == 22
    assert str(certificate.pk) != certificate.public_id
