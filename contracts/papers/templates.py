"""Templates of Word that a centre brings, and what its papers say of the centre itself."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import PurePosixPath
from typing import Final

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Centre, User
from accounts.services import checked_tax_code
from audit.record import record
from common.canonical import sha256
from common.errors import Fault, Faults, InvalidInput, Refused, TooLarge
from common.text import nfc
from contracts.models import PaperTemplate
from contracts.papers import verbs  # noqa: F401 — the words of the events
from contracts.papers.sample import sample
from contracts.papers.word.making import WrongTemplate, by_theirs

MEGABYTE: Final = 2**20
MOST_BYTES: Final = 5 * MEGABYTE
LONGEST_NAME: Final = 120
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

# What papers say of the centre, and the longest text of each.
CENTRE_FIELDS: Final[Mapping[str, int]] = {
    "above_vi": 200,
    "tax_code": 14,
    "bank_account": 40,
    "bank_name": 200,
    "head_name": 150,
    "head_title_vi": 100,
    "place_vi": 80,
}


def add_template(
    *,
    centre: Centre,
    kind: str,
    name: str,
    valid_from: date,
    file_name: str,
    content: bytes,
    by: User,
    at: datetime,
) -> PaperTemplate:
    """Take a centre's template of a kind, tried with sample facts; it follows the one before.

    Raises TooLarge, or InvalidInput that names what the template does wrong.
    """
    try_template(kind, content)
    storage = PaperTemplate._meta.get_field("file").storage
    kept = storage.save(f"paper-templates/{centre.code}-{kind}.docx", ContentFile(content))
    try:
        return _add(
            PaperTemplate(
                centre=centre,
                kind=kind,
                name=nfc(name).strip(),
                valid_from=valid_from,
                file=kept,
                file_name=_bare(file_name),
                sha256=sha256(content),
                by=by,
                at=at,
            )
        )
    except BaseException:
        storage.delete(kept)
        raise


@transaction.atomic
def _add(row: PaperTemplate) -> PaperTemplate:
    Centre.objects.select_for_update(of=("self",), no_key=True).get(pk=row.centre_id)
    faults = Faults()
    if not 0 < len(row.name) <= LONGEST_NAME:
        message = _("Hãy đặt tên cho mẫu, nhiều nhất %(most)s ký tự.") % {"most": LONGEST_NAME}
        faults.add("name", message, code="required" if not row.name else "too_long")
    before = (
        PaperTemplate.objects.filter(centre=row.centre, kind=row.kind)
        .order_by("-valid_from", "-pk")
        .first()
    )
    if before is not None and row.valid_from <= before.valid_from:
        day = before.valid_from
        message = _("Mẫu trước có hiệu lực từ %(day)s: hãy chọn một ngày sau đó.")
        whole = message % {"day": f"{day:%d/%m/%Y}"}
        found, allowed = row.valid_from.isoformat(), f"> {day.isoformat()}"
        faults.add("valid_from", whole, code="too_early", found=found, allowed=allowed)
    faults.raise_if_any()
    if before is not None and (before.valid_to is None or before.valid_to >= row.valid_from):
        before.valid_to = row.valid_from - timedelta(days=1)
        before.save(update_fields=["valid_to"])
    row.save(force_insert=True)
    changes = {
        "kind": (None, row.kind),
        "name": (None, row.name),
        "valid_from": (None, row.valid_from),
        "sha256": (None, row.sha256),
    }
    _note(row, "paper_template.add", changes)
    return row


def _note(
    row: PaperTemplate,
    verb: str,
    changes: Mapping[str, tuple[object, object]],
    by: User | None = None,
    at: datetime | None = None,
) -> None:
    record(
        subject=row,
        verb=verb,
        by=by or row.by,
        at=at or row.at,
        chain=row.centre.code,
        changes=changes,
    )


def try_template(kind: str, content: bytes) -> bytes:
    """The docx of a sample by a template, or the refusal that says what is wrong with it."""
    if len(content) > MOST_BYTES:
        found, allowed = f"{len(content) / MEGABYTE:.1f} MB", f"{MOST_BYTES // MEGABYTE} MB"
        message = _("Tệp %(found)s quá lớn: mỗi tệp nhiều nhất %(allowed)s.")
        whole = message % {"found": found, "allowed": allowed}
        fault = Fault("file", whole, code="too_large", found=found, allowed=allowed)
        raise TooLarge(whole, faults=(fault,))
    try:
        return by_theirs(content, sample(kind))
    except WrongTemplate as error:
        raise InvalidInput(error.fault) from error


@transaction.atomic
def end_template(*, template_id: int, last_day: date, by: User, at: datetime) -> PaperTemplate:
    """Let a template hold until the end of a day; then the one above, or ours, holds."""
    rows = PaperTemplate.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("centre").get(pk=template_id)
    if row.valid_to is not None:
        message = _("Mẫu này đã có ngày hết hiệu lực %(day)s.")
        raise Refused(message % {"day": f"{row.valid_to:%d/%m/%Y}"}, code="ended")
    if last_day < row.valid_from:
        message = _("Ngày này trước ngày %(first)s.") % {"first": f"{row.valid_from:%d/%m/%Y}"}
        found, allowed = last_day.isoformat(), f">= {row.valid_from.isoformat()}"
        raise InvalidInput(
            Fault("last_day", message, code="too_early", found=found, allowed=allowed)
        )
    row.valid_to = last_day
    row.save(update_fields=["valid_to"])
    _note(row, "paper_template.end", {"valid_to": (None, last_day)}, by, at)
    return row


def _bare(name: str) -> str:
    """The name of a file without folders and without what no name shows."""
    plain = _CONTROL.sub("", nfc(PurePosixPath(name.replace("\\", "/")).name))
    return plain[-200:].strip() or "template.docx"


@transaction.atomic
def set_centre_facts(*, centre_id: int, facts: Mapping[str, str], by: User, at: datetime) -> Centre:
    """Change what papers say of the centre (CENTRE_FIELDS). Papers made before keep what they say.

    Raises InvalidInput for a tax code with a wrong check digit or a text that is too long.
    """
    centre = Centre.objects.select_for_update(of=("self",), no_key=True).get(pk=centre_id)
    faults, changes = Faults(), {}
    for name, most in CENTRE_FIELDS.items():
        if name not in facts:
            continue
        text = nfc(facts[name]).strip()
        if name == "tax_code":
            text = checked_tax_code(text)
        elif len(text) > most:
            message = _("Nhiều nhất %(most)s ký tự.") % {"most": most}
            faults.add(name, message, code="too_long", found=str(len(text)), allowed=str(most))
        if text != getattr(centre, name):
            changes[name] = (getattr(centre, name), text)
            setattr(centre, name, text)
    faults.raise_if_any()
    if changes:
        centre.save(update_fields=list(changes))
        record(
            subject=centre, verb="centre.papers", by=by, at=at, chain=centre.code, changes=changes
        )
    return centre
