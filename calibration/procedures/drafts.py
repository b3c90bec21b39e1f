"""Drafts of procedures: begun, copied, written, and what people are typing into them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from math import isfinite
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Centre, User
from audit.record import record
from calibration.confirming import carry
from calibration.definition import Definition, compile_definition
from calibration.models import ProcedureVersion, WorkingCopy
from calibration.procedures.life import locked
from calibration.states import ProcedureState
from common.canonical import canonical, sha256
from common.errors import Conflict, Fault, InvalidInput, Refused
from instruments.models import InstrumentType

LONGEST_DEFINITION = 400_000  # characters
DEEPEST = 30
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_LONGEST = {"number": 60, "title_vi": 250, "title_en": 250}


@transaction.atomic
def begin_procedure(
    *, centre: Centre, service: str, data: Any, by: User, at: datetime
) -> ProcedureVersion:
    """A first draft from a whole definition. A code that the centre uses already is refused."""
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    definition, text = _compiled(data)
    if service not in definition.services:
        allowed = ", ".join(definition.services)
        message = _("Nội dung quy trình không dành cho dịch vụ này.")
        raise InvalidInput(Fault("service", message, found=service, allowed=allowed))
    known = ProcedureVersion.objects.filter(
        centre=centre, code=definition.code, service=service
    ).first()
    if known is not None:
        message = _("Đơn vị đã có quy trình mang mã này: hãy soạn phiên bản mới của nó.")
        raise InvalidInput(Fault("code", message, code="taken", found=definition.code))
    draft = ProcedureVersion(centre=centre, code=definition.code, service=service)
    _write(draft, definition, text, by, at)
    record(
        subject=draft, verb="procedure.begin", by=by, at=at, chain=centre.code,
        changes={"definition": (None, draft.digest)},
    )  # fmt: skip
    return draft


@transaction.atomic
def copy_procedure(
    *, version_id: int, centre: Centre, code: str, service: str, by: User, at: datetime
) -> ProcedureVersion:
    """A first draft of another procedure, with the content of this one and a code of its own.

    What was confirmed there counts as unconfirmed here: it is another procedure.
    """
    version = ProcedureVersion.objects.get(pk=version_id)
    data = {**version.content, "code": code}
    if service not in data["services"]:
        number = data["documents"].get(version.service, version.number)
        data["services"] = [*data["services"], service]
        data["documents"] = {**data["documents"], service: number}
    return begin_procedure(centre=centre, service=service, data=data, by=by, at=at)


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
        seals=carry(version, draft),
    )  # fmt: skip
    return draft


@transaction.atomic
def edit_draft(
    *, version_id: int, data: Any, base: str, by: User, at: datetime
) -> ProcedureVersion:
    """Write a draft's definition. `base` is the digest of what the writer began from.

    Raises Conflict when somebody else has written since, InvalidInput with every fault and its
    path; then nothing has changed.
    """
    draft = locked(version_id)
    if draft.state != ProcedureState.DRAFT:
        message = _("Quy trình này không còn là bản thảo: hãy lập phiên bản mới của quy trình.")
        raise Refused(message, code="not_draft")
    definition, text = _compiled(data)
    _insist_same_procedure(draft, definition)
    before = draft.digest
    if sha256(text) == before:
        return draft
    if base != before:
        raise Conflict(
            _("%(who)s đã ghi bản thảo này sau khi bạn mở nó.") % {"who": draft.edited_by or "–"},
            code="edited",
        )
    _write(draft, definition, text, by, at)
    record(
        subject=draft, verb="procedure.edit", by=by, at=at, chain=draft.centre.code,
        changes={"definition": (before, draft.digest)},
    )  # fmt: skip
    return draft


@dataclass(frozen=True)
class Typed:
    """What stands in the form and in the sample, as texts, and where it was typed."""

    form: Mapping[str, Any]
    sample: Mapping[str, Any]
    language: str
    window: str = ""


@transaction.atomic
def keep_work(
    *, version_id: int, typed: Typed, revision: int, base: str, by: User, at: datetime
) -> WorkingCopy:
    """Keep what a person has typed so far, whatever it is worth.

    `revision` is the one they had, 0 for none yet. Raises Conflict when another window of theirs
    has kept something since.
    """
    draft = locked(version_id)
    if draft.state != ProcedureState.DRAFT:
        message = _("Quy trình này không còn là bản thảo: hãy lập phiên bản mới của quy trình.")
        raise Refused(message, code="not_draft")
    rows = WorkingCopy.objects.select_for_update(no_key=True)
    copy = rows.filter(procedure=draft, by=by).first() or WorkingCopy(
        procedure=draft, by=by, revision=0
    )
    if copy.revision != revision:
        raise Conflict(_("Bản đang soạn này đã được sửa ở một cửa sổ khác."), code="edited")
    form, sample = canonical(typed.form), canonical(typed.sample)
    if max(len(form), len(sample)) > LONGEST_DEFINITION:
        raise InvalidInput(Fault("", _("Nội dung quá lớn."), code="too_large"))
    if (copy.typed, copy.sample, copy.base) == (form, sample, base):
        return copy
    copy.typed, copy.sample, copy.language = form, sample, typed.language
    copy.base, copy.at, copy.revision, copy.window = base, at, revision + 1, typed.window
    copy.save()
    return copy


def cleaned(value: Any, path: str = "", depth: int = 0) -> Any:
    """JSON as it is kept: numbers with a point as they are written, texts that can be stored.

    Raises InvalidInput, naming the place, for what no text or number can be.
    """
    if depth > DEEPEST:
        raise InvalidInput(Fault(path[:80], _("Lồng quá sâu."), code="too_deep"))
    if isinstance(value, dict):
        return {cleaned(key, path): cleaned(each, f"{path}.{key}".lstrip("."), depth + 1)
                for key, each in value.items()}  # fmt: skip
    if isinstance(value, list):
        return [cleaned(each, f"{path}.{i}", depth + 1) for i, each in enumerate(value)]
    if isinstance(value, float):
        if not isfinite(value):
            raise InvalidInput(Fault(path[:80], _("Không phải là số."), code="not_a_number"))
        return format(Decimal(repr(value)), "f")
    if isinstance(value, str) and _UNSTORABLE.search(value):
        message = _("Có ký tự không lưu được.")
        raise InvalidInput(Fault(_UNSTORABLE.sub("?", path)[:80], message, code="bad_text"))
    return value


def _compiled(data: Any) -> tuple[Definition, str]:
    data = cleaned(data)
    definition = compile_definition(data)
    text = canonical(data)
    if len(text) > LONGEST_DEFINITION:
        raise InvalidInput(Fault("", _("Nội dung quá lớn."), code="too_large"))
    return definition, text


def _insist_same_procedure(draft: ProcedureVersion, definition: Definition) -> None:
    """A version of another code or without its own service would be lost to its procedure."""
    if definition.code != draft.code:
        message = _("Mã là của cả quy trình, không đổi được trong một phiên bản.")
        raise InvalidInput(
            Fault("code", message, code="fixed", found=definition.code, allowed=draft.code)
        )
    if draft.service not in definition.services:
        message = _("Bản thảo này là của dịch vụ “%(service)s”.") % {
            "service": draft.get_service_display()
        }
        raise InvalidInput(Fault("services", message, code="fixed", allowed=draft.service))


def _write(
    draft: ProcedureVersion, definition: Definition, text: str, by: User, at: datetime
) -> None:
    """Put a definition into its row, with the columns that lists and papers read."""
    draft.number = definition.documents[draft.service]
    draft.title_vi, draft.title_en = definition.title["vi"], definition.title["en"]
    _insist_fits(draft)
    draft.definition, draft.digest = text, sha256(text)
    draft.edited_by, draft.edited_at = by, at
    draft.save()
    draft.__dict__.pop("content", None)
    draft.types.set(InstrumentType.objects.filter(code__in=definition.instrument_types))


def _insist_fits(draft: ProcedureVersion) -> None:
    where = {"number": f"documents.{draft.service}", "title_vi": "title.vi", "title_en": "title.en"}
    for name, most in _LONGEST.items():
        text = getattr(draft, name)
        if name != "title_en" and not text.strip():
            raise InvalidInput(Fault(where[name], _("Còn để trống."), code="required"))
        if len(text) > most:
            message = _("Dài quá %(most)s ký tự.") % {"most": most}
            raise InvalidInput(Fault(where[name], message, code="too_long", found=text[:80]))
