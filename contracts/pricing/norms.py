"""The norm of a service (định mức kinh tế – kỹ thuật): a file that holds from a day on.

A norm is added, never replaced: which one a price was made by can be asked for any day.
"""

import io
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from audit.record import record
from common.canonical import sha256
from common.errors import Faults
from common.file_kinds import DOCX, PDF, XLSX, document_kind_of
from common.text import nfc
from common.verbs import name_verbs
from contracts.models import ServiceItem, ServiceNorm

name_verbs({"service.norm": gettext_lazy("thêm định mức")})
MOST_BYTES = 20 * 2**20
ENDINGS = {PDF: ".pdf", XLSX: ".xlsx", DOCX: ".docx"}
LONGEST = {"title": 250, "source": 200}


@dataclass(frozen=True, kw_only=True)
class NormFacts:
    """What a norm says of itself; `source` is the decision it stands in."""

    title: str
    valid_from: date
    source: str = ""


@transaction.atomic
def add_norm(
    *, service_id: int, facts: NormFacts, file_name: str, content: bytes, by: User, at: datetime
) -> ServiceNorm:
    """Keep the norm of a service: a PDF, xlsx or docx, told by its content.

    Raises InvalidInput with every fault. The event keeps the digest of the file.
    """
    rows = ServiceItem.objects.select_for_update(of=("self",), no_key=True)
    service = rows.select_related("centre").get(pk=service_id)
    faults = Faults()
    if not facts.title.strip():
        faults.add("title", _("Còn để trống."), code="blank")
    for name, most in LONGEST.items():
        if len(nfc(getattr(facts, name))) > most:
            message = _("Nhiều nhất %(most)s ký tự.") % {"most": most}
            faults.add(name, message, code="too_long", allowed=f"<= {most}")
    kind = _judge(faults, content)
    faults.raise_if_any()
    digest = sha256(content)
    norm = ServiceNorm.objects.create(
        service=service, title=facts.title, source=facts.source, valid_from=facts.valid_from,
        file=ContentFile(content, name=f"{service.pk}{ENDINGS[kind]}"),
        file_name=file_name[-200:], sha256=digest, by=by, at=at,
    )  # fmt: skip
    said = {"title": norm.title, "source": norm.source, "valid_from": norm.valid_from}
    changes = {name: (None, it) for name, it in {**said, "sha256": digest}.items() if it}
    record(
        subject=service, verb="service.norm", by=by, at=at, chain=service.centre.code,
        changes=changes,
    )  # fmt: skip
    return norm


def _judge(faults: Faults, content: bytes) -> str:
    """The kind of the file by its content; "" with a fault where it is none of ours."""
    if not content:
        faults.add("file", _("Tệp trống."), code="blank")
        return ""
    if len(content) > MOST_BYTES:
        faults.add("file", _("Tệp lớn hơn 20 MB."), code="too_large", found=str(len(content)))
        return ""
    kind = document_kind_of(io.BytesIO(content))
    if kind not in ENDINGS:
        allowed = ", ".join(ENDINGS.values())
        faults.add("file", _("Chỉ nhận PDF, xlsx hoặc docx."), code="wrong_format", allowed=allowed)
        return ""
    return kind


def kind_of_norm(norm: ServiceNorm) -> str:
    """The media type of a kept file: its ending was chosen by its content."""
    ending = f".{str(norm.file.name).rpartition('.')[2]}"
    return next((kind for kind, end in ENDINGS.items() if end == ending), "")
