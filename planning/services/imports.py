"""A list on its way in: kept, previewed row by row, mended in place, entered whole or not."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Centre
from audit.record import record
from common.canonical import sha256
from common.errors import DomainError, Fault, InvalidInput, Refused
from common.holding import hold
from common.sheets import read_sheet
from common.tables import ending, file_faults, mended
from common.verbs import name_verbs
from planning.importing.judging import Preview, judge
from planning.importing.reading import rows_of
from planning.importing.subjects import Subject, subjects
from planning.models import EntryImport
from planning.services import entering
from planning.states import RowFate

MOST_BYTES = 5 * 2**20

name_verbs(
    {
        "import.bring": gettext_lazy("nạp danh sách"),
        "import.mend": gettext_lazy("sửa dòng của danh sách"),
        "import.apply": gettext_lazy("nhập danh sách"),
    }
)


def subject_of(code: str) -> Subject:
    """The kind of list of this code; InvalidInput where there is none."""
    found = subjects().get(code)
    if found is None:
        allowed = ", ".join(subjects())
        message = _("Không có loại danh sách này.")
        raise InvalidInput(
            Fault("subject", message, code="unknown", found=code[:40], allowed=allowed)
        )
    return found


@transaction.atomic
def bring_list(
    *, centre: Centre, subject: str, file_name: str, content: bytes, by: Any, at: datetime
) -> EntryImport:
    """Keep a list's file with its rows; nothing is entered before it is applied.

    Raises InvalidInput (field "file") where no table of this kind can be read in it.
    """
    kind = subject_of(subject)
    file_faults(file_name, content, most=MOST_BYTES).raise_if_any()
    rows = rows_of(read_sheet(content, file_name), kind)
    made = EntryImport.objects.create(
        centre=centre,
        subject=kind.code,
        file=ContentFile(content, name=f"{centre.pk}-{kind.code}{ending(file_name)}"),
        file_name=file_name[-200:],
        sha256=sha256(content),
        rows=rows,
        by=by,
        at=at,
    )
    changes = {"file": (None, made.file_name), "sha256": (None, made.sha256)}
    record(subject=made, verb="import.bring", by=by, at=at, chain=centre.code, changes=changes)
    return made


def preview_list(source: EntryImport, at: datetime) -> Preview:
    """What would become of each row now."""
    return judge(source.rows, subject_of(source.subject), source.centre, at)


@transaction.atomic
def mend_row(
    *, import_id: int, number: int, values: Mapping[str, str], leave: bool, by: Any, at: datetime
) -> EntryImport:
    """Other cells for a row, or leave it out; InvalidInput by column, Refused once entered."""
    source = _open(import_id)
    kind = subject_of(source.subject)
    row = next((one for one in source.rows if one["number"] == number), None)
    if row is None:
        message = _("Không có dòng này.")
        raise InvalidInput(Fault("number", message, code="unknown", found=str(number)))
    changed = mended(values, row["values"], kind.names)
    if not changed and bool(row.get("left")) == leave:
        return source
    was = {name: row["values"].get(name, "") for name in changed}
    row["values"] = {**row["values"], **changed}
    row["left"] = leave
    source.save(update_fields=["rows"])
    changes: dict[str, tuple[Any, Any]] = {
        f"{number}.{name}": (was[name] or None, text or None) for name, text in changed.items()
    }
    changes[f"{number}.left"] = (None, leave)
    chain = source.centre.code
    record(subject=source, verb="import.mend", by=by, at=at, chain=chain, changes=changes)
    return source


@transaction.atomic
def apply_list(*, import_id: int, digest: str, by: Any, at: datetime) -> Preview:
    """Enter all of a previewed list, all or nothing; rows that are known are left out.

    `digest` is of the preview that was seen. Raises Refused for a list entered before, one with a
    row that cannot be read, one that enters nothing, or one whose preview would differ by now.
    """
    source = _open(import_id)
    entering.hold_centre(source.centre)
    seen = preview_list(source, at)
    if wrong := seen.count(RowFate.WRONG):
        message = _("Còn %(n)s dòng chưa đọc được: hãy sửa hoặc để lại từng dòng.") % {"n": wrong}
        raise Refused(message, code="rows_left")
    if not seen.entering:
        raise Refused(_("Danh sách không có dòng nào để thêm."), code="nothing_to_apply")
    if seen.digest != digest:
        message = _("Dữ liệu đã đổi kể từ lúc xem trước: hãy xem lại rồi nhập.")
        raise Refused(message, code="stale_preview")
    try:
        made = subject_of(source.subject).write(source.centre, seen.entering, by, at)
    except DomainError as error:
        raise Refused(str(error), code="not_entered", faults=error.faults) from error
    source.applied_at, source.entered = at, len(made)
    source.save(update_fields=["applied_at", "entered"])
    changes = {fate.value: (None, n) for fate in RowFate if (n := seen.count(fate))}
    chain = source.centre.code
    record(subject=source, verb="import.apply", by=by, at=at, chain=chain, changes=changes)
    return seen


def _open(import_id: int) -> EntryImport:
    source = hold(EntryImport.objects.select_related("centre"), import_id)
    if source.applied_at is not None:
        raise Refused(_("Danh sách này đã được nhập."), code="applied")
    return source
