"""Numbers that nobody has checked yet, and the confirmations of those that somebody has.

An object of a definition may carry `confidence`. Unless that begins with a source (or `high`), the
numbers of the object are unconfirmed: a procedure is approved only when each has a confirmation of
exactly what stands there, so that an edit of the object asks again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.record import record
from calibration.models import Confirmation, ProcedureVersion
from calibration.states import ProcedureState
from common.canonical import canonical, sha256
from common.errors import Fault, InvalidInput, Refused
from common.templatetags.show import words
from common.text import nfc

NEEDS_NOTHING = ("source", "high", "nguồn")
LONGEST_SOURCE = 300


def unconfirmed(data: Any) -> list[tuple[str, Mapping[str, Any]]]:
    """Each object of a definition whose numbers are from memory, with its path, in order."""
    return list(_marked(data, ""))


def _marked(value: Any, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(value, Mapping):
        if not _is_sure(value.get("confidence")):
            yield path, value
        below: Iterator[tuple[Any, Any]] = iter(value.items())
    elif isinstance(value, list):
        below = iter(enumerate(value))
    else:
        return
    for key, each in below:
        if key != "confidence":
            yield from _marked(each, f"{path}.{key}" if path else str(key))


def _is_sure(mark: Any) -> bool:
    """Whether a mark asks for nothing: none at all, or one that begins with its source."""
    if isinstance(mark, Mapping):
        return any(_is_sure(text) for text in mark.values() if text)
    text = str(mark or "").strip().casefold()
    return not text or text.startswith(NEEDS_NOTHING)


def digest_of(found: Mapping[str, Any]) -> str:
    """What a confirmation is of: the SHA-256 of the object as it stands."""
    return sha256(canonical(found))


@dataclass(frozen=True)
class Mark:
    """One unconfirmed object of a version, with its confirmation when there is one."""

    path: str
    found: Mapping[str, Any]
    confirmation: Confirmation | None

    @property
    def mark(self) -> str:
        """The mark in the reader's language."""
        return words(self.found.get("confidence"))


def marks_of(version: ProcedureVersion) -> list[Mark]:
    """Every mark of a version, confirmed or not. One query."""
    rows = version.confirmations.select_related("by")
    known = {(row.path, row.digest): row for row in rows}
    return [
        Mark(path, found, known.get((path, digest_of(found))))
        for path, found in unconfirmed(version.content)
    ]


def open_faults(version: ProcedureVersion) -> list[Fault]:
    """A fault for each number that still waits for its confirmation."""
    message = _("Chưa có người xác nhận số liệu này theo văn bản gốc.")
    return [
        Fault(mark.path, message, code="unconfirmed", found=mark.mark)
        for mark in marks_of(version)
        if mark.confirmation is None
    ]


@transaction.atomic
def confirm(*, version_id: int, path: str, source: str, by: User, at: datetime) -> Confirmation:
    """Record that somebody checked the numbers at `path` against `source`."""
    version = _locked_draft(version_id)
    mark = next((each for each in marks_of(version) if each.path == path), None)
    if mark is None:
        message = _("Chỗ này không có số liệu nào chờ xác nhận.")
        raise InvalidInput(Fault("path", message, code="unknown_name", found=path[:80]))
    if mark.confirmation is not None:
        raise Refused(_("Số liệu này đã được xác nhận."), code="confirmed")
    (row,) = _keep(version, [mark], _checked(source), by, at)
    return row


@transaction.atomic
def confirm_all(*, version_id: int, source: str, by: User, at: datetime) -> list[Confirmation]:
    """Record one source for every number of a draft that still waits: one event for all."""
    version = _locked_draft(version_id)
    waiting = [mark for mark in marks_of(version) if mark.confirmation is None]
    return _keep(version, waiting, _checked(source), by, at)


def carry(before: ProcedureVersion, draft: ProcedureVersion) -> list[Confirmation]:
    """What was confirmed in a version holds in the draft made of it: same number, same place."""
    waiting = {(mark.path, digest_of(mark.found)) for mark in marks_of(draft)}
    return [
        Confirmation.objects.create(
            procedure=draft, path=row.path, digest=row.digest, source=row.source, by_id=row.by_id,
            at=row.at,
        )
        for row in before.confirmations.all()
        if (row.path, row.digest) in waiting
    ]  # fmt: skip


def _locked_draft(version_id: int) -> ProcedureVersion:
    rows = ProcedureVersion.objects.select_for_update(of=("self",), no_key=True)
    version = rows.select_related("centre").get(pk=version_id)
    if version.state != ProcedureState.DRAFT:
        raise Refused(_("Chỉ bản thảo mới nhận xác nhận số liệu."), code="not_draft")
    return version


def _checked(source: str) -> str:
    source = nfc(source)
    if not source:
        raise InvalidInput(
            Fault("source", _("Hãy ghi căn cứ: văn bản, điều, bảng, trang."), code="blank")
        )
    if len(source) > LONGEST_SOURCE:
        message = _("Căn cứ dài quá %(most)s ký tự.") % {"most": LONGEST_SOURCE}
        raise InvalidInput(Fault("source", message, code="too_long"))
    return source


def _keep(
    version: ProcedureVersion, marks: Sequence[Mark], source: str, by: User, at: datetime
) -> list[Confirmation]:
    if not marks:
        return []
    made = Confirmation.objects.bulk_create(
        Confirmation(
            procedure=version, path=mark.path, digest=digest_of(mark.found), source=source, by=by,
            at=at,
        )
        for mark in marks
    )  # fmt: skip
    record(
        subject=version, verb="procedure.confirm", by=by, at=at, chain=version.centre.code,
        changes={mark.path or "*": (mark.mark, source) for mark in marks}, seals=made,
    )  # fmt: skip
    return made
