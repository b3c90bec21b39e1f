"""Changes to other laboratories' files: kept as drafts, confirmed into a standard's event."""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Centre
from audit.record import record
from certificates.dcc.reading.shapes import Certificate
from certificates.foreign.mapping import Choice, lines
from certificates.foreign.queries import content_of
from certificates.models import ForeignFile
from common.canonical import canonical, sha256
from common.errors import Fault, InvalidInput, Refused
from common.text import nfc
from common.verbs import name_verbs
from instruments.models import Standard, StandardCalibration
from instruments.services import add_standard_calibration, correct_calibration

name_verbs(
    {
        "foreign.keep": gettext_lazy("nhận tệp DCC"),
        "foreign.confirm": gettext_lazy("ghi nhận DCC vào chuẩn"),
        "foreign.drop": gettext_lazy("bỏ tệp DCC chưa ghi nhận"),
    }
)

ENDINGS = {"xml": ".xml", "pdf": ".pdf"}
# The signature says that what was read is not what was signed.
CHANGED = frozenset({"altered", "appended"})


@transaction.atomic
def keep(
    *, centre: Centre, data: bytes, content: Certificate, by: Any, at: datetime
) -> ForeignFile:
    """Keep a file with what was read of it. The same file again is the row that is there."""
    digest = sha256(data)
    # Held: a draft that somebody confirms or drops meanwhile is not read anew under their hands.
    rows = ForeignFile.objects.select_for_update(no_key=True)
    found = rows.filter(centre=centre, sha256=digest).first()
    if found is not None:
        return _read_again(found, content, by=by, at=at)
    name = f"{centre.pk}-{digest[:32]}{ENDINGS[content['file']['kind']]}"
    row = ForeignFile(
        centre=centre, name=content["file"]["name"] or name, sha256=digest,
        content=canonical(content), by=by, at=at,
    )  # fmt: skip
    row.file.save(name, File(BytesIO(data), name=name), save=False)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # somebody kept it meanwhile
        return ForeignFile.objects.get(centre=centre, sha256=digest)
    told = {"name": row.name, "sha256": digest, "number": content["number"]}
    told["content"] = sha256(row.content)
    changes = {name: (None, value) for name, value in told.items()}
    record(subject=row, verb="foreign.keep", by=by, at=at, chain=centre.code, changes=changes)
    return row


def _read_again(found: ForeignFile, content: Certificate, *, by: Any, at: datetime) -> ForeignFile:
    """A draft keeps the newest reading: a signature may have become known. A confirmed one stays.

    Its name stays that of the first time.
    """
    before, after = sha256(found.content), canonical(content)
    if found.event_id is None and after != found.content:
        found.content = after
        found.save(update_fields=["content"])
        changes = {"content": (before, sha256(after))}
        record(
            subject=found, verb="foreign.keep", by=by, at=at, chain=found.centre.code,
            changes=changes,
        )  # fmt: skip
    return found


@transaction.atomic
def confirm(
    *,
    file_id: int,
    standard: Standard,
    choice: Choice,
    facts: Mapping[str, Any],
    by: Any,
    at: datetime,
    why: str = "",
) -> StandardCalibration:
    """Make the event of a standard from the lines that `choice` gives, with the file kept.

    Confirmed again without `why`, it is the event that is there; with `why`, one more event that
    corrects it. `facts` are those of `add_standard_calibration`, without values and file.
    """
    row = _locked(file_id)
    if row.event is not None and not nfc(why):
        return _same(row, standard)
    content = content_of(row)
    _refuse_changed(content)
    found = lines(content, standard, choice).lines
    said: dict[str, Any] = {**facts, "values": found, "by": by, "at": at}
    with row.file.open("rb") as stored:
        said["file"] = File(BytesIO(stored.read()), name=PurePosixPath(row.file.name or "").name)
    if row.event is None:
        event = add_standard_calibration(standard=standard, **said)
    else:
        _same(row, standard)
        event = correct_calibration(event_id=row.event.pk, why=why, **said)
    return _note(row, event, choice, why)


def _locked(file_id: int) -> ForeignFile:
    rows = ForeignFile.objects.select_for_update(no_key=True, of=("self",))
    row = rows.select_related("centre").filter(pk=file_id).first()
    if row is None:
        raise Refused(_("Tệp này vừa được bỏ."), code="gone")
    return row


def _same(row: ForeignFile, standard: Standard) -> StandardCalibration:
    """The event that the file became; refused where it is of another standard."""
    event = row.event
    assert event is not None
    if event.standard_id != standard.pk:
        message = _("Tệp này đã được ghi nhận cho chuẩn %(name)s.")
        raise Refused(message % {"name": event.standard.code}, code="confirmed")
    return event


def _refuse_changed(content: Certificate) -> None:
    if content["signature"]["state"] in CHANGED:
        message = _("Tệp đã bị sửa sau khi ký, nên không được ghi nhận.")
        raise Refused(message, code="altered")


def _note(
    row: ForeignFile, event: StandardCalibration, choice: Choice, why: str
) -> StandardCalibration:
    before = row.event
    row.standard, row.event = event.standard, event
    row.confirmed_by, row.confirmed_at = event.by, event.at
    row.save(update_fields=["standard", "event", "confirmed_by", "confirmed_at"])
    chosen = {name: (None, value) for name, value in choice._asdict().items() if value}
    assert event.at is not None
    record(
        subject=row, verb="foreign.confirm", by=event.by, at=event.at, chain=row.centre.code,
        changes={"event": (before, event), **chosen}, why=nfc(why),
    )  # fmt: skip
    return event


@transaction.atomic
def drop(*, file_id: int, by: Any, at: datetime) -> None:
    """Take a draft away that nobody will confirm; the event that says so stays."""
    row = _locked(file_id)
    if row.event_id is not None:
        raise Refused(_("Tệp này đã được ghi nhận, nên được giữ."), code="confirmed")
    changes = {"name": (row.name, None), "sha256": (row.sha256, None)}
    record(subject=row, verb="foreign.drop", by=by, at=at, chain=row.centre.code, changes=changes)
    stored, name = row.file.storage, row.file.name
    row.delete()
    transaction.on_commit(lambda: stored.delete(name) if name else None, robust=True)


def insist_same_item(content: Certificate, standard: Standard, *, sure: bool) -> None:
    """A file of another serial number needs somebody who says that it is the same item."""
    if not sure and not is_of(content, standard):
        message = _("Số chế tạo trong tệp không phải của chuẩn này; hãy xác nhận đúng là nó.")
        raise InvalidInput(Fault("sure", message, code="other_item"))


def is_of(content: Certificate, standard: Standard) -> bool:
    """Whether a number that the file gives its item is the standard's serial number or code."""
    own = {nfc(each).casefold() for each in (standard.serial, standard.code)}
    return bool(own & {number.casefold() for number in numbers_of(content)})


def numbers_of(content: Certificate) -> list[str]:
    """Every number that the file gives its items."""
    return [each["value"] for item in content["items"] for each in item["identifications"]]
