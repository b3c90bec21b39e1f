"""Files that show what an entry says: kept as they came, their digest in the event of coming."""

import io
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.record import record
from common.canonical import sha256
from common.errors import Faults, Refused
from common.file_kinds import DOCUMENT_ENDINGS as ENDINGS
from common.file_kinds import DOCX, IMAGES, PDF, XLSX, document_kind_of
from common.text import nfc
from common.verbs import name_verbs
from planning.models import (
    Activity,
    EnteredFigure,
    Entry,
    Evidence,
    ProgrammeItem,
    Proposal,
    ScienceTask,
)
from planning.services import entering

MOST_BYTES = 20 * 2**20
MOST_FILES = 50  # of one entry
KINDS = IMAGES | {PDF, XLSX, DOCX}
# Which column of the evidence names the entry.
SUBJECTS: dict[type[Entry], str] = {
    Activity: "activity",
    ScienceTask: "task",
    Proposal: "proposal",
    ProgrammeItem: "item",
    EnteredFigure: "figure",
}

name_verbs(
    {
        "evidence.add": gettext_lazy("thêm minh chứng"),
        "evidence.strike": gettext_lazy("bỏ minh chứng"),
    }
)


@transaction.atomic
def add_evidence(
    *, subject: Entry, file_name: str, content: bytes, by: Any, at: datetime
) -> Evidence:
    """Keep a file with an entry. InvalidInput by `file`; Conflict once the entry was struck."""
    rows: models.QuerySet[Any] = type(subject)._default_manager.select_related("centre")
    row = entering.hold_standing(rows, subject.pk)
    kind = kind_of_evidence(content)
    column = SUBJECTS[type(subject)]
    there = Evidence.objects.standing().filter(**{column: row})
    digest = sha256(content)
    if there.filter(digest=digest).exists():
        raise Refused(_("Tệp này đã có ở đây rồi."), code="evidence_known")
    if there.count() >= MOST_FILES:
        message = _("Nhiều nhất %(most)s tệp cho một mục.") % {"most": MOST_FILES}
        raise Refused(message, code="too_many_files")
    made = Evidence.objects.create(
        **{column: row},
        file=ContentFile(content, name=f"{column}-{row.pk}{ENDINGS[kind]}"),
        name=name_of(file_name, kind),
        media_type=kind,
        size=len(content),
        digest=digest,
        added_by=by,
        added_at=at,
    )
    changes = {"file": (None, made.name), "sha256": (None, digest)}
    record(subject=row, verb="evidence.add", by=by, at=at, chain=row.centre.code, changes=changes)
    return made


@transaction.atomic
def strike_evidence(*, evidence_id: int, why: str, by: Any, at: datetime) -> Evidence:
    """The file shows nothing of its entry: it stays to be read, and counts as none.

    Conflict once it or its entry was struck. The event stands with the entry.
    """
    found: Any = Evidence.objects.get(pk=evidence_id)
    rows: models.QuerySet[Any] = type(found.entry)._default_manager.select_related("centre")
    entry = entering.hold_standing(rows, found.entry.pk)
    row = entering.hold_standing(Evidence.objects.all(), evidence_id)
    row.struck_at, row.struck_why = at, entering.said_why(why)
    row.save(update_fields=["struck_at", "struck_why"])
    record(
        subject=entry, verb="evidence.strike", by=by, at=at, chain=entry.centre.code,
        changes={"file": (row.name, None), "sha256": (row.digest, None)}, why=row.struck_why,
    )  # fmt: skip
    return row


def kind_of_evidence(content: bytes) -> str:
    """The media type by the content; InvalidInput (field "file") where it is none of ours."""
    faults = Faults()
    kind = document_kind_of(io.BytesIO(content)) if len(content) <= MOST_BYTES else ""
    if not content:
        faults.add("file", _("Tệp trống."), code="blank")
    elif len(content) > MOST_BYTES:
        faults.add("file", _("Tệp lớn hơn 20 MB."), code="too_large", found=str(len(content)))
    elif kind not in KINDS:
        allowed = ", ".join(sorted(ENDINGS[one] for one in KINDS))
        message = _("Chỉ nhận PDF, ảnh, xlsx hoặc docx.")
        faults.add("file", message, code="wrong_format", allowed=allowed)
    faults.raise_if_any()
    return kind


def name_of(file_name: str, kind: str) -> str:
    """The sender's name for the file, without folders and control characters, not too long."""
    bare = file_name.replace("\\", "/").rpartition("/")[2]
    text = "".join(ch for ch in nfc(bare) if ch.isprintable())
    return text[-200:] or f"minh-chung{ENDINGS[kind]}"
