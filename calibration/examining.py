"""What `check_audit` asks of files of worksheets, workbooks, standards: there, and as sealed."""

from collections.abc import Iterator
from typing import Any

from audit.check import examiner
from audit.models import Event, Sealed
from calibration.models import Attachment, CustodyPhoto, ParityRun
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


@examiner
def photos_of_things() -> Iterator[str]:
    """One line for each photograph of a customer's thing that is missing, altered or unsaid.

    Its digest stands in an event of the thing: of receiving, of handing back, of adding it.
    """
    for row in CustodyPhoto.objects.order_by("pk").iterator(chunk_size=200):
        name = f"calibration.custodyphoto:{row.pk}"
        yield from _look_at(name, row.file, row.sha256)
        events = Event.objects.filter(
            subject_type="calibration.custody", subject_id=str(row.custody_id)
        )
        if not events.filter(changes__contains=row.sha256).exists():
            yield f"{name}: no event tells of it"


def _look(row: Sealed, kept: Any, digest: str) -> Iterator[str]:
    yield from _look_at(row.seal_key(), kept, digest)


def _look_at(name: str, kept: Any, digest: str) -> Iterator[str]:
    if not kept.storage.exists(kept.name or ""):
        yield f"{name}: its file is missing"
        return
    with kept.open("rb") as file:
        if sha256(file.read()) != digest:
            yield f"{name}: its file is altered"
