"""A customer's or a year's certificates in one file: what is in it, who gets it, what goes wrong."""

import csv
import io
import json
import random
import subprocess
import tracemalloc
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.permissions import Role
from audit.models import Event
from certificates import services as certificates
from certificates.archive import services, writing
from certificates.archive.lines import COLUMNS, as_csv
from certificates.archive.tasks import key_of, make
from certificates.models import Archive, Certificate, Rendering, Statement
from common.canonical import sha256
from common.errors import InvalidInput, Refused
from common.models import Task, TaskState
from common.queue import Progress, TryAgain, drain
from tests.factories import certificates as made
from tests.factories import people
from tests.factories.people import NOW, api, page

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def issued(bench: made.Bench, files: Path) -> Certificate:
    """A certificate with its files."""
    job = made.gauge_job(bench)
    certificate = certificates.approve_and_issue(job_id=job.pk, by=bench.approver, at=NOW)
    drain()
    return Certificate.objects.get(pk=certificate.pk)


@pytest.fixture
def archive(bench: made.Bench, issued: Certificate) -> Archive:
    asked = ask(bench)
    drain()
    asked.refresh_from_db()
    return asked


def ask(bench: made.Bench, **what: Any) -> Archive:
    given = {"centre": bench.centre, "year": 2026, "by": bench.quality, "at": LATER, **what}
    return services.ask(**given)


def content(archive: Archive) -> bytes:
    with archive.file.open("rb") as file:
        return bytes(file.read())


def opened(archive: Archive) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content(archive)))


def index(archive: Archive) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(opened(archive).read("index.json"))["certificates"]
    return found


# What is in it


def test_it_holds_the_files_as_they_were_kept(issued: Certificate, archive: Archive) -> None:
    inside = opened(archive)
    kept = {row.format: row for row in issued.renderings.all()}

    names = [f"certificates/{issued.number}.{form}" for form in ("pdf", "xml") if form in kept]
    assert inside.testzip() is None
    assert inside.namelist() == [*names, "index.json", "index.csv", "README.txt", "SHA256SUMS"]
    for form, row in kept.items():
        data = inside.read(f"certificates/{issued.number}.{form}")
        assert sha256(data) == row.sha256


def test_the_row_says_what_the_file_is(archive: Archive) -> None:
    data = content(archive)

    assert (archive.sha256, archive.size, archive.certificates) == (sha256(data), len(data), 1)
    verbs = Event.objects.order_by("pk").values_list("verb", flat=True)
    assert [verb for verb in verbs if verb.startswith("archive.")] == [
        "archive.ask",
        "archive.make",
    ]


