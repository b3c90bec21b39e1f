"""Runs are kept with their workbook and mapping, commented, and signed for one definition."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from audit.record import record
from calibration.definition import read_definition
from calibration.models import ParityNote, ParityRun, ProcedureVersion
from calibration.parity.comparing import Comparison, as_data, compare
from calibration.parity.mapping import read_mapping
from calibration.parity.workbook import Book, read_workbook
from calibration.procedures.life import locked
from common.canonical import canonical
from common.errors import Fault, InvalidInput, Refused
from common.text import nfc
from common.verbs import name_verbs

name_verbs(
    {
        "procedure.parity": gettext_lazy("đối chiếu với bảng tính cũ"),
        "procedure.parity_note": gettext_lazy("ý kiến về lần đối chiếu"),
        "procedure.parity_sign": gettext_lazy("ký xác nhận lần đối chiếu"),
    }
)

LONGEST_TITLE, LONGEST_NOTE = 200, 1000
MOST_NOTES = 200  # of one run


@dataclass(frozen=True)
class Upload:
    """A workbook as it came: its name and its bytes, read once."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """What the file is kept by."""
        return hashlib.sha256(self.content).hexdigest()


def storage() -> Storage:
    """Where workbooks are kept."""
    found: Storage = ParityRun._meta.get_field("file").storage
    return found


def path_of(procedure_id: int, digest: str) -> str:
    """Where a workbook of a procedure is kept: the same file once."""
    return f"parity/{procedure_id}/{digest}.xlsx"


def keep_file(procedure_id: int, upload: Upload) -> str:
    """Put the workbook away and give its digest. Raises InvalidInput when it cannot be read."""
    read_workbook(upload.content, upload.name)
    return _put_away(procedure_id, upload)


def _put_away(procedure_id: int, upload: Upload) -> str:
    path = path_of(procedure_id, upload.sha256)
    if not storage().exists(path):
        storage().save(path, ContentFile(upload.content))
    return upload.sha256


def kept_file(procedure_id: int, digest: str) -> bytes | None:
    """A workbook that was put away; None where there is none."""
    path = path_of(procedure_id, digest)
    if not digest.isalnum() or not storage().exists(path):
        return None
    with storage().open(path) as file:
        content: bytes = file.read()
    return content


def compared(version: ProcedureVersion, book: Book, mapping: Any) -> Comparison:
    """The comparison, not kept. Raises InvalidInput with the faults of the mapping."""
    definition = read_definition(version.definition)
    return compare(definition, read_mapping(mapping, definition, book.names), book)


def run_parity(
    *, version: ProcedureVersion, upload: Upload, title: str, mapping: Any, by: User, at: datetime
) -> ParityRun:
    """Compare a workbook with a version, of any state, and keep what came out.

    The file is written before its row: a crash in between leaves a file that nothing names.
    """
    title = nfc(title) or nfc(upload.name)[:LONGEST_TITLE] or "xlsx"
    if len(title) > LONGEST_TITLE:
        message = _("Tên bảng tính dài quá %(most)s ký tự.") % {"most": LONGEST_TITLE}
        raise InvalidInput(Fault("title", message, code="too_long"))
    found = compared(version, read_workbook(upload.content, upload.name), mapping)
    digest = _put_away(version.pk, upload)
    return _keep(version, title, digest, mapping, found, by, at)


@transaction.atomic
def _keep(
    version: ProcedureVersion, title: str, digest: str, mapping: Any, found: Comparison,
    by: User, at: datetime,
) -> ParityRun:  # fmt: skip
    held = locked(version.pk)
    if held.digest != version.digest:
        message = _("Quy trình vừa được sửa: hãy đối chiếu lại.")
        raise Refused(message, code="edited")
    run = ParityRun.objects.create(
        procedure=held, definition_digest=held.digest, title=title,
        file=path_of(held.pk, digest), file_sha256=digest,
        mapping=canonical(mapping), cells=canonical(as_data(found)),
        equal=found.count("equal"), differing=found.count("differs"),
        unmapped=found.count("unmapped"), by=by, at=at,
    )  # fmt: skip
    counts = f"{run.equal} = / {run.differing} ≠ / {run.unmapped} ?"
    record(
        subject=held, verb="procedure.parity", by=by, at=at, chain=held.centre.code,
        changes={"parity": (None, f"{run.title}: {counts}")}, seals=[run],
    )  # fmt: skip
    return run


@transaction.atomic
def note_parity(*, run_id: int, text: str, by: User, at: datetime) -> ParityNote:
    """Comment on a run."""
    run = _locked(run_id)
    text = _text(text)
    if not text:
        raise InvalidInput(Fault("text", _("Còn để trống."), code="required"))
    return _note(run, text, by, at, signs=False)


@transaction.atomic
def sign_parity(*, run_id: int, text: str, by: User, at: datetime) -> ParityNote:
    """Sign a run for the definition it was made with; differences need a word of explanation."""
    run = _locked(run_id)
    text = _text(text)
    if run.definition_digest != run.procedure.digest:
        message = _("Nội dung quy trình đã đổi sau lần đối chiếu này: hãy đối chiếu lại.")
        raise Refused(message, code="edited")
    if run.notes.filter(signs=True).exists():
        raise Refused(_("Lần đối chiếu này đã được ký."), code="signed")
    if (run.differing or run.unmapped) and not text:
        message = _("Còn ô khác hoặc không ánh xạ được: hãy ghi lời giải thích.")
        raise InvalidInput(Fault("text", message, code="required"))
    return _note(run, text, by, at, signs=True)


def _locked(run_id: int) -> ParityRun:
    """The run; its procedure's row is held until the end."""
    run = ParityRun.objects.get(pk=run_id)
    run.procedure = locked(run.procedure_id)
    return run


def _text(text: str) -> str:
    text = nfc(text)
    if len(text) > LONGEST_NOTE:
        message = _("Dài quá %(most)s ký tự.") % {"most": LONGEST_NOTE}
        raise InvalidInput(Fault("text", message, code="too_long"))
    return text


def _note(run: ParityRun, text: str, by: User, at: datetime, *, signs: bool) -> ParityNote:
    if run.notes.count() >= MOST_NOTES:
        message = _("Mỗi lần đối chiếu nhiều nhất %(most)s ý kiến.") % {"most": MOST_NOTES}
        raise Refused(message, code="too_many")
    note = ParityNote.objects.create(run=run, text=text, signs=signs, by=by, at=at)
    verb = "procedure.parity_sign" if signs else "procedure.parity_note"
    changes = {"parity": (None, run.title)}
    if signs:
        changes |= {"digest": (None, run.definition_digest)}
    record(
        subject=run.procedure, verb=verb, by=by, at=at, chain=run.procedure.centre.code,
        changes=changes, seals=[note], why=text,
    )  # fmt: skip
    return note


def parity_of(version: ProcedureVersion) -> ParityNote | None:
    """The last signature of a run made with exactly this definition; None without one."""
    return (
        ParityNote.objects.filter(
            run__procedure=version, run__definition_digest=version.digest, signs=True
        )
        .select_related("run", "by")
        .last()
    )


def earlier_runs(version: ProcedureVersion) -> list[ParityRun]:
    """Runs whose mapping this version may take over: of any version of the same procedure."""
    rows = ParityRun.objects.filter(
        procedure__centre=version.centre, procedure__code=version.code
    ).select_related("procedure")
    return list(rows.order_by("-pk")[:20])
