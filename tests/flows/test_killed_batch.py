"""Fifty approvals in one action, the server killed with -9 in their middle, and again at the files."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.flows.caller import Caller
from tests.flows.installation import Installation
from tests.flows.making_stickers import FIFTY

pytestmark = pytest.mark.service
CERTIFICATES = "certificates_certificate"
USED = "state = 'used'"
BOOKS = """
from django.utils import timezone
from accounts.models import Centre
from certificates.stickers.ledger import books
from certificates.stickers.months import Month
day = timezone.localdate()
[book] = books(Centre.objects.get(code="HUE"), Month(day.year, day.month))
hand = book.hands[0].figures
print(book.agrees, hand["received"], hand["used"], hand["left"], hand["pieces"])
"""


@pytest.fixture
def fifty(installation: Installation) -> dict[str, Any]:
    return installation.make("fifty")


@pytest.mark.parametrize("after", [3, 27])
def test_killed_in_the_middle_of_fifty_there_are_fifty(
    installation: Installation, fifty: dict[str, Any], after: int
) -> None:
    installation.serve()
    approver = Caller(installation.address).sign_in(fifty["approver"])

    page = approver.post("/review/approve-selected/", [("jobs", str(pk)) for pk in fifty["jobs"]])
    reached(installation, CERTIFICATES, after)
    installation.kill()
    died_at = assert_nothing_half(installation)
    installation.serve()
    reached(installation, "certificates_rendering", 1)
    installation.kill()  # once more, among the files
    assert_nothing_half(installation)
    installation.serve()
    installation.wait_for("SELECT count(*) FROM common_task WHERE state <> 'done'", [(0,)])

    assert after <= died_at < FIFTY, "the kill came too late to say anything"
    assert_fifty(installation)
    assert_each_file_once(installation)
    assert_every_answer(approver, page)
    assert installation.manage("shell", "--verbosity=0", "-c", BOOKS) == "True 70 50 20 20"
    installation.manage("check_audit")


def reached(installation: Installation, table: str, number: int) -> None:
    """Wait until so many rows are committed."""
    installation.wait_for(f"SELECT count(*) >= {number} FROM {table}", [(True,)], 0.01)


def assert_nothing_half(installation: Installation) -> int:
    """What is committed belongs together: a paper, its statement, its piece, its number."""
    certificates = installation.count(CERTIFICATES)
    assert installation.count("certificates_statement") == certificates
    assert installation.count("certificates_sticker", USED) == certificates
    assert installation.look("SELECT last FROM certificates_counter") == [(certificates,)]
    assert installation.count("audit_event", "verb = 'certificate.issue'") == certificates
    return certificates


def assert_fifty(installation: Installation) -> None:
    """No gap, none twice, each with the piece that its statement names."""
    serials = installation.look(f"SELECT serial FROM {CERTIFICATES} ORDER BY serial")
    assert serials == [(n,) for n in range(1, FIFTY + 1)]
    assert installation.look(f"SELECT count(DISTINCT job_id) FROM {CERTIFICATES}") == [(FIFTY,)]
    rows = installation.look(
        "SELECT s.content, p.shown FROM certificates_statement s"
        " JOIN certificates_certificate c ON c.id = s.certificate_id"
        " JOIN certificates_sticker p ON p.job_id = c.job_id ORDER BY c.serial"
    )
    assert [json.loads(content)["stickers"] for content, _shown in rows] == [
        [f"26V.{n:05d}"] for n in range(11, 11 + FIFTY)
    ]
    assert [shown for _content, shown in rows] == [f"26V.{n:05d}" for n in range(11, 11 + FIFTY)]
    assert installation.count("certificates_stickermove", "deed = 'use'") == FIFTY


def assert_each_file_once(installation: Installation) -> None:
    """One row for each paper and format, one file for each row, the bytes that the row says."""
    rows = installation.look(
        "SELECT certificate_id, format, file, sha256 FROM certificates_rendering"
    )
    formats = {kind for _pk, kind, _name, _digest in rows}
    assert "pdf" in formats
    assert len(rows) == len({(pk, kind) for pk, kind, _name, _digest in rows})
    assert len(rows) == FIFTY * len(formats)
    kept = installation.folder / "var" / "files"
    for _pk, _kind, name, digest in rows:
        assert hashlib.sha256((kept / name).read_bytes()).hexdigest() == digest
    files = {str(one.relative_to(kept)) for one in Path(kept / "certificates").rglob("*.*")}
    assert files == {name for _pk, _kind, name, _digest in rows}


def assert_every_answer(approver: Caller, page: str) -> None:
    """The page of the batch has an answer for each, and one file with all stickers."""
    shown = approver.text(page)
    assert f"Đã cấp {FIFTY} trên {FIFTY}" in shown
    assert f"Tệp PDF: {FIFTY} / {FIFTY}" in shown
    found = shown.split('href="/labels/pdf/?', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    assert approver.file(f"/labels/pdf/?{found}").startswith(b"%PDF-")
