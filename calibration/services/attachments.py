"""Photos and files of the work: taken in once, by the device's own id, and never changed."""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from audit.record import record
from calibration.cells import grid_of
from calibration.models import Attachment, Job, Worksheet
from calibration.services.common import locked, sheet_of
from calibration.states import JobState
from common.errors import Conflict, Fault, InvalidInput, Refused, TooLarge
from common.file_kinds import ENDINGS, MACROS, kind_of
from common.text import nfc
from common.verbs import name_verbs

name_verbs({"job.attach": gettext_lazy("thêm ảnh, tệp")})

MEGABYTE = 2**20
MOST_BYTES = 12 * MEGABYTE
MOST_FILES = 100  # of one worksheet
LONGEST_NAME = 200
OPEN_STATES = (JobState.MEASURING, JobState.MEASURED)
KINDS = "JPEG, PNG, WebP, HEIC, PDF, xlsx, csv, txt"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_CONTENT = ("worksheet_id", "sha256", "caption", "section", "row", "taken_at")


@dataclass(frozen=True)
class AttachmentIn:
    """What the device says of a file: its own id, when and of what it was taken."""

    id: UUID
    taken_at: datetime
    caption: str = ""
    section: str = ""
    row: int | None = None


@dataclass(frozen=True)
class Attached:
    """The row, and whether it is new: the same sent again changes nothing."""

    attachment: Attachment
    is_new: bool


def attach(
    *, job_id: int, said: AttachmentIn, file: File[bytes], by: User, at: datetime
) -> Attached:
    """Keep a file with the worksheet of a job that is not approved yet; an event seals it.

    The file is written before its row: a crash in between leaves a file that nothing names,
    never a row without its file. A refusal takes the file away again.
    """
    kind = _kind(file)
    row = Attachment(
        id=said.id, name=_name(file.name), kind=kind, size=file.size, sha256=_digest(file),
        caption=nfc(said.caption), section=said.section, row=said.row,
        taken_at=said.taken_at.astimezone(UTC),
        by=by, at=at,
    )  # fmt: skip
    known = _known(row, job_id)
    if known is not None:
        return Attached(known, is_new=False)
    storage = Attachment._meta.get_field("file").storage
    row.file = storage.save(f"worksheets/{row.pk}{ENDINGS[kind]}", file)
    try:
        _keep(row, job_id, by, at)
    except IntegrityError:
        storage.delete(row.file.name)
        known = _known(row, job_id)  # the same id came twice at once
        if known is None:
            raise
        return Attached(known, is_new=False)
    except BaseException:
        storage.delete(row.file.name)
        raise
    return Attached(row, is_new=True)


@transaction.atomic
def _keep(row: Attachment, job_id: int, by: User, at: datetime) -> None:
    job = locked(job_id)
    row.worksheet = sheet_of(job)
    _insist_open(job, row.worksheet)
    _insist_place(job, row)
    row.save(force_insert=True)
    said = f"{row.name} ({row.kind}, {row.size} B)"
    record(
        subject=job, verb="job.attach", by=by, at=at, chain=job.centre.code,
        changes={"file": (None, said)}, seals=[row], why=row.caption,
    )  # fmt: skip


def insist_size(size: int) -> None:
    """Raise TooLarge, saying how large it is and what is taken."""
    if size <= MOST_BYTES:
        return
    found, allowed = f"{size / MEGABYTE:.1f} MB", f"{MOST_BYTES // MEGABYTE} MB"
    message = _("Tệp %(found)s quá lớn: mỗi tệp nhiều nhất %(allowed)s.")
    whole = message % {"found": found, "allowed": allowed}
    raise TooLarge(
        whole, faults=(Fault("file", whole, code="too_large", found=found, allowed=allowed),)
    )


def _kind(file: File[bytes]) -> str:
    insist_size(file.size)
    kind = kind_of(file)
    if kind == MACROS:
        message = _("Không nhận bảng tính có macro: hãy lưu lại dạng .xlsx.")
        raise InvalidInput(Fault("file", message, code="macros", found=_name(file.name)))
    if kind not in ENDINGS:
        message = _("Không nhận loại tệp này.")
        raise InvalidInput(
            Fault("file", message, code="file_kind", found=_name(file.name), allowed=KINDS)
        )
    return kind


def _name(name: str | None) -> str:
    """The name without folders and without what no name shows; the ending stays."""
    bare = _CONTROL.sub("", nfc(PurePosixPath((name or "").replace("\\", "/")).name))
    return bare[-LONGEST_NAME:].strip() or "file"


def _digest(file: File[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _known(row: Attachment, job_id: int) -> Attachment | None:
    """What stands under this id, if it says the same; a Conflict if not."""
    rows = Attachment.objects.select_related("worksheet", "by")
    seen = rows.filter(pk=row.pk).first()
    if seen is None:
        return None
    same: dict[str, Any] = {name: getattr(row, name) for name in _CONTENT}
    same["worksheet_id"] = seen.worksheet_id if seen.worksheet.job_id == job_id else None
    if all(getattr(seen, name) == value for name, value in same.items()):
        return seen
    message = _("Mã %(id)s đã có với nội dung khác.") % {"id": row.pk}
    raise Conflict(message, faults=(Fault("id", message, code="conflict"),))


def _insist_open(job: Job, sheet: Worksheet) -> None:
    if job.state not in OPEN_STATES:
        raise Refused(
            _("Phiếu đang “%(state)s”: không nhận thêm ảnh, tệp.")
            % {"state": job.get_state_display()},
            code="wrong_state",
        )
    if sheet.attachments.count() >= MOST_FILES:
        message = _("Mỗi phiếu nhiều nhất %(most)s tệp.") % {"most": MOST_FILES}
        raise Refused(message, code="too_many")


def _insist_place(job: Job, row: Attachment) -> None:
    """Beside a table or a row of the worksheet, or beside none."""
    assert job.procedure is not None
    grid = grid_of(job.procedure.definition, row.worksheet.plan)
    if row.section and row.section not in grid.sections():
        message, allowed = _("Biên bản không có bảng này."), ", ".join(grid.sections())
        raise InvalidInput(
            Fault("section", message, code="unknown_cell", found=row.section, allowed=allowed)
        )
    if row.row is not None and not grid.has_row(row.section, row.row):
        message = _("Bảng không có dòng này.")
        raise InvalidInput(Fault("row", message, code="unknown_cell", found=str(row.row)))
