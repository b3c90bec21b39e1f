"""What is kept of a certificate for strangers' questions, in one query.

The check page is asked by anyone with a telephone, among all certificates there are. A statement
is some 100 kB, of which the page tells 1 kB: those parts are kept by themselves, and no model is
made. Measured at 100 000 certificates: `benchmarks/`.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from certificates.models import Certificate, Rendering, SigningKey, Statement
from certificates.statement import read
from certificates.statement.shared import public_of
from certificates.states import CertificateState


@dataclass(frozen=True)
class Kept:
    """A certificate as it stands now; `said` has the parts of the statement that are public."""

    pk: int
    public_id: str
    number: str
    kind: str
    state: str
    valid_until: date | None
    ended_at: datetime | None
    job: int
    supersedes: int | None
    statement_sha256: str
    said: dict[str, Any]
    pdf_sha256: str
    xml_sha256: str
    level: str
    sealed_by: "Sealing | None"


@dataclass(frozen=True)
class Sealing:
    """The public side of the key that sealed the files."""

    subject: str
    issuer: str
    fingerprint: str
    development: bool


@dataclass(frozen=True)
class Link:
    """One certificate of a chain of replacements."""

    number: str
    public_id: str
    state: str
    issued_at: datetime
    ended_at: datetime | None
    valid_until: date | None


def kept(public_id: str) -> Kept | None:
    """The certificate of a public id; None where nobody issued it."""
    with connection.cursor() as cursor:
        cursor.execute(_query(), [public_id])
        row = cursor.fetchone()
    if row is None:
        return None
    (*plain, until, ended, public, subject, issuer, fingerprint, development) = row
    pk, number, kind, state, job, supersedes, digest, pdf, xml, level = plain
    sealing = None if not subject else Sealing(subject, issuer, fingerprint, bool(development))
    return Kept(
        pk=pk, public_id=public_id, number=number, kind=kind, state=state,
        valid_until=_day(until), ended_at=_moment(ended), job=job,
        supersedes=supersedes, statement_sha256=digest, said=_said(public, pk),
        pdf_sha256=pdf or "", xml_sha256=xml or "", level=level or "", sealed_by=sealing,
    )  # fmt: skip


def chain(found: Kept) -> list[Link]:
    """Every certificate of the same job, first to last; asked only where there is more than one."""
    if found.supersedes is None and found.state != CertificateState.SUPERSEDED:
        return []
    rows = Certificate.objects.filter(job=found.job).order_by("pk")
    names = ("number", "public_id", "state", "issued_at", "ended_at", "valid_until")
    return [Link(*row) for row in rows.values_list(*names)]


def keys_of(public_id: str) -> frozenset[str]:
    """Fingerprints of the keys that sealed the files of a certificate."""
    rows = Rendering.objects.filter(certificate__public_id=public_id, signed_with__isnull=False)
    return frozenset(rows.order_by().values_list("signed_with__fingerprint", flat=True))


def known(public_ids: tuple[str, ...]) -> list[str]:
    """Those of some ids that are certificates of ours, in their order."""
    there = set(
        Certificate.objects.filter(Q(public_id__in=public_ids))
        .order_by()
        .values_list("public_id", flat=True)
    )
    return [one for one in public_ids if one in there]


@cache
def _query() -> str:
    """Table names are ours, the id is a parameter."""
    tables = {
        "certificate": Certificate._meta.db_table,
        "statement": Statement._meta.db_table,
        "rendering": Rendering._meta.db_table,
        "key": SigningKey._meta.db_table,
    }
    return _SELECT.format(**tables)


_SELECT = """
SELECT c.id, c.number, c.kind, c.state, c.job_id, c.supersedes_id, s.digest, pdf.sha256, xml.sha256,
       pdf.level, c.valid_until, c.ended_at, s.public, k.subject, k.issuer, k.fingerprint,
       k.development
FROM {certificate} c
JOIN {statement} s ON s.certificate_id = c.id
LEFT JOIN {rendering} pdf ON pdf.certificate_id = c.id AND pdf.format = 'pdf'
LEFT JOIN {rendering} xml ON xml.certificate_id = c.id AND xml.format = 'xml'
LEFT JOIN {key} k ON k.id = pdf.signed_with_id
WHERE c.public_id = %s
"""


def _said(public: str | None, pk: int) -> dict[str, Any]:
    """The public parts; of statements that were made before these were kept, from the whole."""
    if public is not None:
        found: dict[str, Any] = json.loads(public)
        return found
    return public_of(read(Statement.objects.get(certificate=pk)))


def _day(value: Any) -> date | None:
    """A column of days: SQLite may give text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _moment(value: Any) -> datetime | None:
    """A column of moments: SQLite gives them without their zone."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    if found is None or timezone.is_aware(found):
        return found
    return timezone.make_aware(found, connection.timezone)
