"""The worksheet on paper: what stands on it, who gets it, and that a draft says so."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from pypdf import PdfReader

from calibration.minutes.collect import digest_of, minutes
from calibration.minutes.printing import minutes_pdf
from calibration.models import Job, Worksheet
from calibration.queries import with_relations
from calibration.services import ReadingIn, approve, record_readings
from tests.factories import calibration as made
from tests.factories import records
from tests.factories.people import NOW, api, client_of, page

pytestmark = pytest.mark.django_db


def whole(job: Job) -> Job:
    return with_relations(Job.objects.all()).get(pk=job.pk)


def text_of(file: bytes) -> str:
    pages = [each.extract_text() for each in PdfReader(io.BytesIO(file)).pages]
    return " ".join(" ".join(pages).split())


def test_a_gauge_on_paper() -> None:
    at = made.lab()
    job = approve(job_id=made.measured_job(at).pk, by=at.approver, at=NOW)

    shown = text_of(minutes_pdf(whole(job)))

    for part in (
        "BIÊN BẢN KIỂM ĐỊNH", "Verification record", "ĐLVN 08:2011", at.customer.name,
        at.gauge.code, "Sai số và độ hồi sai", "4,15", "0,063", "Trần Thị Thử", "Lê Minh Họa",
        "Chấp nhận đơn giản", "Trang 1 / 1",
    ):  # fmt: skip
        assert part in shown, part
    assert "NHÁP" not in shown


def test_what_is_not_approved_is_a_draft() -> None:
    at = made.lab()

    shown = text_of(minutes_pdf(whole(made.measured_job(at))))

    assert "NHÁP" in shown
    assert "NOT APPROVED" in shown


def test_a_superseded_reading_is_struck_with_its_reason() -> None:
    at = made.lab()
    job = made.measuring_job(at)
    first, second = uuid4(), uuid4()
    slip = made.reading("accuracy", "up", "20.5", "bar", row=1, pk=first)
    mended = made.reading(
        "accuracy", "up", "2.05", "bar", row=1, pk=second, supersedes=first, reason="gõ nhầm 漢"
    )
    record_readings(job_id=job.pk, readings=[slip], by=at.technician, at=NOW)
    record_readings(job_id=job.pk, readings=[mended], by=at.technician, at=NOW)

    said = minutes(whole(job))
    shown = text_of(minutes_pdf(whole(job)))

    assert said["tables"][0]["rows"][1][1] == {
        "digits": "2.05", "unit": "", "old": [{"digits": "20.5"}], "reason": "gõ nhầm 漢",
        "by": "Trần Thị Thử",
    }  # fmt: skip
    assert [(c["point"], c["from"], c["to"]) for c in said["tables"][0]["corrections"]] == [
        (2, {"digits": "20.5"}, {"digits": "2.05"})
    ]
    assert "gõ nhầm ?" in shown  # a sign the fonts lack keeps no paper from being printed


def test_two_hoses_each_with_its_tables_and_verdict() -> None:
    at = made.lab()
    job = records.dispenser_job(at, worst="0.20")

    said = minutes(whole(job))

    assert [(t["title"]["en"], t["channel"]["en"]) for t in said["tables"]] == [
        ("Errors of volume", "Hose 1"), ("Price computation", "Hose 1"),
        ("Errors of volume", "Hose 2"), ("Price computation", "Hose 2"),
    ]  # fmt: skip
    assert [(c["label"]["vi"], c["verdict"]) for c in said["channels"]] == [
        ("Vòi 1", "pass"), ("Vòi 2", "fail"),
    ]  # fmt: skip
    assert "Vòi 2: Sai số thể tích" in text_of(minutes_pdf(whole(job)))


def test_as_found_and_as_left_stand_one_after_the_other() -> None:
    at = made.lab()

    said = minutes(whole(records.adjusted_gauge_job(at)))

    assert [t["phase"]["en"] for t in said["tables"]] == ["as found", "as left"]
    assert said["adjustment"]["note"]["words"]["vi"] == "Chỉnh lại cơ cấu truyền động"
    assert said["conclusion"]["en"] == "Pass"


def test_the_same_record_gives_the_same_bytes_and_another_reading_another_digest() -> None:
    at = made.lab()
    job = made.measuring_job(at)
    keyed = made.gauge_readings()
    record_readings(job_id=job.pk, readings=keyed[:-1], by=at.technician, at=NOW)
    before = digest_of(Worksheet.objects.get(job=job))

    assert minutes_pdf(whole(job)) == minutes_pdf(whole(job))
    assert digest_of(Worksheet.objects.get(job=job)) == before
    later = NOW + timedelta(minutes=1)
    last: ReadingIn = keyed[-1]
    record_readings(job_id=job.pk, readings=[last], by=at.technician, at=later)

    assert digest_of(Worksheet.objects.get(job=job)) != before


@pytest.mark.parametrize("address", ["/jobs/{}/minutes.pdf", "/api/v1/jobs/{}/minutes/"])
def test_who_gets_it(address: str) -> None:
    at, other = made.lab(), made.lab()
    job = made.measured_job(at)
    url = address.format(job.pk)
    ask = api if "api" in address else page

    found = ask(at.quality).get(url)

    assert (found.status_code, found["Content-Type"]) == (200, "application/pdf")
    assert found.content[:5] == b"%PDF-"
    assert ask(None).get(url).status_code == (401 if "api" in address else 302)
    assert ask(client_of(at.customer)).get(url).status_code == 403
    assert ask(other.quality).get(url).status_code == 404


def test_work_not_begun_has_none() -> None:
    at = made.lab()
    job = made.gauge_job(at)

    answer = api(at.quality).get(f"/api/v1/jobs/{job.pk}/minutes/")

    assert (answer.status_code, answer.json()["code"]) == (409, "no_worksheet")
