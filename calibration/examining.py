"""What `check_audit` asks of files of worksheets, workbooks, standards: there, and as sealed."""

from collections.abc import Iterator
from typing import Any

from audit.check import examiner
from audit.models import Sealed
from calibration.models import Attachment, ParityRun
from common.canonical import sha256
from instruments.models import StandardCalibration


@examiner
def attachments() -> Iterator[str]:
    """One line for each file of a worksheet that is missing or altered."""
    for row in Attachment.objects.order_by("pk").iterator(chunk_size=200):
        yield from _look(row, row.file, row.sha256)


@examiner
def workbooks() -> Iterator[str]:
    """One line for each compared workbook that is missing or altered."""
    rows = ParityRun.objects.only("file", "file_sha256").order_by("pk")
    for row in rows.iterator(chunk_size=200):
        yield from _look(row, row.file, row.file_sha256)


@examiner
def certificates_of_standards() -> Iterator[str]:
    """One line for each certificate of a standard that is missing or altered."""
    rows = StandardCalibration.objects.exclude(file_sha256="").only("file", "file_sha256")
    for row in rows.order_by("pk").iterator(chunk_size=200):
        yield from _look(row, row.file, row.file_sha256)


def _look(row: Sealed, kept: Any, digest: str) -> Iterator[str]:
    if not kept.storage.exists(kept.name or ""):
        yield f"{row.seal_key()}: its file is missing"
        return
    with kept.open("rb") as file:
        if sha256(file.read()) != digest:
            yield f"{row.seal_key()}: its file is altered"
