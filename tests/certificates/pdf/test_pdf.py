"""The file: same bytes twice, the words of both languages in it, made once whatever happens."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pypdf import PdfReader

from calibration.models import Job
from calibration.states import Service
from certificates import pdf, statement
from certificates.models import Certificate, Rendering
from certificates.services import approve_and_issue
from certificates.tasks import render_pdf
from common.canonical import sha256
from common.models import Task
from common.queue import drain
from tests.factories import certificates as made
from tests.factories import people

ROOT = Path(__file__).parents[3]


def issue(bench: made.Bench, job: Job) -> Certificate:
    return approve_and_issue(job_id=job.pk, by=bench.approver, at=people.NOW)


def said(bench: made.Bench, job: Job) -> dict[str, Any]:
    return statement.read(issue(bench, job).statement)


def words(file: bytes) -> str:
    """The text of all pages, blanks evened out: lines break where the layout wants."""
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(file)).pages]
    return " ".join(" ".join(pages).split())


@pytest.mark.django_db
def test_the_same_statement_gives_the_same_bytes() -> None:
    bench = made.bench("HUE")
    content = said(bench, made.gauge_job(bench))

    first, other = pdf.render(content), pdf.render(content | {"number": "V26.00002"})

    assert pdf.render(content) == first != other


@pytest.mark.django_db
def test_a_verification_says_everything_in_both_languages() -> None:
    bench = made.bench("HUE")
    content = said(bench, made.gauge_job(bench))

    text = words(pdf.render(content))

    for phrase in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Socialist Republic of Viet Nam",
        "GIẤY CHỨNG NHẬN KIỂM ĐỊNH",
        "Certificate of verification",
        "V26.00001",
        "AK-20417",
        "Đạt yêu cầu kỹ thuật đo lường",
        "Meets the metrological technical requirements",
        "30/11/2027",
        "ĐLVN 08:2011",
        "6 6,10 6,15 0,100 0,150 0,050 0,037 0,16 Đạt Pass",
        "hệ số phủ k = 2",
        "coverage factor k = 2",
        "Chấp nhận đơn giản (w = 0)",
        "Simple acceptance (w = 0)",
        "V06.CN2.0123.26",
        "21,5 °C",
        "Hình 1. Sai số lớn nhất về độ lớn: 0,150 bar tại 4 bar",
        "Figure 1. Largest error in magnitude: 0.150 bar at 4 bar",
        "Trang 1/2 / Page 1 of 2",
        "— Hết / End of document —",
        content["check_url"],
    ):
        assert phrase in text


@pytest.mark.django_db
def test_the_kinds_carry_their_own_titles_and_headings() -> None:
    bench = made.bench("HUE")
    jobs = [
        made.gauge_job(bench, service=Service.CALIBRATION),
        made.gauge_job(bench, passes=False, thing=made.gauge(bench, "A2")),
        made.sample_job(bench),
        made.paper_job(bench),
    ]

    calibration, notice, testing, paper = (words(pdf.render(said(bench, job))) for job in jobs)

    assert "GIẤY CHỨNG NHẬN HIỆU CHUẨN" in calibration
    assert "Xem kết quả hiệu chuẩn tại trang 2" in calibration
    assert "CỘNG HÒA" not in calibration
    assert "THÔNG BÁO KẾT QUẢ KIỂM ĐỊNH KHÔNG ĐẠT" in notice
    assert "1 trong 12 giá trị nằm ngoài giới hạn cho phép" in notice
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in notice
    assert "GIẤY CHỨNG NHẬN THỬ NGHIỆM" in testing
    assert "BB-2026/117" in paper


@pytest.mark.django_db
def test_text_of_people_is_text_and_never_markup() -> None:
    bench = made.bench("HUE")
    bench.customer.name = '#read("/etc/passwd") *A* $x$ <b> \\ "ngoặc" _B_'
    bench.customer.save()

    text = words(pdf.render(said(bench, made.gauge_job(bench))))

    assert '#read("/etc/passwd") *A* $x$ <b> \\ "ngoặc" _B_' in text


def stored(row: Rendering) -> bytes:
    with default_storage.open(str(row.file.name)) as file:
        return bytes(file.read())


@pytest.mark.django_db
def test_the_task_keeps_one_file_of_each_form_however_often_it_runs(files: Path) -> None:
    bench = made.bench("HUE")
    certificate = issue(bench, made.gauge_job(bench))

    first = render_pdf(certificate_id=certificate.pk)
    second = render_pdf(certificate_id=certificate.pk)

    rows = {row.format: row for row in Rendering.objects.all()}
    assert sorted(rows) == ["pdf", "xml"]
    assert first == second == {"certificate": certificate.pk, "sha256": rows["pdf"].sha256}
    assert [sha256(stored(row)) for row in rows.values()] == [row.sha256 for row in rows.values()]


@pytest.mark.django_db
def test_half_a_file_left_by_a_crash_is_replaced(files: Path) -> None:
    bench = made.bench("HUE")
    certificate = issue(bench, made.gauge_job(bench))
    render_pdf(certificate_id=certificate.pk)
    row = Rendering.objects.get(format="pdf")
    whole, name = stored(row), str(row.file.name)
    default_storage.delete(name)
    default_storage.save(name, ContentFile(whole[:1000]))
    row.delete()

    render_pdf(certificate_id=certificate.pk)

    again = Rendering.objects.get(format="pdf")
    assert (again.file.name, stored(again)) == (name, whole)


@pytest.mark.django_db(transaction=True)
def test_the_queue_makes_the_file_after_the_commit(files: Path) -> None:
    bench = made.bench("HUE")
    certificate = issue(bench, made.gauge_job(bench))
    assert not Rendering.objects.exists()

    drain()

    assert sorted(row.format for row in certificate.renderings.all()) == ["pdf", "xml"]
    assert Task.objects.get().state == "done"


def test_killed_between_commit_and_rendering_the_files_appear_once(
    new_database: Callable[[], str], tmp_path: Path
) -> None:
    env = os.environ | {"DATABASE_URL": new_database(), "DATA_DIR": str(tmp_path)}
    env |= {"PYTHONPATH": str(ROOT)}
    died = run(["tests/certificates/issue_and_die.py"], env, check=False)
    assert (died.returncode, died.stdout) == (-9, "V26.00001\n")

    for _ in range(2):
        run(["tests/certificates/drain_and_tell.py"], env)
    told = run(["tests/certificates/drain_and_tell.py"], env)

    assert told.stdout == "2 renderings, 1 task done\n"
    assert len(list((tmp_path / "files" / "certificates").iterdir())) == 2


def run(
    arguments: list[str], env: dict[str, str], *, check: bool = True
) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=env, check=check, stdout=subprocess.PIPE, text=True
    )
