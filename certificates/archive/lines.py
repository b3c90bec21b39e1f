"""What the index says of one certificate: facts as they were stated, digests of its files."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone

from certificates import statement
from certificates.models import Certificate

COLUMNS = (
    "number", "kind", "state", "issued_at", "performed_on", "valid_until", "ended_at",
    "end_reason", "supersedes", "superseded_by", "instrument", "maker", "model", "serial",
    "customer", "check_address", "statement_sha256", "pdf", "pdf_sha256", "pdf_size", "pdf_seal",
    "xml", "xml_sha256", "xml_size", "xml_seal", "missing",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def line_of(certificate: Certificate, base: str) -> dict[str, Any]:
    """Everything but the files. `base` is the public address, without a stroke at its end."""
    said = statement.read(certificate.statement)
    thing: Mapping[str, Any] = said.get("instrument") or {}
    after = getattr(certificate, "superseded_by", None)
    return {
        "number": certificate.number,
        "kind": certificate.kind,
        "state": certificate.state,
        "issued_at": _moment(certificate.issued_at),
        "performed_on": certificate.performed_on.isoformat(),
        "valid_until": certificate.valid_until.isoformat() if certificate.valid_until else "",
        "ended_at": _moment(certificate.ended_at),
        "end_reason": certificate.end_reason,
        "supersedes": certificate.supersedes.number if certificate.supersedes else "",
        "superseded_by": after.number if after else "",
        "instrument": _vi(thing.get("name")) or _vi(said.get("sample")),
        "maker": _vi(thing.get("maker")),
        "model": _vi(thing.get("model")),
        "serial": _vi(thing.get("serial")),
        "customer": _vi(said["customer"]["name"]),
        "check_address": base + reverse("certificates:check", args=[certificate.public_id]),
        "statement_sha256": certificate.statement.digest,
        "missing": "",
    }


def _moment(at: Any) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else ""


def _vi(said: Any) -> str:
    """The Vietnamese of a pair, or the text itself."""
    return str(said.get("vi", "") if isinstance(said, Mapping) else said or "")


def as_csv(lines: Iterable[Mapping[str, Any]], *, heads: bool) -> bytes:
    """Lines for a spreadsheet; a text that one would run as a formula is kept a text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    if heads:
        writer.writerow(COLUMNS)
    for line in lines:
        writer.writerow([_safe(line.get(name, "")) for name in COLUMNS])
    return out.getvalue().encode()


def _safe(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def as_json(line: Mapping[str, Any]) -> str:
    """One line, every column there."""
    return json.dumps({name: line.get(name, "") for name in COLUMNS}, ensure_ascii=False)
