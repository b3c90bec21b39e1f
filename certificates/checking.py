"""What an outsider is told about a certificate, and the record of having asked."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac
from rest_framework.throttling import SimpleRateThrottle

from certificates import queries, statement
from certificates.models import Certificate, Check
from certificates.states import CertificateState, Kind

VALID, UNKNOWN = "valid", "unknown"
NOTICE = "notice"  # genuine, but what it says is that the instrument failed
LONGEST_ID = 64


@dataclass(frozen=True)
class Told:
    """The answer, with nothing confidential in it: no customer, no result, no reason."""

    answer: str
    facts: dict[str, Any] | None = None


def look(*, public_id: str, source: str, at: datetime) -> Told:
    """Answer about a public id and note that somebody asked."""
    certificate = (
        Certificate.objects.select_related("statement", "superseded_by")
        .prefetch_related(queries.pdfs())
        .filter(public_id=public_id)
        .first()
    )
    told = Told(UNKNOWN)
    if certificate is not None:
        told = _told(certificate, timezone.localdate(at))
    Check.objects.create(
        at=at,
        public_id=public_id[:LONGEST_ID],
        answer=told.answer,
        source=salted_hmac("certificates.check", source, algorithm="sha256").hexdigest(),
    )
    return told


def _told(certificate: Certificate, on: date) -> Told:
    said = statement.read(certificate.statement)
    thing = said["instrument"]
    facts = {
        "number": certificate.number,
        "kind": certificate.kind,
        "title": said["title"],
        "conclusion": said["conclusion"]["text"] if thing_is_judged(certificate) else None,
        "instrument": None
        if thing is None
        else {name: thing[name] for name in ("name", "maker", "model", "serial")},
        "performed_on": said["dates"]["performed"],
        "issued_on": said["dates"]["issued"],
        "valid_until": said["valid_until"]["on"],
        "centre": {"code": said["centre"]["code"], "name": said["centre"]["name"]},
        "ended_on": None
        if certificate.ended_at is None
        else timezone.localdate(certificate.ended_at).isoformat(),
        "superseded_by": _after(certificate),
        "statement_sha256": certificate.statement.digest,
        "pdf_sha256": next((one.sha256 for one in certificate.pdfs), None),  # type: ignore[attr-defined]
    }
    return Told(_answer(certificate, on), facts)


def thing_is_judged(certificate: Certificate) -> bool:
    """Whether the conclusion is a verdict and not a pointer to a page."""
    return certificate.kind in (Kind.VERIFICATION, Kind.NOTICE)


def _answer(certificate: Certificate, on: date) -> str:
    state = queries.standing(certificate, on)
    if state != CertificateState.ISSUED:
        return state
    return NOTICE if certificate.kind == Kind.NOTICE else VALID


def _after(certificate: Certificate) -> dict[str, str] | None:
    """The newest of those that replaced it."""
    last = queries.family(certificate)[-1]
    if last.pk == certificate.pk:
        return None
    return {"number": last.number, "public_id": last.public_id}


# Who asks, and how often


def address_of(request: Any) -> str:
    """The asker's address: behind our proxy the one it saw, else the connection's own."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_TLS else ""
    return forwarded.split(",")[-1].strip() or str(request.META.get("REMOTE_ADDR", ""))


class CheckRate(SimpleRateThrottle):
    """So many looks a minute from one address, page and API together."""

    scope = "check"

    def get_cache_key(self, request: Any, view: Any) -> str:
        """One count for each address."""
        return f"check:{address_of(request)}"
