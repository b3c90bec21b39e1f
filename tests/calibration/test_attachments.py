"""Photos and files: told by their content, kept once, sealed, seen by whoever sees the job."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, connection, transaction
from django.utils import timezone

from audit.check import findings
from audit.models import Event
from calibration.models import Attachment, Job
from calibration.services import approve
from common.canonical import sha256
from common.file_kinds import HEIC, JPEG, PDF, PNG, TEXT, WEBP, XLSX, kind_of
from tests.factories import calibration as made
from tests.factories.people import api, client_of

pytestmark = pytest.mark.django_db
MB = 2**20
PHOTO = b"\xff\xd8\xff\xe0" + b"\0" * 40
TAKEN = "2026-11-20T09:30:00+07:00"


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }
    return tmp_path


@pytest.fixture
def lab(db: None) -> made.Lab:
    return made.lab(at=timezone.now())


@pytest.fixture
def job(lab: made.Lab) -> Job:
    return made.measuring_job(lab, now=timezone.now())


def workbook(*more: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name in ("[Content_Types].xml", "xl/workbook.xml", *more):
            book.writestr(name, "<x/>")
    return out.getvalue()


def body(content: bytes = PHOTO, name: str = "mặt số.jpg", **more: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()), "file": SimpleUploadedFile(name, content), "taken_at": TAKEN, **more,
    }  # fmt: skip


def post(who: Any, job: Job, sent: dict[str, Any], language: str = "vi") -> Any:
    sent["file"].seek(0)
    url = f"/api/v1/jobs/{job.pk}/attachments/"
    return api(who, language).post(url, sent, format="multipart")


def kept(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_photo_is_kept_sealed_and_listed(lab: made.Lab, job: Job, files: Path) -> None:
    sent = body(caption="Kim lệch", section="accuracy", row=2)

    answer = post(lab.technician, job, sent)

    said = answer.json()
    assert answer.status_code == 201
    assert said == {
        "id": sent["id"], "name": "mặt số.jpg", "kind": JPEG, "size": len(PHOTO),
        "sha256": sha256(PHOTO), "caption": "Kim lệch", "section": "accuracy", "row": 2,
        "taken_at": said["taken_at"], "by": "Trần Thị Thử", "at": said["at"],
    }  # fmt: skip
    assert datetime.fromisoformat(said["taken_at"]) == datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
    assert kept(files) == [f"worksheets/{sent['id']}.jpg"]
    event = Event.objects.get(verb="job.attach")
    assert (event.subject_id, event.why) == (str(job.pk), "Kim lệch")
    assert f"calibration.attachment:{sent['id']}" in event.seals
    bundle = api(lab.technician).get(f"/api/v1/jobs/{job.pk}/worksheet/").json()
    assert bundle["attachments"] == [said]
    assert list(findings()) == []


def test_sent_again_it_is_known(lab: made.Lab, job: Job, files: Path) -> None:
    sent = body()
    first, again = post(lab.technician, job, sent), post(lab.technician, job, sent)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert (Attachment.objects.count(), Event.objects.filter(verb="job.attach").count()) == (1, 1)
    assert len(kept(files)) == 1


@pytest.mark.parametrize("taken", ["0001-01-01T00:00:00", "9999-12-31T12:00:00Z"])
def test_a_moment_that_no_calendar_shows_is_refused(
    lab: made.Lab, job: Job, files: Path, taken: str
) -> None:
    answer = post(lab.technician, job, body(taken_at=taken))

    assert answer.status_code == 400
    assert [(f["field"], f["code"]) for f in answer.json()["faults"]] == [
        ("taken_at", "out_of_range")
    ]
    assert (Attachment.objects.count(), kept(files)) == (0, [])


@pytest.mark.parametrize(
    "change", [{"caption": "khác"}, {"file": SimpleUploadedFile("a.jpg", PHOTO + b"x")}]
)
def test_other_content_under_a_known_id_is_a_conflict(
    lab: made.Lab, job: Job, files: Path, change: dict[str, Any]
) -> None:
    sent = body()
    post(lab.technician, job, sent)

    answer = post(lab.technician, job, sent | change)

    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert (Attachment.objects.count(), len(kept(files))) == (1, 1)


def test_an_id_of_another_job_is_a_conflict_that_shows_nothing(lab: made.Lab, job: Job) -> None:
    second = made.measuring_job(lab, now=timezone.now())
    sent = body(name="bí mật.jpg")
    post(lab.technician, job, sent)

    answer = post(lab.technician, second, sent)

    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert "bí mật" not in answer.content.decode()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PHOTO, JPEG),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, PNG),
        (b"RIFF\0\0\0\0WEBPVP8 ", WEBP),
        (b"\0\0\0\x18ftypheic\0\0\0\0", HEIC),
        (b"%PDF-1.7\n", PDF),
        # A workbook has its second in it, so it cannot be its own name.
        pytest.param(workbook(), XLSX, id="workbook"),
        ("điểm;số chỉ\n1;2,05\n".encode(), TEXT),
        (b"MZ\x90\0\x03", ""),
        (b"GIF89a\x01\0", ""),
        (b"PK\x03\x04 broken", ""),
        (b"PK\x05\x06" + b"\0" * 18, ""),
        ("utf-16".encode("utf-16"), ""),
        (b"\xc4", ""),
        (b"", ""),
    ],
)
def test_the_kind_is_told_from_the_content(content: bytes, kind: str) -> None:
    assert kind_of(io.BytesIO(content)) == kind


@pytest.mark.parametrize(
    ("sent", "code", "words"),
    [
        (body(b"MZ\x90\0\x03", "ảnh.jpg"), "file_kind", "loại tệp"),
        (body(workbook("xl/vbaProject.bin"), "sổ.xlsx"), "macros", "macro"),
        (body(section="nowhere"), "unknown_cell", "bảng"),
        (body(section="accuracy", row=6), "unknown_cell", "dòng"),
        (body(row=0), "unknown_cell", "dòng"),
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_nothing(
    lab: made.Lab, job: Job, files: Path, sent: dict[str, Any], code: str, words: str
) -> None:
    answer = post(lab.technician, job, sent)

    fault = answer.json()["faults"][0]
    assert (answer.status_code, fault["code"]) == (400, code)
    assert words in fault["message"]
    assert (Attachment.objects.count(), kept(files)) == (0, [])


@pytest.mark.parametrize("size", [12 * MB + 1, 30 * MB])
def test_a_photo_that_is_too_large_is_told_its_size_and_the_limit(
    lab: made.Lab, job: Job, files: Path, size: int
) -> None:
    sent = body(PHOTO + b"\0" * (size - len(PHOTO)))

    answer = post(lab.technician, job, sent, "en")

    fault = answer.json()["faults"][0]
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert (fault["found"], fault["allowed"]) == (f"{size / MB:.1f} MB", "12 MB")
    assert fault["found"] in answer.json()["message"]
    assert (Attachment.objects.count(), kept(files)) == (0, [])


def test_twelve_megabytes_are_taken(lab: made.Lab, job: Job) -> None:
    sent = body(PHOTO + b"\0" * (12 * MB - len(PHOTO)))

    answer = post(lab.technician, job, sent)

    assert (answer.status_code, answer.json()["size"]) == (201, 12 * MB)


def test_files_are_taken_until_the_approval(lab: made.Lab, files: Path) -> None:
    now = timezone.now()
    unstarted = made.gauge_job(lab, now=now)
    job = made.measured_job(lab, now=now)

    before, waiting = post(lab.technician, unstarted, body()), post(lab.technician, job, body())
    approve(job_id=job.pk, by=lab.approver, at=now)
    after = post(lab.technician, job, body())

    assert (before.status_code, before.json()["code"]) == (409, "no_worksheet")
    assert waiting.status_code == 201
    assert (after.status_code, after.json()["code"]) == (409, "wrong_state")
    assert (Attachment.objects.count(), len(kept(files))) == (1, 1)


def test_a_photo_is_shown_and_a_file_is_downloaded(lab: made.Lab, job: Job) -> None:
    photo, text = body(), body(b"<script>alert(1)</script>", "../../trang.html")
    for sent in (photo, text):
        assert post(lab.technician, job, sent).status_code == 201

    answers: list[Any] = [
        api(lab.technician).get(f"/api/v1/jobs/{job.pk}/attachments/{sent['id']}/")
        for sent in (photo, text)
    ]

    shown, loaded = answers
    assert b"".join(shown.streaming_content) == PHOTO
    assert b"".join(loaded.streaming_content) == b"<script>alert(1)</script>"
    assert [(a["Content-Type"], a["Content-Disposition"]) for a in (shown, loaded)] == [
        (JPEG, "inline; filename*=UTF-8''m%E1%BA%B7t%20s%E1%BB%91.jpg"),
        (TEXT, "attachment; filename*=UTF-8''trang.html"),
    ]
    for answer in (shown, loaded):
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "private, no-store"


def test_who_may_add_and_see(lab: made.Lab, job: Job) -> None:
    other = made.lab(at=timezone.now())
    second = made.measuring_job(lab, now=timezone.now())
    sent = body()
    post(lab.technician, job, sent)

    def add(who: Any) -> int:
        return int(post(who, job, body()).status_code)

    def see(who: Any, at: Job = job) -> int:
        answer: Any = api(who).get(f"/api/v1/jobs/{at.pk}/attachments/{sent['id']}/")
        assert answer.getvalue()  # read to its end, the file is closed
        return int(answer.status_code)

    client = client_of(lab.customer)
    people = (None, client, lab.quality, other.technician)
    assert [add(who) for who in people] == [401, 403, 403, 404]
    assert [see(who) for who in people] == [401, 403, 200, 404]
    assert see(lab.technician, second) == 404
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": "x"}, "id"),
        ({"file": "x"}, "file"),
        ({"taken_at": "hôm qua"}, "taken_at"),
        ({"row": "-1"}, "row"),
        ({"caption": "x" * 201}, "caption"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_malformed_form_is_named(
    lab: made.Lab, job: Job, change: dict[str, Any], field: str
) -> None:
    url = f"/api/v1/jobs/{job.pk}/attachments/"

    answer = api(lab.technician).post(url, body() | change, format="multipart")

    assert answer.status_code == 400
    assert [fault["field"] for fault in answer.json()["faults"]] == [field]
    assert Attachment.objects.count() == 0


def test_a_file_that_changed_or_went_is_found(lab: made.Lab, job: Job, files: Path) -> None:
    changed, gone = body(), body()
    for sent in (changed, gone):
        post(lab.technician, job, sent)

    (files / f"worksheets/{changed['id']}.jpg").write_bytes(b"other")
    (files / f"worksheets/{gone['id']}.jpg").unlink()

    assert sorted(findings()) == sorted(
        [
            f"calibration.attachment:{changed['id']}: its file is altered",
            f"calibration.attachment:{gone['id']}: its file is missing",
        ]
    )


def test_a_row_that_cannot_be_kept_leaves_no_file(
    lab: made.Lab, job: Job, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: Any) -> None:
        raise RuntimeError("the record cannot be written")

    monkeypatch.setattr("calibration.services.attachments.record", broken)
    client = api(lab.technician)
    client.raise_request_exception = False

    answer = client.post(f"/api/v1/jobs/{job.pk}/attachments/", body(), format="multipart")

    assert answer.status_code == 500
    assert (Attachment.objects.count(), kept(files)) == (0, [])


@pytest.mark.parametrize(
    "statement",
    ["UPDATE calibration_attachment SET caption = 'x'", "DELETE FROM calibration_attachment"],
)
def test_the_database_refuses_to_change_an_attachment(
    lab: made.Lab, job: Job, statement: str
) -> None:
    post(lab.technician, job, body())

    with pytest.raises(Error, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)

    assert Attachment.objects.count() == 1
