"""The life of procedure versions: templates as drafts, in force, retired."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Centre, User
from audit.record import record
from calibration.definition import read_definition
from calibration.models import ProcedureVersion
from calibration.states import PROCEDURE_MOVES, ProcedureState
from common.canonical import canonical, sha256
from common.errors import Fault, InvalidInput, Refused
from common.states import advance
from instruments.models import InstrumentType

TEMPLATES = Path(__file__).parent / "data" / "procedures"


@transaction.atomic
def load_templates(centre: Centre, by: Any, at: datetime) -> list[ProcedureVersion]:
    """Put the templates into a centre as drafts, one version for each service. Harmless twice."""
    return [
        _load(centre, json.loads(path.read_text(encoding="utf-8")), service, by, at)
        for path in sorted(TEMPLATES.glob("*.json"))
        for service in json.loads(path.read_text(encoding="utf-8"))["services"]
    ]


def _load(
    centre: Centre, data: dict[str, Any], service: str, by: Any, at: datetime
) -> ProcedureVersion:
    text = canonical(data)
    definition = read_definition(text)
    version, made = ProcedureVersion.objects.get_or_create(
        centre=centre,
        code=definition.code,
        service=service,
        version=1,
        defaults={
            "number": definition.documents[service],
            "title_vi": definition.title["vi"],
            "title_en": definition.title["en"],
            "definition": text,
            "digest": sha256(text),
        },
    )
    if made or version.state == ProcedureState.DRAFT:
        version.types.set(InstrumentType.objects.filter(code__in=definition.instrument_types))
    if made:
        record(
            subject=version, verb="procedure.load", by=by, at=at, chain=centre.code,
            changes={"definition": (None, version.digest)},
        )  # fmt: skip
    return version


@transaction.atomic
def draft_next(*, version_id: int, by: User, at: datetime) -> ProcedureVersion:
    """A draft of the next version, with the content of this one. One draft at a time."""
    version = ProcedureVersion.objects.select_related("centre").get(pk=version_id)
    others = ProcedureVersion.objects.filter(
        centre=version.centre, code=version.code, service=version.service
    ).order_by("-version")
    # Whichever version the draft begins from, drafts of one procedure wait for its first one.
    others.reverse().select_for_update(of=("self",), no_key=True)[:1].get()
    if others.filter(state=ProcedureState.DRAFT).exists():
        raise Refused(_("Quy trình này đã có một bản thảo."), code="draft_exists")
    last = others.first()
    assert last is not None
    draft = ProcedureVersion.objects.create(
        centre=version.centre, code=version.code, service=version.service,
        version=last.version + 1, number=version.number, title_vi=version.title_vi,
        title_en=version.title_en, definition=version.definition, digest=version.digest,
    )  # fmt: skip
    draft.types.set(version.types.all())
    record(
        subject=draft, verb="procedure.draft", by=by, at=at, chain=version.centre.code,
        changes={"definition": (None, draft.digest), "version": (version.version, draft.version)},
    )  # fmt: skip
    return draft


@transaction.atomic
def put_in_force(*, version_id: int, valid_from: date, by: User, at: datetime) -> ProcedureVersion:
    """From `valid_from` on this version is used; the one before it ends the day before."""
    version = _locked(version_id)
    before, after = advance(version, "put_in_force", PROCEDURE_MOVES)
    read_definition(version.definition)
    if sha256(version.definition) != version.digest:
        raise Refused(_("Nội dung quy trình không khớp mã kiểm của nó."), code="digest_mismatch")
    _end_the_one_before(version, valid_from, by, at)
    version.valid_from, version.approved_by = valid_from, by
    version.save(update_fields=["state", "valid_from", "approved_by"])
    changes = {"state": (before, after), "valid_from": (None, valid_from)}
    record(
        subject=version, verb="procedure.put_in_force", by=by, at=at,
        chain=version.centre.code, changes=changes,
    )  # fmt: skip
    return version


def _end_the_one_before(
    version: ProcedureVersion, valid_from: date, by: User, at: datetime
) -> None:
    others = ProcedureVersion.objects.select_for_update(no_key=True).filter(
        centre=version.centre, code=version.code, service=version.service,
        state=ProcedureState.IN_FORCE,
    )  # fmt: skip
    for other in others:
        assert other.valid_from is not None
        if other.valid_from >= valid_from:
            message = _("Phiên bản %(version)s đã áp dụng từ %(day)s.") % {
                "version": other.version, "day": other.valid_from,
            }  # fmt: skip
            raise InvalidInput(Fault("valid_from", message, code="overlap"))
        if other.valid_to is not None and other.valid_to < valid_from:
            continue
        ended, other.valid_to = other.valid_to, valid_from - timedelta(days=1)
        other.save(update_fields=["valid_to"])
        record(
            subject=other, verb="procedure.replace", by=by, at=at, chain=version.centre.code,
            changes={"valid_to": (ended, other.valid_to)},
        )  # fmt: skip


@transaction.atomic
def retire(*, version_id: int, valid_to: date, by: User, at: datetime) -> ProcedureVersion:
    """After `valid_to` this version starts no work any more."""
    version = _locked(version_id)
    before, after = advance(version, "retire", PROCEDURE_MOVES)
    assert version.valid_from is not None
    if valid_to < version.valid_from:
        message = _("Ngày hết áp dụng phải từ ngày bắt đầu áp dụng trở đi.")
        raise InvalidInput(Fault("valid_to", message, found=valid_to.isoformat()))
    version.valid_to = valid_to
    version.save(update_fields=["state", "valid_to"])
    changes = {"state": (before, after), "valid_to": (None, valid_to)}
    record(
        subject=version, verb="procedure.retire", by=by, at=at, chain=version.centre.code,
        changes=changes,
    )  # fmt: skip
    return version


def _locked(version_id: int) -> ProcedureVersion:
    rows = ProcedureVersion.objects.select_for_update(of=("self",), no_key=True).select_related(
        "centre"
    )
    return rows.get(pk=version_id)
