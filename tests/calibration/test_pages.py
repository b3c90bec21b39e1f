"""The pages: who gets in, what they say, what a refusal looks like."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from calibration.models import CellReturn, Job
from calibration.services import assign_jobs, record_paper_job, record_readings, submit
from calibration.states import Service
from tests.factories import calibration as made
from tests.factories.instruments import overwrite
from tests.factories.people import client_of, page

pytestmark = pytest.mark.django_db


def lab() -> made.Lab:
    return made.lab(at=timezone.now())


def job_in_review(at: made.Lab, **more: Any) -> Job:
    return made.measured_job(at, now=timezone.now(), **more)


QUIET = tuple((f"{n}.00", f"{n}.00") for n in range(0, 11, 2))


def text_of(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


PAGES = (
    ("calibration:today", "technician"),
    ("calibration:jobs", "quality"),
    ("calibration:table", "officer"),
    ("calibration:review", "approver"),
    ("calibration:procedures", "technician"),
)


@pytest.mark.parametrize(("name", "who"), PAGES)
def test_lists_open_to_their_roles_only(name: str, who: str) -> None:
    at = lab()
    url = reverse(name)

    assert page(None).get(url).status_code == 302
    assert page(client_of(at.customer)).get(url).status_code == 403
    assert page(getattr(at, who)).get(url).status_code == 200


ROWS = (
    ("calibration:job", "get", "quality", None),
    ("calibration:bench", "get", "technician", "quality"),
    ("calibration:review-job", "get", "approver", "technician"),
    ("calibration:assign", "get", "officer", "technician"),
    ("calibration:cancel", "get", "officer", "technician"),
    ("calibration:paper", "get", "technician", "officer"),
)


@pytest.mark.parametrize(("name", "method", "may", "may_not"), ROWS)
def test_rows_open_to_those_who_see_them(
    name: str, method: str, may: str, may_not: str | None
) -> None:
    at, other = lab(), lab()
    job = made.gauge_job(at, now=timezone.now())
    url = reverse(name, args=[job.pk])

    assert getattr(page(None), method)(url).status_code == 302
    assert getattr(page(client_of(at.customer)), method)(url).status_code == 403
    assert getattr(page(getattr(other, may)), method)(url).status_code == 404
    assert getattr(page(getattr(at, may)), method)(url).status_code == 200
    if may_not:
        assert getattr(page(getattr(at, may_not)), method)(url).status_code == 403


def test_today_groups_by_place_and_says_what_blocks() -> None:
    at = lab()
    now = timezone.now()
    later = made.gauge_job(at, now=now, due_on=now.date() + timedelta(days=5))
    sooner = made.gauge_job(at, now=now, due_on=now.date() + timedelta(days=1))
    assign_jobs(job_ids=[later.pk], technician=at.approver, by=at.officer, at=now)
    yesterday = timezone.localdate() - timedelta(days=1)
    overwrite(at.weights.calibrations.all(), valid_until=yesterday)
    blocked = made.scale_job(at, now=now, due_on=None)

    shown = text_of(page(at.technician).get(reverse("calibration:today")))

    assert reverse("calibration:bench", args=[sooner.pk]) in shown
    assert reverse("calibration:bench", args=[blocked.pk]) not in shown
    assert f"Chuẩn {at.weights.code} hết hạn hiệu chuẩn" in shown
    assert "phụ trách chất lượng" in shown
    assert reverse("calibration:job", args=[later.pk]) not in shown


def test_today_costs_the_same_for_one_and_for_many(django_assert_max_num_queries: Any) -> None:
    at = lab()
    for _ in range(6):
        made.gauge_job(at, now=timezone.now())
    browser = page(at.technician)

    with django_assert_max_num_queries(19):
        assert browser.get(reverse("calibration:today")).status_code == 200


def test_review_puts_the_unusual_first(django_assert_max_num_queries: Any) -> None:
    at = lab()
    now = timezone.now()
    old = now - timedelta(days=2)
    quiet = made.measured_job(at, made.gauge_job(at, now=old), rows=QUIET, now=old)
    near = job_in_review(at)
    failed = job_in_review(at, passes=False)
    browser = page(at.approver)

    with django_assert_max_num_queries(12):
        shown = text_of(browser.get(reverse("calibration:review")))

    rows = (failed, near, quiet)
    places = [shown.index(reverse("calibration:review-job", args=[j.pk])) for j in rows]
    assert places == sorted(places)
    assert "4 bar: tới 93 % giới hạn" in shown
    assert "Không đạt" in shown


def test_a_reviewer_returns_marked_cells() -> None:
    at = lab()
    job = job_in_review(at)
    url = reverse("calibration:review-job", args=[job.pk])
    shown = text_of(page(at.approver).get(url))
    assert 'value="accuracy.2.down.0"' in shown
    assert "0,063" in shown

    answer = page(at.approver).post(
        url, {"cells": ["accuracy.2.down.0", "environment.0.temperature.0"], "comment": "Đo lại"}
    )

    assert answer.status_code == 302
    job.refresh_from_db()
    assert job.state == "measuring"
    assert [(r.section, r.row, r.column, r.comment) for r in CellReturn.objects.all()] == [
        ("accuracy", 2, "down", "Đo lại"),
        ("environment", 0, "temperature", "Đo lại"),
    ]


@pytest.mark.parametrize(
    ("cells", "comment"),
    [
        ([], "x"),
        (["accuracy.2.down.0"], " "),
        (["accuracy.x.down.0"], "x"),
        (["accuracy.77.down.0"], "x"),
        (["nonsense"], "x"),
        (["accuracy.99999999999999999999.down.0"], "x"),
    ],
)
def test_a_bad_return_changes_nothing_and_keeps_what_was_typed(
    cells: list[str], comment: str
) -> None:
    at = lab()
    job = job_in_review(at)

    answer = page(at.approver).post(
        reverse("calibration:review-job", args=[job.pk]), {"cells": cells, "comment": comment}
    )

    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    job.refresh_from_db()
    assert (job.state, CellReturn.objects.count()) == ("measured", 0)


def test_own_work_waits_for_another_reviewer() -> None:
    at = lab()
    now = timezone.now()
    job = made.measuring_job(at, now=now)
    record_readings(job_id=job.pk, readings=made.gauge_readings(now=now), by=at.approver, at=now)
    submit(job_id=job.pk, by=at.technician, at=now)

    shown = text_of(page(at.approver).get(reverse("calibration:review-job", args=[job.pk])))

    assert "chờ người soát lại khác" in shown
    assert "disabled" in shown
    assert 'name="comment"' not in shown


def test_the_job_page_shows_results_and_history() -> None:
    at = lab()
    job = job_in_review(at)

    shown = text_of(page(at.quality).get(reverse("calibration:job", args=[job.pk])))

    for part in ("chờ soát lại", "4,15", "0,15", "0,16", "Đạt", at.gauge.code, "nộp soát lại"):
        assert part in shown
    assert "chờ người soát lại" in shown


def test_jobs_are_filtered_by_the_address_and_exported() -> None:
    at = lab()
    now = timezone.now()
    gauge = made.gauge_job(at, now=now)
    scale = made.scale_job(at, now=now)
    browser = page(at.quality)

    found = text_of(browser.get(reverse("calibration:jobs"), {"q": "can dong ho"}))
    table = browser.get(reverse("calibration:table"), {"state": "open"})

    assert reverse("calibration:job", args=[scale.pk]) in found
    assert reverse("calibration:job", args=[gauge.pk]) not in found
    assert table.content[:2] == b"PK"
    assert "quá hạn" in text_of(browser.get(reverse("calibration:jobs"), {"due": "overdue"}))


def test_paper_work_goes_through_its_form() -> None:
    at = lab()
    job = made.gauge_job(at, instrument=None, now=timezone.now())
    url = reverse("calibration:paper", args=[job.pk])
    body = {
        "performed_on": timezone.localdate().isoformat(),
        "outcome": "pass",
        "paper_record": "BB-2026/117",
        "technician": at.technician.pk,
    }

    wrong = page(at.technician).post(url, body | {"performed_on": "2100-01-01"})
    right = page(at.technician).post(url, body)

    assert (wrong.status_code, right.status_code) == (400, 302)
    assert "Ngày thực hiện ở tương lai" in wrong.content.decode()
    job.refresh_from_db()
    assert (job.state, job.outcome, job.paper_record, job.technician) == (
        "measured", "pass", "BB-2026/117", at.technician,
    )  # fmt: skip


def test_a_paper_record_is_given_back() -> None:
    at = lab()
    job = made.gauge_job(at, now=timezone.now())
    record_paper_job(
        job_id=job.pk, performed_on=timezone.localdate(), outcome="pass", paper_record="BB-1",
        technician=at.technician, by=at.technician, at=timezone.now(),
    )  # fmt: skip
    url = reverse("calibration:review-job", args=[job.pk])

    silent = page(at.approver).post(url, {"comment": ""})
    told = page(at.approver).post(url, {"comment": "Thiếu chữ ký"})

    assert (silent.status_code, told.status_code) == (400, 302)
    job.refresh_from_db()
    assert (job.state, job.paper_record, job.outcome, job.performed_on) == ("open", "", "", None)


def test_assign_and_cancel_through_their_forms() -> None:
    at = lab()
    job = made.gauge_job(at, now=timezone.now())
    assign, cancel = (reverse(f"calibration:{n}", args=[job.pk]) for n in ("assign", "cancel"))

    assert page(at.officer).post(assign, {"technician": at.technician.pk}).status_code == 302
    assert page(at.officer).post(assign, {"technician": at.officer.pk}).status_code == 400
    assert page(at.officer).post(cancel, {"why": ""}).status_code == 400
    job.refresh_from_db()
    assert (job.state, job.technician) == ("open", at.technician)
    assert page(at.officer).post(cancel, {"why": "khách rút"}).status_code == 302
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_the_agreed_rule_is_written_down_on_a_page_of_the_job() -> None:
    at = lab()
    job = made.gauge_job(at, service=Service.CALIBRATION, now=timezone.now())
    url = reverse("calibration:conformity", args=[job.pk])

    assert "Không: chỉ báo giá trị" in text_of(page(at.officer).get(url))
    assert page(at.technician).get(url).status_code == 403
    assert page(at.officer).post(url, {"rule": "best"}).status_code == 400
    assert page(at.officer).post(url, {"rule": "simple"}).status_code == 302
    job.refresh_from_db()
    assert job.conformity == "simple"


def test_a_quality_officer_puts_in_force_and_retires() -> None:
    at = lab()
    version = made.procedure(at)
    url = reverse("calibration:procedure", args=[version.pk])
    retire = reverse("calibration:retire", args=[version.pk])

    shown = text_of(page(at.quality).get(url))
    assert "ĐLVN 08:2011" in shown
    assert "cls/100*(range_max-range_min)" in shown
    assert page(at.technician).post(retire, {"valid_to": "2030-01-01"}).status_code == 403
    assert page(at.quality).post(retire, {"valid_to": "2010-01-01"}).status_code == 400
    assert page(at.quality).post(retire, {"valid_to": "2030-01-01"}).status_code == 302
    version.refresh_from_db()
    assert (version.state, str(version.valid_to)) == ("retired", "2030-01-01")
    other = lab()
    assert page(other.quality).post(retire, {"valid_to": "2030-01-01"}).status_code == 404


def test_the_bench_page_loads_what_was_built(settings: Any, tmp_path: Path) -> None:
    at = lab()
    job = made.gauge_job(at, now=timezone.now())
    url = reverse("calibration:bench", args=[job.pk])
    settings.BENCH_DIST = tmp_path

    missing = text_of(page(at.technician).get(url))
    (tmp_path / "bench").mkdir()
    manifest = '{"entries": {"main.js": "main-X.js", "main.css": "main-Y.css"}, "files": []}'
    (tmp_path / "bench" / "manifest.json").write_text(manifest)
    built = text_of(page(at.technician).get(url))

    assert "bench/dist/bench/manifest.json" in missing
    assert f'data-job="{job.pk}"' in built
    assert '<script type="module" src="/static/bench/main-X.js">' in built
    assert "/static/bench/main-Y.css" in built


@pytest.mark.parametrize("name", ["today", "jobs", "review"])
def test_empty_pages_say_how_to_begin(name: str) -> None:
    at = lab()
    who = {"review": at.approver, "today": at.technician}.get(name, at.quality)
    begins = {"today": "hợp đồng được ký", "jobs": "hợp đồng đã ký", "review": "kỹ thuật viên nộp"}

    assert begins[name] in text_of(page(who).get(reverse(f"calibration:{name}")))
