"""The reviewer's pages and API: reasons in words, the time before beside, remarks without return."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from calibration.models import CellReturn, Job, ReviewNote
from calibration.services import approve, record_readings, submit
from tests.factories import calibration as made
from tests.factories import instruments, records
from tests.factories.people import api, client_of, page

pytestmark = pytest.mark.django_db

DRIFTED = (*made.GAUGE[:5], ("10.05", "10.05"))


def text_of(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def again(at: made.Lab) -> tuple[Job, Job]:
    """A gauge approved two months ago and measured again, keyed slowly, one value mended."""
    now = timezone.now() - timedelta(hours=1)
    old = now - timedelta(days=60)
    thing = instruments.instrument(at.customer)
    first = made.measured_job(at, made.gauge_job(at, instrument=thing, now=old), now=old)
    approve(job_id=first.pk, by=at.approver, at=old)
    job = made.start(at, made.gauge_job(at, instrument=thing, now=now), now=now)
    keyed = [
        replace(each, taken_at=now + timedelta(seconds=8 * i))
        for i, each in enumerate(made.gauge_readings(DRIFTED, now=now))
    ]
    record_readings(job_id=job.pk, readings=keyed, by=at.technician, at=now)
    slip = next(each for each in keyed if each.column == "up" and each.row == 1)
    later = now + timedelta(minutes=5)
    mended = replace(slip, id=uuid4(), supersedes=slip.id, reason="gõ nhầm", taken_at=later)
    record_readings(job_id=job.pk, readings=[mended], by=at.technician, at=later)
    return first, submit(job_id=job.pk, by=at.technician, at=later)


def test_the_page_says_why_and_shows_the_time_before(django_assert_max_num_queries: Any) -> None:
    at = made.lab(at=timezone.now())
    first, job = again(at)
    browser = page(at.approver)

    with django_assert_max_num_queries(40):
        shown = text_of(browser.get(reverse("calibration:review-job", args=[job.pk])))

    assert "Cần xem trước" in shown
    assert "10 bar: thay đổi +0,05 bar so với lần trước" in shown
    assert "1 số chỉ đã thay thế: gõ nhầm" in shown
    assert f"phiếu {first.pk}," in shown
    assert "Lần trước, thay đổi, bar" in shown
    assert reverse("calibration:minutes", args=[job.pk]) in shown


def test_the_list_costs_the_same_for_one_and_for_many(django_assert_max_num_queries: Any) -> None:
    at = made.lab(at=timezone.now())
    again(at)
    records.dispenser_job(at, now=timezone.now() - timedelta(hours=2))
    records.adjusted_gauge_job(at, now=timezone.now() - timedelta(hours=2))
    browser = page(at.approver)

    with django_assert_max_num_queries(16):
        shown = text_of(browser.get(reverse("calibration:review")))

    assert "có hiệu chỉnh: Chỉnh lại cơ cấu truyền động" in shown
    assert "Vòi 1 · Vmin · 2 L" in shown


def test_a_remark_is_kept_and_gives_nothing_back() -> None:
    at = made.lab(at=timezone.now())
    job = made.measured_job(at, now=timezone.now())
    url = reverse("calibration:review-job", args=[job.pk])
    cell = "accuracy.2.down.0"

    answer = page(at.approver).post(
        url, {"act": "note", "cells": [cell], f"comment:{cell}": "Kim rung", "comment": "chung"}
    )
    whole = page(at.approver).post(url, {"act": "note", "comment": "Đã xem ảnh"})

    job.refresh_from_db()
    assert (answer["Location"], whole.status_code, job.state) == (url, 302, "measured")
    assert [(n.cell, n.text) for n in ReviewNote.objects.all()] == [
        (("accuracy", 2, "down", 0), "Kim rung"), (("", 0, "", 0), "Đã xem ảnh"),
    ]  # fmt: skip
    assert "Lê Minh Họa: Kim rung" in text_of(page(at.approver).get(url))
    assert "Đã xem ảnh" in text_of(page(at.quality).get(reverse("calibration:job", args=[job.pk])))


def test_each_cell_goes_back_with_its_own_reason() -> None:
    at = made.lab(at=timezone.now())
    job = made.measured_job(at, now=timezone.now())
    one, two = "accuracy.2.down.0", "accuracy.3.up.0"

    page(at.approver).post(
        reverse("calibration:review-job", args=[job.pk]),
        {"cells": [one, two], f"comment:{one}": "Đọc lại ở 4 bar", "comment": "Đo lại"},
    )

    assert [(r.row, r.comment) for r in CellReturn.objects.all()] == [
        (2, "Đọc lại ở 4 bar"), (3, "Đo lại"),
    ]  # fmt: skip


@pytest.mark.parametrize("body", [{}, {"comment": " "}, {"comment": "x", "cells": ["nonsense"]}])
def test_a_bad_remark_changes_nothing(body: dict[str, Any]) -> None:
    at = made.lab(at=timezone.now())
    job = made.measured_job(at, now=timezone.now())

    answer = page(at.approver).post(
        reverse("calibration:review-job", args=[job.pk]), {"act": "note", **body}
    )

    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert ReviewNote.objects.count() == 0


# The API


def test_programs_read_what_is_unusual_and_remark() -> None:
    at = made.lab(at=timezone.now())
    first, job = again(at)
    client = api(at.approver)

    found = client.get(f"/api/v1/jobs/{job.pk}/review/").json()
    noted = client.post(
        f"/api/v1/jobs/{job.pk}/notes/",
        {"notes": [{"text": "Xem lại", "section": "accuracy", "row": 2, "column": "down"}]},
        format="json",
    )

    assert [each["kind"] for each in found["findings"]] == ["near", "corrected", "drifted"]
    assert found["past"]["job"] == first.pk
    assert found["past"]["points"][5] == {
        "section": "accuracy", "row": 5, "error": "0.05", "before": "0.00", "change": "+0.05",
        "en": "1.4",
    }  # fmt: skip
    assert noted.status_code == 201
    assert [(n["column"], n["text"], n["by"]) for n in noted.json()["notes"]] == [
        ("down", "Xem lại", "Lê Minh Họa")
    ]


@pytest.mark.parametrize(("method", "tail"), [("get", "review"), ("post", "notes")])
def test_who_may_ask(method: str, tail: str) -> None:
    at, other = made.lab(at=timezone.now()), made.lab(at=timezone.now())
    job = made.measured_job(at, now=timezone.now())
    url = f"/api/v1/jobs/{job.pk}/{tail}/"
    body = {"notes": [{"text": "x"}]}

    answers = [
        getattr(api(who), method)(url, body, format="json").status_code
        for who in (None, client_of(at.customer), at.technician, other.approver)
    ]

    assert answers == [401, 403, 403, 404]
    assert ReviewNote.objects.count() == 0


@pytest.mark.parametrize(
    "body",
    [
        {}, {"notes": []}, {"notes": [{}]}, {"notes": [{"text": " "}]}, {"notes": ["x"]},
        {"notes": [{"text": "x" * 501}]}, {"notes": [{"text": "x", "more": 1}]},
        {"notes": [{"text": "x", "section": "accuracy", "row": -1, "column": "up"}]},
        {"notes": [{"text": "x", "section": "accuracy", "row": 77, "column": "up"}]},
    ],
)  # fmt: skip
def test_a_malformed_remark_is_refused(body: dict[str, Any]) -> None:
    at = made.lab(at=timezone.now())
    job = made.measured_job(at, now=timezone.now())

    answer = api(at.approver).post(f"/api/v1/jobs/{job.pk}/notes/", body, format="json")

    assert answer.status_code == 400
    assert ReviewNote.objects.count() == 0


def test_rows_of_their_own_unit_and_the_rule_that_was_asked_for() -> None:
    at = made.lab(at=timezone.now())
    then = timezone.now() - timedelta(hours=2)
    job = records.meter_job(at, now=then, conformity="simple", conditions=False)
    browser = page(at.approver)
    url = reverse("calibration:review-job", args=[job.pk])

    shown = text_of(browser.get(url))

    assert "Kết luận theo yêu cầu của khách hàng: Chấp nhận đơn giản" in shown
    assert "<th>Đơn vị</th>" in shown
    assert '<td class="keep">kΩ</td>' in shown
    assert "Điều kiện và kiểm tra" not in shown  # this procedure asks for none