def test_sha256sum_finds_every_file_right(archive: Archive, tmp_path: Path) -> None:
    opened(archive).extractall(tmp_path)

    done = subprocess.run(
        ["sha256sum", "--strict", "-c", "SHA256SUMS"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.count(": OK") == len(opened(archive).namelist()) - 1
    text = (tmp_path / "README.txt").read_text()
    assert "sha256sum -c SHA256SUMS" in text
    assert "Điều 16, 25, 33" in text


def test_the_index_tells_what_was_stated(issued: Certificate, archive: Archive) -> None:
    line = index(archive)[0]
    pdf = issued.renderings.get(format="pdf")

    assert tuple(line) == COLUMNS
    assert {name: line[name] for name in ("number", "kind", "state", "serial", "maker")} == {
        "number": issued.number, "kind": issued.kind, "state": "issued", "serial": "AK-20417",
        "maker": "Wika",
    }  # fmt: skip
    assert (line["pdf"], line["pdf_sha256"], line["pdf_size"]) == (
        f"certificates/{issued.number}.pdf", pdf.sha256, len(opened(archive).read(line["pdf"])),
    )  # fmt: skip
    assert line["statement_sha256"] == issued.statement.digest
    assert line["check_address"].endswith(f"/c/{issued.public_id}/")
    assert (line["performed_on"], line["missing"]) == (issued.performed_on.isoformat(), "")


def test_both_indexes_say_the_same(archive: Archive) -> None:
    text = opened(archive).read("index.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))

    assert [{name: str(value) for name, value in line.items()} for line in index(archive)] == rows


def test_a_chain_of_replacements_is_told_from_both_ends(
    bench: made.Bench, issued: Certificate
) -> None:
    bench.customer.name = "Công ty TNHH Xăng dầu Sông Bồ Mới"
    bench.customer.save()
    newer = certificates.supersede(
        certificate_id=issued.pk, reason="Sai tên khách hàng", by=bench.quality, at=NOW
    )
    drain()
    asked = ask(bench)
    drain()
    asked.refresh_from_db()

    old, new = index(asked)
    assert (old["state"], old["superseded_by"], old["end_reason"]) == (
        "superseded", newer.number, "Sai tên khách hàng",
    )  # fmt: skip
    assert (new["supersedes"], new["customer"]) == (issued.number, bench.customer.name)


def test_a_cell_that_would_run_as_a_formula_stays_a_text() -> None:
    line = dict.fromkeys(COLUMNS, "") | {"customer": "=cmd()", "pdf_size": -1}

    assert as_csv([line], heads=False).decode().count("'=cmd()") == 1
    assert "'-1" not in as_csv([line], heads=False).decode()


def test_two_numbers_that_make_one_name_are_two_files(
    archive: Archive, issued: Certificate
) -> None:
    pen: Any = writing._Pen(zipfile.ZipFile(io.BytesIO(), "w"), io.BytesIO(), NOW)
    row = issued.renderings.get(format="pdf")
    pen.put("A-1.pdf", b"", at=NOW, packed=False)

    assert pen.free("A-1", row) == f"A-1.{issued.pk}.pdf"


# Which certificates


def test_a_year_and_a_customer_narrow_it(bench: made.Bench, issued: Certificate) -> None:
    other = people.customer(bench.centre)

    assert ask(bench, customer=bench.customer).customer == bench.customer
    for nothing in ({"year": 2025}, {"customer": other, "year": None}, {"customer": other}):
        with pytest.raises(Refused) as refusal:
            ask(bench, **nothing)
        assert refusal.value.code == "nothing"


@pytest.mark.parametrize(
    ("what", "field", "code"),
    [
        ({"year": None}, "year", "required"),
        ({"year": 1999}, "year", "out_of_range"),
        ({"year": 2027}, "year", "out_of_range"),
    ],
)
def test_what_cannot_be_asked_for_is_named(
    bench: made.Bench, what: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(InvalidInput) as error:
        ask(bench, **what)

    assert [(fault.field, fault.code) for fault in error.value.faults] == [(field, code)]
    assert not Archive.objects.exists()


def test_another_centres_customer_is_refused(bench: made.Bench) -> None:
    stranger = people.customer(people.centre("DANANG"))

    with pytest.raises(InvalidInput):
        ask(bench, customer=stranger)


def test_what_is_issued_after_it_was_asked_for_is_not_in_it(
    bench: made.Bench, issued: Certificate
) -> None:
    asked = ask(bench)
    job = made.gauge_job(bench, thing=made.gauge(bench, "AK-2"))
    later = LATER + timedelta(hours=1)
    certificates.approve_and_issue(job_id=job.pk, by=bench.approver, at=later)
    drain()

    asked.refresh_from_db()
    assert asked.certificates == 1


# Once, again, and when something is away


def test_asked_for_twice_it_is_one(bench: made.Bench, issued: Certificate) -> None:
    first = ask(bench)

    assert ask(bench) == first
    assert Task.objects.filter(key=key_of(first.pk)).count() == 1
    assert ask(bench, at=LATER + timedelta(hours=1)) != first


def test_made_again_it_is_the_same_bytes(archive: Archive) -> None:
    before = archive.sha256
    Archive.objects.filter(pk=archive.pk).update(made_at=None, file="", sha256="")

    make(archive_id=archive.pk)

    archive.refresh_from_db()
    assert archive.sha256 == before
    assert default_storage.listdir("archives")[1] == [Path(str(archive.file.name)).name]


def test_made_twice_nothing_changes(archive: Archive) -> None:
    told = make(archive_id=archive.pk)

    assert told["url"] == f"/archives/{archive.pk}/"
    assert Event.objects.filter(verb="archive.make").count() == 1


def test_of_two_workers_the_first_counts(archive: Archive, issued: Certificate) -> None:
    from certificates.archive.tasks import _finish

    name = default_storage.save("archives/other.zip", ContentFile(b"x"))
    _finish(archive.pk, (name, 1), "0" * 64, writing.Written())

    archive.refresh_from_db()
    assert archive.sha256 != "0" * 64
    assert not default_storage.exists(name)


def test_storage_that_is_away_is_said_and_tried_again(
    bench: made.Bench, issued: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask(bench)
    with monkeypatch.context() as patch:
        patch.setattr(type(default_storage._wrapped), "open", _away)  # type: ignore[attr-defined]
        drain()

    task = Task.objects.get(key=key_of(asked.pk))
    assert task.state == TaskState.WAITING
    assert "Kho tệp không dùng được" in task.error
    shown = page(bench.quality).get(f"/archives/{asked.pk}/").content.decode()
    assert "Kho tệp không dùng được" in shown

    Task.objects.update(run_after=NOW)
    drain()
    asked.refresh_from_db()
    assert asked.certificates == 1


def _away(*_args: Any, **_more: Any) -> Any:
    raise ConnectionError("storage")


def test_storage_that_goes_away_at_the_end_leaves_no_row_without_a_file(
    bench: made.Bench, issued: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask(bench)
    with monkeypatch.context() as patch:
        patch.setattr(type(default_storage._wrapped), "save", _away)  # type: ignore[attr-defined]
        with pytest.raises(TryAgain):
            make(archive_id=asked.pk)

    asked.refresh_from_db()
    assert (asked.made_at, asked.file.name) == (None, "")


def test_a_file_that_is_not_what_it_was_is_left_out_and_named(
    bench: made.Bench, issued: Certificate
) -> None:
    row = issued.renderings.get(format="pdf")
    name = str(row.file.name)
    with default_storage.open(name) as file:
        changed = file.read().replace(b"%PDF", b"%PDX", 1)
    default_storage.delete(name)
    default_storage.save(name, ContentFile(changed))

    asked = ask(bench)
    drain()
    asked.refresh_from_db()

    line = index(asked)[0]
    assert (line["missing"], line["pdf"]) == ("pdf: file_changed", "")
    assert f"{issued.number} (pdf: file_changed)" in opened(asked).read("README.txt").decode()
    shown = page(bench.quality).get(f"/archives/{asked.pk}/").content.decode()
    assert "1 giấy thiếu tệp" in shown


def test_a_file_that_is_not_made_yet_is_named(bench: made.Bench, issued: Certificate) -> None:
    Rendering.objects.all().delete()
    asked = ask(bench)

    make(archive_id=asked.pk)

    asked.refresh_from_db()
    assert index(asked)[0]["missing"] == "pdf: not_made"


def test_a_page_of_certificates_costs_the_same_however_many(
    bench: made.Bench, issued: Certificate
) -> None:
    asked = ask(bench)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            writing.write(asked, io.BytesIO(), Progress())
        return len(seen)

    alone = queries()
    for number in range(3):
        job = made.gauge_job(bench, thing=made.gauge(bench, f"B{number}"))
        certificates.approve_and_issue(job_id=job.pk, by=bench.approver, at=NOW)
    drain()

    assert queries() == alone


# Who gets it


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return str(answer.content.decode())


def test_asked_for_on_the_page_and_fetched(bench: made.Bench, issued: Certificate) -> None:
    client = page(bench.quality)
    assert "Kho lưu" in text(client.get("/certificates/"))
    body = {"centre": bench.centre.pk, "year": "2026", "customer": ""}

    answer = client.post("/archives/", body)

    asked = Archive.objects.get()
    assert answer["Location"] == f"/archives/{asked.pk}/"
    waiting = text(client.get(f"/archives/{asked.pk}/"))
    assert 'hx-trigger="every 1s"' in waiting
    assert client.get(f"/archives/{asked.pk}/download/").status_code == 409
    drain()
    shown = text(client.get(f"/archives/{asked.pk}/", headers={"HX-Request": "true"}))
    asked.refresh_from_db()
    assert asked.sha256 in shown
    assert "hx-trigger" not in shown
    got: Any = client.get(f"/archives/{asked.pk}/download/")
    assert sha256(b"".join(got.streaming_content)) == asked.sha256
    assert got["Content-Type"] == "application/zip"
    assert "2026" in text(client.get("/archives/"))


def test_nothing_chosen_is_said(bench: made.Bench, issued: Certificate) -> None:
    body = {"centre": bench.centre.pk, "year": "", "customer": ""}

    assert "Hãy chọn khách hàng, năm" in text(page(bench.quality).post("/archives/", body), 400)


def test_a_client_gets_their_own_and_nobody_elses(bench: made.Bench, issued: Certificate) -> None:
    mine, other = people.client_of(bench.customer), people.customer(bench.centre, "Người Khác")
    client, stranger = page(mine), page(people.client_of(other))
    year = ask(bench)
    assert "/archives/" in text(client.get("/mine/"))
    assert other.name not in text(client.get("/archives/"))

    answer = client.post("/archives/", {"customer": bench.customer.pk})
    asked = Archive.objects.get(by=mine)
    drain()

    assert answer["Location"] == f"/archives/{asked.pk}/"
    asked.refresh_from_db()
    assert (asked.customer, asked.year, asked.certificates) == (bench.customer, None, 1)
    got: Any = client.get(f"/archives/{asked.pk}/download/")
    assert sha256(b"".join(got.streaming_content)) == asked.sha256
    assert stranger.get(f"/archives/{asked.pk}/download/").status_code == 404
    assert client.get(f"/archives/{year.pk}/").status_code == 404
    assert client.post("/archives/", {"customer": other.pk}).status_code == 400
    assert client.post("/archives/", {"year": "2026"}).status_code == 400


def test_who_may_not_export_does_not_come_in(bench: made.Bench, archive: Archive) -> None:
    elsewhere = people.person(Role.QUALITY_OFFICER, people.centre("DANANG"))

    assert page(bench.technician).get("/archives/").status_code == 403
    assert page(bench.technician).get(f"/archives/{archive.pk}/download/").status_code == 403
    assert page(elsewhere).get(f"/archives/{archive.pk}/").status_code == 404
    assert "/accounts/login/" in page(None).get("/archives/")["Location"]
    body = {"centre": bench.centre.pk, "year": "2026"}
    assert page(elsewhere).post("/archives/", body).status_code == 400


def test_the_api_asks_waits_and_fetches(bench: made.Bench, issued: Certificate) -> None:
    client = api(bench.quality)

    asked = client.post("/api/v1/archives/", {"year": 2026}, format="json")
    number = asked.json()["id"]
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
    assert client.get(f"/api/v1/archives/{number}/download/").json()["code"] == "not_ready"
    drain()

    one = client.get(f"/api/v1/archives/{number}/").json()
    assert (one["state"], one["certificates"], one["centre"]) == ("done", 1, bench.centre.code)
    listed = client.get("/api/v1/archives/").json()
    assert [each["id"] for each in listed["results"]] == [number]
    got: Any = client.get(f"/api/v1/archives/{number}/download/")
    assert sha256(b"".join(got.streaming_content)) == one["sha256"]


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "year"), ({"year": 2026, "centre": "X"}, "centre"), ({"customer": 10**9}, "customer"),
     ({"year": "x"}, "year"), ({"customer": -1}, "customer"), ({"year": 10**30}, "year")],
)  # fmt: skip
def test_the_api_names_what_is_wrong(bench: made.Bench, body: dict[str, Any], field: str) -> None:
    answer = api(bench.quality).post("/api/v1/archives/", body, format="json")

    assert answer.status_code == 400
    assert answer.json()["faults"][0]["field"] == field


def test_the_api_is_closed_to_others(bench: made.Bench, archive: Archive) -> None:
    assert api(None).get("/api/v1/archives/").status_code == 401
    assert api(bench.technician).get("/api/v1/archives/").status_code == 403
    elsewhere = people.person(Role.QUALITY_OFFICER, people.centre("DANANG"))
    assert api(elsewhere).get(f"/api/v1/archives/{archive.pk}/").status_code == 404


def test_the_list_asks_the_same_however_long_it_is(bench: made.Bench, issued: Certificate) -> None:
    def queries(address: str) -> int:
        client = api(bench.quality) if "api" in address else page(bench.quality)
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        return len(seen)

    ask(bench)
    few = [queries(address) for address in ("/archives/", "/api/v1/archives/")]
    for hour in range(1, 4):
        ask(bench, at=LATER + timedelta(hours=hour))

    assert [queries(address) for address in ("/archives/", "/api/v1/archives/")] == few


# However many


def many(last: Certificate, count: int, size: int) -> Certificate:
    """So many more certificates, each with a file of `size` bytes of its own; the last of them."""
    said = last.statement.content
    for number in range(last.serial + 1000, last.serial + 1000 + count):
        last = Certificate.objects.create(
            centre=last.centre, customer=last.customer, job=last.job, kind=last.kind,
            year=last.year, serial=number, number=f"V26.{number:05}",
            performed_on=last.performed_on, issued_at=last.issued_at,
            issued_by=last.issued_by, supersedes=last,
        )  # fmt: skip
        Statement.objects.create(certificate=last, content=said, digest=sha256(said))
        data = random.Random(number).randbytes(size)
        Rendering.objects.create(
            certificate=last, format="pdf", sha256=sha256(data), made_at=NOW, size=size,
            file=default_storage.save(f"certificates/{last.pk}.pdf", ContentFile(data)),
        )  # fmt: skip
    return last


def most_memory(archive: Archive) -> int:
    """The most that making it took, by Python's own count."""
    tracemalloc.start()
    make(archive_id=archive.pk)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def test_memory_stays_flat_however_large_the_archive(
    issued: Certificate, bench: made.Bench
) -> None:
    last = many(issued, 60, 100_000)
    most_memory(ask(bench))  # what is only imported once
    small = most_memory(ask(bench, at=LATER + timedelta(hours=1)))
    many(last, 240, 100_000)

    large = ask(bench, at=LATER + timedelta(hours=2))
    most = most_memory(large)

    large.refresh_from_db()
    assert (large.certificates, large.size > 300 * 100_000) == (301, True)
    # Five times the files: 24 MB more in the archive, and hardly any in memory.
    assert most - small < 3 * 2**20, (small, most)
